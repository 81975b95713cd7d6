"""Login and logout."""

import attrs
from starlette.responses import Response

from compose_adapters.http.bodies import Body
from compose_adapters.http.limits import HttpLimits
from compose_adapters.http.queries import Query
from compose_adapters.http.request_context import SESSION_HEADER, RequestContext
from compose_adapters.http.services import Services
from compose_adapters.security_log import note
from compose_adapters.wire import Login
from compose_core.errors import Rejected


@attrs.frozen
class Authentication:
    """The handlers of login and logout.

    Args:
        services: for the sessions.
        limits: of what a login may send.
    """

    services: Services
    limits: HttpLimits

    def login(self, call: RequestContext, query: Query, body: Body) -> Response:
        """Open a session; its token is in the header of the answer."""
        login = self._login(call, query, body)
        token = self.services.sessions.login(
            login.user_name,
            login.password,
            call.source,
            force=query.values.get("forceLogin") == "yes",
            site=call.site,
        )
        return Response(status_code=204, headers={SESSION_HEADER: token})

    def logout(self, call: RequestContext, query: Query, _body: Body) -> Response:
        """Close the session that makes the call."""
        query.raise_for_findings()
        self.services.sessions.logout(call.token or "")
        note("logout", "ended", actor=call.actor, source=call.source)
        return Response(status_code=204)

    def _login(self, call: RequestContext, query: Query, body: Body) -> Login:
        try:
            login = body.login(self.limits.wire, self.limits.login_octets)
        except Rejected as refusal:
            note("login", "malformed", actor="", source=call.source)
            raise Rejected((*query.findings, *refusal.findings)) from None
        query.raise_for_findings()
        return login
