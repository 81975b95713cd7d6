"""The calls that describe all others: in OpenAPI, and requests in XML Schema."""

from collections.abc import Callable

import attrs
from starlette.responses import JSONResponse, Response

from compose_adapters.http.bodies import Body
from compose_adapters.http.queries import Query
from compose_adapters.http.request_context import RequestContext
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

    def answer(self, _call: RequestContext, query: Query, _body: Body) -> Response:
        """The document."""
        query.raise_for_findings()
        return Response(self.document, media_type=XML)


@attrs.frozen
class Describing:
    """The handler of the description.

    Args:
        describe: makes it.
    """

    describe: Describe

    def description(self, call: RequestContext, query: Query, _body: Body) -> Response:
        """Everything that is served, in OpenAPI 3.1."""
        query.raise_for_findings()
        return JSONResponse(self.describe(call.request.scope.get("root_path", "")))
