"""A path and its methods: how a call goes through the stages of judgement (H5)."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import attrs
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from compose_adapters.http.attach_session import attach_session
from compose_adapters.http.bodies import Body, BodyReader, small_body
from compose_adapters.http.error_responses import ErrorResponses
from compose_adapters.http.exceptions import MethodNotAllowed
from compose_adapters.http.lanes import Lanes
from compose_adapters.http.letting_go import let_go
from compose_adapters.http.limits import HttpLimits
from compose_adapters.http.octets_in_flight import OctetsInFlight, Share
from compose_adapters.http.operations import HandlerResult, Operation, RequestBody
from compose_adapters.http.queries import read_query
from compose_adapters.http.request_context import SESSION_HEADER, RequestContext, context_of, header
from compose_adapters.http.services import Services
from compose_adapters.http.speaking import settle
from compose_core.errors import ComposeError


@attrs.frozen(kw_only=True)
class Resource:
    """A path with its operations; an ASGI application of its own.

    Args:
        path: its template, such as ``/secure/{token}``.
        operations: by method.
        services: what tells who is logged in, and the default language.
        limits: of what a call may send.
        lanes: where its calls are worked on.
        octets: what bodies may hold at the same time.
        refusals: how its errors look.
    """

    path: str
    operations: Mapping[str, Operation]
    services: Services
    limits: HttpLimits
    lanes: Lanes
    octets: OctetsInFlight
    refusals: ErrorResponses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call."""
        call = context_of(Request(scope, receive))
        call.path = self.path
        with self.octets.share(header(call.request, SESSION_HEADER) or "") as share:
            response = await self._answer(call, share)
        await response(scope, receive, send)

    async def _answer(self, call: RequestContext, share: Share) -> Response:
        try:
            operation = self._operation(call.request.method)
            body = await self._early(call, operation, share)
            if body is None:
                await self.lanes.slowly(partial(self._admit, call, operation))
                body = await self._late(call, operation, share)
                work = partial(self._handled, call, operation, body)
                is_login = operation.sends is RequestBody.LOGIN
                return await (self.lanes.login(work) if is_login else self.lanes.alone(work))
            work = partial(self._admitted_and_handled, call, operation, body)
            return await self._lane(operation)(work)
        except MethodNotAllowed as error:
            await attach_session(call, self.services.doorkeeper)
            await settle(call, self.services.settings)
            return self.refusals.answer(call, error)
        except ComposeError as error:
            let_go(error)
            await settle(call, self.services.settings)
            return self.refusals.answer(call, error)

    def _operation(self, method: str) -> Operation:
        found = self.operations.get("GET" if method == "HEAD" else method)
        if found is None:
            allowed = (*self.operations, *(("HEAD",) if "GET" in self.operations else ()))
            raise MethodNotAllowed(allowed)
        return found

    def _lane(
        self, operation: Operation
    ) -> Callable[[Callable[[], HandlerResult]], Awaitable[Response]]:
        # To check a password takes long, on purpose; who only reads waits for no write.
        if operation.sends is RequestBody.LOGIN:
            return self.lanes.login
        return self.lanes.quickly if operation.sends is RequestBody.REQUEST else self.lanes.alone

    async def _early(self, call: RequestContext, operation: Operation, share: Share) -> Body | None:
        if operation.sends is RequestBody.NOTHING:
            return Body()
        return await small_body(call.request, _content_type(call), share)

    async def _late(self, call: RequestContext, operation: Operation, share: Share) -> Body:
        limits = self.limits
        if operation.sends is RequestBody.LOGIN:
            login = BodyReader(call.request, _content_type(call), limits.login_octets, share)
            return await login.whole()
        most = limits.of_body(call.partition)
        intake = BodyReader(call.request, _content_type(call), most, share)
        return await intake.read_multipart(limits.of_wire(call.partition))

    def _admitted_and_handled(
        self, call: RequestContext, operation: Operation, body: Body
    ) -> HandlerResult:
        with self.services.moment():
            self._admit(call, operation)
            return self._handled(call, operation, body)

    def _admit(self, call: RequestContext, operation: Operation) -> None:
        if operation.needs_session:
            token = header(call.request, SESSION_HEADER)
            call.user = self.services.doorkeeper.user(token, call.source)
            call.token = token
        if operation.negotiates:
            # After the user was looked up, the settings are as they are at this moment.
            call.settle(self.services.settings.partition())
            call.negotiate()

    def _handled(self, call: RequestContext, operation: Operation, body: Body) -> HandlerResult:
        query = read_query(call.request.scope["query_string"], operation.parameters)
        return operation.handler(call, query, body)


def _content_type(call: RequestContext) -> str:
    return header(call.request, "content-type") or ""
