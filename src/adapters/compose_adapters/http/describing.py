"""The call that describes all others."""

from collections.abc import Callable

import attrs
from starlette.responses import JSONResponse, Response

from compose_adapters.http.call import Call
from compose_adapters.http.queries import Query
from compose_core.errors import Rejected

Describe = Callable[[str], dict[str, object]]
"""The description of what is served under a prefix."""


@attrs.frozen
class Describing:
    """The handler of the description.

    Args:
        describe: makes it.
    """

    describe: Describe

    async def description(self, call: Call, query: Query) -> Response:
        """Everything that is served, in OpenAPI 3.1."""
        if query.findings:
            raise Rejected(query.findings)
        return JSONResponse(self.describe(call.request.scope.get("root_path", "")))
