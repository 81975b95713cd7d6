"""The calls that describe all others: in OpenAPI, and requests in XML Schema."""

from collections.abc import Callable

import attrs
from starlette.responses import JSONResponse, Response

from compose_adapters.http.bodies import Arrived
from compose_adapters.http.call import Call
from compose_adapters.http.queries import Query
from compose_adapters.wire.media import XML

Describe = Callable[[str], dict[str, object]]
"""The description of what is served under a prefix."""


@attrs.frozen
class SchemaDocument:
    """The handler of one document of the XML schema of requests.

    Args:
        document: in UTF-8.
    """

    document: bytes

    def answer(self, _call: Call, query: Query, _body: Arrived) -> Response:
        """The document."""
        query.must_be_right()
        return Response(self.document, media_type=XML)


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
