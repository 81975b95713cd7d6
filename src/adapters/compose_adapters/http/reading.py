"""Activities as they were kept, and what a form for composing needs."""

from collections.abc import Iterator
from functools import partial

import attrs
from starlette.responses import Response

from compose_adapters.http.bodies import Body
from compose_adapters.http.queries import Query
from compose_adapters.http.request_context import RequestContext
from compose_adapters.http.services import Services
from compose_adapters.wire import encode_activities, encode_options
from compose_core.errors import NotFound, Rejected
from compose_core.errors.catalogue import call as call_findings
from compose_core.formats import parse_id

MOST_IDS = 75


@attrs.frozen
class Reading:
    """The handlers of the calls that only read.

    Args:
        services: the use cases.
    """

    services: Services

    def activities(self, call: RequestContext, query: Query, _body: Body) -> Response:
        """Those of the named activities that there are for this user (P9)."""
        pieces = call.request.path_params["ids"].split(",")
        found = list(query.findings)
        if len(pieces) > MOST_IDS:
            found.append(call_findings.TOO_MANY_IDS.at(count=len(pieces), limit=MOST_IDS))
        if found:
            raise Rejected(found)
        records = self.services.reading.activities(tuple(_ids(pieces)), call.actor, call.site)
        if not records:
            raise NotFound("there are no such activities for this user")
        return Response(encode_activities(records, call.format), media_type=call.format)

    def options(self, call: RequestContext, query: Query, _body: Body) -> Response:
        """Everything that a form for composing needs, for this user and a department."""
        query.raise_for_findings()
        options = self.services.compose.options(
            call.actor, query.values.get("department"), call.site
        )
        tell = partial(self.services.tell, call.language)
        return Response(encode_options(options, call.format, tell), media_type=call.format)


def _ids(pieces: list[str]) -> Iterator[int]:
    for piece in pieces:
        try:
            yield parse_id(piece)
        except ValueError:
            # What is malformed names no activity, just as an unknown id does.
            continue
