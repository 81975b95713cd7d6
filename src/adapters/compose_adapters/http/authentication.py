"""Login and logout."""

import attrs
from starlette.responses import Response

from compose_adapters.http.bodies import Arrived
from compose_adapters.http.call import SESSION_HEADER, Call
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

    def login(self, call: Call, query: Query, body: Arrived) -> Response:
        """Open a session; its token is in the header of the answer."""
        login = self._login(query, body)
        client = call.request.client
        token = self.services.doorkeeper.login(
            login.user_name,
            login.password,
            client.host if client else "",
            force=query.values.get("forceLogin") == "yes",
        )
        return Response(status_code=204, headers={SESSION_HEADER: token})

    def logout(self, call: Call, query: Query, _body: Arrived) -> Response:
        """Close the session that makes the call."""
        query.must_be_right()
        self.services.doorkeeper.logout(call.token or "")
        return Response(status_code=204)

    def _login(self, query: Query, body: Arrived) -> Login:
        try:
            login = body.login(self.limits.wire, self.limits.login_octets)
        except Rejected as refusal:
            raise Rejected((*query.findings, *refusal.findings)) from None
        query.must_be_right()
        return login
