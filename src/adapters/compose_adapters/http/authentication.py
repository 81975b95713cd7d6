"""Login and logout."""

import attrs
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from compose_adapters.http.bodies import Body
from compose_adapters.http.call import SESSION_HEADER, Call, header
from compose_adapters.http.limits import HttpLimits
from compose_adapters.http.queries import Query
from compose_adapters.http.services import Services
from compose_adapters.wire import Login
from compose_core.errors import Rejected


@attrs.frozen
class Authentication:
    """The handlers of login and logout.

    Args:
        services: for the doorkeeper.
        limits: of what a login may send.
    """

    services: Services
    limits: HttpLimits

    async def login(self, call: Call, query: Query) -> Response:
        """Open a session; its token is in the header of the answer."""
        login = await self._login(call, query)
        client = call.request.client
        address = client.host if client else ""
        token = await run_in_threadpool(
            self.services.doorkeeper.login,
            login.user_name,
            login.password,
            address,
            force=query.values.get("forceLogin") == "yes",
        )
        return Response(status_code=204, headers={SESSION_HEADER: token})

    async def logout(self, call: Call, query: Query) -> Response:
        """Close the session that makes the call."""
        if query.findings:
            raise Rejected(query.findings)
        await run_in_threadpool(self.services.doorkeeper.logout, call.token or "")
        return Response(status_code=204)

    async def _login(self, call: Call, query: Query) -> Login:
        content_type = header(call.request, "content-type") or ""
        body = Body(call.request, content_type, self.limits.login_octets, self.limits.wire)
        try:
            login = await body.login()
        except Rejected as refusal:
            raise Rejected((*query.findings, *refusal.findings)) from None
        if query.findings:
            raise Rejected(query.findings)
        return login
