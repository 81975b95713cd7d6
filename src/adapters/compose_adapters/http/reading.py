"""Activities as they were kept, and what a form for composing needs."""

from collections.abc import Iterator

import attrs
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from compose_adapters.http.call import Call
from compose_adapters.http.queries import Query
from compose_adapters.http.services import Services
from compose_adapters.wire import encode_activities, encode_options
from compose_core.errors import NotFound, Rejected
from compose_core.errors.catalogue import call as names
from compose_core.formats import parse_id

MOST_IDS = 75


@attrs.frozen
class Reading:
    """The handlers of the calls that only read.

    Args:
        services: the use cases.
    """

    services: Services

    async def activities(self, call: Call, query: Query) -> Response:
        """Those of the named activities that there are for this user (P9)."""
        pieces = call.request.path_params["ids"].split(",")
        found = list(query.findings)
        if len(pieces) > MOST_IDS:
            found.append(names.TOO_MANY_IDS.at(count=len(pieces), limit=MOST_IDS))
        if found:
            raise Rejected(found)
        body = await run_in_threadpool(self._told, call, tuple(_ids(pieces)))
        return Response(body, 200, media_type=call.format)

    async def options(self, call: Call, query: Query) -> Response:
        """Everything that a form for composing needs, for this user and a department."""
        if query.findings:
            raise Rejected(query.findings)
        body = await run_in_threadpool(self._offered, call, query.values.get("department"))
        return Response(body, 200, media_type=call.format)

    def _told(self, call: Call, ids: tuple[int, ...]) -> bytes:
        records = self.services.reading.activities(ids, call.actor)
        if not records:
            raise NotFound("there are no such activities for this user")
        return encode_activities(records, call.format)

    def _offered(self, call: Call, department: str | None) -> bytes:
        options = self.services.compose.options(call.actor, department)
        return encode_options(options, call.format)


def _ids(pieces: list[str]) -> Iterator[int]:
    for piece in pieces:
        try:
            yield parse_id(piece)
        except ValueError:
            # What is malformed names no activity, just as an unknown id does.
            continue
