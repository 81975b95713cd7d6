"""A path and its methods: how a call goes through the stages of judgement (H5)."""

from collections.abc import Mapping

import attrs
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from compose_adapters.http.attendance import call_of
from compose_adapters.http.call import SESSION_HEADER, Call, header
from compose_adapters.http.operations import Operation
from compose_adapters.http.problems import MethodNotAllowed
from compose_adapters.http.queries import read_query
from compose_adapters.http.refusals import Refusals
from compose_adapters.http.services import Services
from compose_core.errors import ComposeError


@attrs.frozen(kw_only=True)
class Resource:
    """A path with its operations; an ASGI application of its own.

    Args:
        path: its template, such as ``/secure/{token}``.
        operations: by method.
        services: what tells who is logged in, and the default language.
        refusals: how its errors look.
    """

    path: str
    operations: Mapping[str, Operation]
    services: Services
    refusals: Refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call."""
        call = call_of(Request(scope, receive))
        call.path = self.path
        response = await self._answer(call)
        if call.token:
            response.headers[SESSION_HEADER] = call.token
        await response(scope, receive, send)

    async def _answer(self, call: Call) -> Response:
        try:
            operation = self._operation(call.request.method)
            await self._admit(call, operation)
            query = read_query(call.request.scope["query_string"], operation.parameters)
            return await operation.handler(call, query)
        except ComposeError as error:
            return self.refusals.answer(call, error)

    def _operation(self, method: str) -> Operation:
        found = self.operations.get("GET" if method == "HEAD" else method)
        if found is None:
            allowed = (*self.operations, *(("HEAD",) if "GET" in self.operations else ()))
            raise MethodNotAllowed(allowed)
        return found

    async def _admit(self, call: Call, operation: Operation) -> None:
        if operation.needs_session or operation.negotiates:
            await run_in_threadpool(self._know, call, operation)
        if operation.negotiates:
            call.negotiate()

    def _know(self, call: Call, operation: Operation) -> None:
        call.partition = self.services.settings.partition()
        if operation.needs_session:
            token = header(call.request, SESSION_HEADER)
            call.user = self.services.doorkeeper.user(token)
            call.token = token
