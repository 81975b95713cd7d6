"""A path and its methods: how a call goes through the stages of judgement (H5)."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TypeVar

import anyio
import anyio.to_thread
import attrs
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from compose_adapters.http.bodies import Body, BodyReader, small_body
from compose_adapters.http.error_responses import ErrorResponses
from compose_adapters.http.exceptions import MethodNotAllowed, let_go
from compose_adapters.http.executors import BoundedExecutor
from compose_adapters.http.limits import HttpLimits
from compose_adapters.http.octets_in_flight import OctetsInFlight, Share
from compose_adapters.http.operations import Operation, RequestBody
from compose_adapters.http.queries import read_query
from compose_adapters.http.request_context import SESSION_HEADER, RequestContext, context_of, header
from compose_adapters.http.services import Services
from compose_core.errors import ComposeError, Unavailable
from compose_core.errors.exceptions import NoSession

LOG = logging.getLogger("compose_core.http")
_PATIENCE_SECONDS = 1
T = TypeVar("T")


async def look_up_language(call: RequestContext, services: Services) -> None:
    """Read the site for a call that ends before it was read, so that F5 holds for its error.

    Where the site cannot be read now, or not soon, the answer does not wait for it.
    """
    if call.site is None:
        with anyio.move_on_after(_PATIENCE_SECONDS), suppress(Unavailable):
            call.site = await anyio.to_thread.run_sync(
                services.directory.snapshot, abandon_on_cancel=True
            )


async def attach_session(call: RequestContext, services: Services) -> None:
    """Look up the session of a call that no handler takes, for its answer shows it too (H2).

    Whatever goes wrong is only logged.
    """
    token = header(call.request, SESSION_HEADER)
    if token is None:
        return
    try:
        call.user = await anyio.to_thread.run_sync(
            services.sessions.user, token, call.source, call.site
        )
        call.token = token
    except NoSession:
        return
    except Exception as error:  # noqa: BLE001 - the answer is the same with it and without
        # What an exception says may hold contents or addresses.
        LOG.warning("the session could not be looked up: %s id=%s", type(error).__name__, call.id)


@attrs.frozen(kw_only=True)
class Resource:
    """A path with its operations; an ASGI application of its own.

    Args:
        path: its template, such as ``/secure/{token}``.
        operations: by method.
        services: the use cases, for sessions and the site.
        limits: of what a call may send.
        logins: the threads that check passwords, so that no other call waits for them.
        octets: what bodies may hold at the same time.
        errors: how its errors look.
    """

    path: str
    operations: Mapping[str, Operation]
    services: Services
    limits: HttpLimits
    logins: BoundedExecutor
    octets: OctetsInFlight
    errors: ErrorResponses

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
            run = self.logins.run if operation.sends is RequestBody.LOGIN else _run
            body = await self._small_body(call, operation, share)
            if body is not None:
                return await run(partial(self._admit_and_handle, call, operation, body))
            await _run(partial(self._admit, call, operation))
            body = await self._large_body(call, operation, share)
            # While it arrived, the site may have changed.
            call.site = None
            return await run(partial(self._look_and_handle, call, operation, body))
        except ComposeError as error:
            let_go(error)
            await look_up_language(call, self.services)
            if isinstance(error, MethodNotAllowed):
                await attach_session(call, self.services)
            return self.errors.answer(call, error)

    def _operation(self, method: str) -> Operation:
        found = self.operations.get("GET" if method == "HEAD" else method)
        if found is None:
            allowed = (*self.operations, *(("HEAD",) if "GET" in self.operations else ()))
            raise MethodNotAllowed(allowed)
        return found

    async def _small_body(
        self, call: RequestContext, operation: Operation, share: Share
    ) -> Body | None:
        if operation.sends is RequestBody.NOTHING:
            return Body()
        return await small_body(call.request, _content_type(call), share)

    async def _large_body(self, call: RequestContext, operation: Operation, share: Share) -> Body:
        limits = self.limits
        if operation.sends is RequestBody.LOGIN:
            login = BodyReader(call.request, _content_type(call), limits.login_octets, share)
            return await login.whole()
        most = limits.of_body(call.partition)
        reader = BodyReader(call.request, _content_type(call), most, share)
        return await reader.read_multipart(limits.of_wire(call.partition))

    def _admit_and_handle(self, call: RequestContext, operation: Operation, body: Body) -> Response:
        self._admit(call, operation)
        return self._handle(call, operation, body)

    def _look_and_handle(self, call: RequestContext, operation: Operation, body: Body) -> Response:
        call.site = self.services.directory.snapshot()
        return self._handle(call, operation, body)

    def _admit(self, call: RequestContext, operation: Operation) -> None:
        if operation.needs_site:
            call.site = self.services.directory.snapshot()
        if operation.needs_session:
            token = header(call.request, SESSION_HEADER)
            call.user = self.services.sessions.user(token, call.source, call.site)
            call.token = token
        if operation.negotiates:
            call.negotiate()

    def _handle(self, call: RequestContext, operation: Operation, body: Body) -> Response:
        query = read_query(call.request.scope["query_string"], operation.parameters)
        return operation.handler(call, query, body)


async def _run(work: Callable[[], T]) -> T:
    return await anyio.to_thread.run_sync(work)


def _content_type(call: RequestContext) -> str:
    return header(call.request, "content-type") or ""
