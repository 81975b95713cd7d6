"""The call that describes all others."""

from collections.abc import Callable

import attrs
from starlette.responses import JSONResponse, Response

from compose_adapters.http.bodies import Arrived
from compose_adapters.http.call import Call
from compose_adapters.http.queries import Query

Describe = Callable[[str], dict[str, object]]
"""The description of what is served under a prefix."""


@attrs.frozen
class Describing:
    """The handler of the description.

    Args:
        describe: makes it.
    """

    describe: Describe

    def description(self, call: Call, query: Query, _body: Arrived) -> Response:
        """Everything that is served, in OpenAPI 3.1."""
        query.must_be_right()
        return JSONResponse(self.describe(call.request.scope.get("root_path", "")))
