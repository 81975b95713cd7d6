"""Compose and save, send, complete, preview: the calls that take a request."""

import re
from functools import partial

import attrs
from starlette.responses import Response

from compose_adapters.http.bodies import Body
from compose_adapters.http.limits import HttpLimits
from compose_adapters.http.queries import Query
from compose_adapters.http.request_context import RequestContext, header
from compose_adapters.http.services import Services
from compose_adapters.wire import encode_preview, encode_receipt
from compose_core.compose.check import check
from compose_core.compose.idempotency import check_key, differing_keys
from compose_core.decision import Receipt
from compose_core.errors import Finding, Rejected
from compose_core.model.request import Command, CommandOptions, ComposeRequest

LOCATION = "/system/ws/v12/interaction/activity/{id}"
REPRESENTATION = "return=representation"
APPLIED = "Preference-Applied"
_KEY_HEADER = "idempotency-key"
_RETURN = re.compile(
    r'\s*return\s*=\s*(?P<quote>"?)(?P<value>\w+)(?P=quote)\s*(?:;|$)', re.IGNORECASE
)


@attrs.frozen
class Composing:
    """The handlers of the calls that take a request.

    Args:
        services: the use cases.
        limits: of what a call may send.
    """

    services: Services
    limits: HttpLimits

    def save(self, call: RequestContext, query: Query, body: Body) -> Response:
        """Keep a draft (A2)."""
        expands = query.values.get("expandMacros") == "yes"
        return self._perform(call, query, body, CommandOptions(Command.SAVE, expands))

    def send(self, call: RequestContext, query: Query, body: Body) -> Response:
        """Store the activity and queue its mail."""
        return self._perform(call, query, body, CommandOptions(Command.SEND))

    def send_and_complete(self, call: RequestContext, query: Query, body: Body) -> Response:
        """The same, the activity completed."""
        return self._perform(call, query, body, CommandOptions(Command.SEND_AND_COMPLETE))

    def preview(self, call: RequestContext, query: Query, body: Body) -> Response:
        """Show what a send would come to; nothing is stored (A7)."""
        request = self._request(call, body, Command.SEND, query.findings)
        preview = self.services.compose.preview(request, call.actor, site=call.site)
        safe = None if preview.html is None else self.services.sanitiser.sanitise(preview.html)
        tell = partial(self.services.tell, call.language)
        return Response(encode_preview(preview, call.format, safe, tell), media_type=call.format)

    def _perform(
        self, call: RequestContext, query: Query, body: Body, act: CommandOptions
    ) -> Response:
        key, against = _key(call)
        request = self._request(call, body, act.command, (*query.findings, *against))
        receipt = self.services.compose.perform(request, call.actor, act, key, call.site)
        return _created(call, receipt)

    def _request(
        self, call: RequestContext, body: Body, command: Command, found: tuple[Finding, ...]
    ) -> ComposeRequest:
        """Read the request; findings of the rest of the call are reported with its own (H5)."""
        most = self.limits.of_body(call.partition)
        try:
            request = body.request(self.limits.of_wire(call.partition), most)
            if found:
                check(request, command, self.services.compose.request_rules)
        except Rejected as refusal:
            raise Rejected((*found, *refusal.findings)) from None
        if found:
            raise Rejected(found)
        return request


def _created(call: RequestContext, receipt: Receipt) -> Response:
    mount = call.request.scope.get("root_path", "")
    headers = {"Location": mount + LOCATION.format(id=receipt.activity_id)}
    body = b""
    if _wants_representation(call):
        headers[APPLIED] = REPRESENTATION
        body = encode_receipt(receipt, call.format)
    return Response(body, 201, headers, call.format)


def _wants_representation(call: RequestContext) -> bool:
    """Whether the first preference about what is returned is for the receipt (RFC 7240)."""
    wishes = map(_RETURN.match, (header(call.request, "prefer") or "").split(","))
    first = next((wish for wish in wishes if wish), None)
    return first is not None and first["value"].lower() == "representation"


def _key(call: RequestContext) -> tuple[str | None, tuple[Finding, ...]]:
    """The key of a call, and what is wrong with it; one that is repeated is one."""
    key = header(call.request, _KEY_HEADER)
    if key is not None and "," in key:
        # Several, or one that holds a comma.
        given = {each.strip() for each in call.request.headers.getlist(_KEY_HEADER)} - {""}
        if len(given) > 1:
            return None, (differing_keys(len(given)),)
        [key] = given
    return key, tuple(check_key(key))
