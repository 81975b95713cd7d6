"""Whether the database answers, and how full the outbox is."""

import attrs
from starlette.responses import JSONResponse, Response

from compose_adapters.http.bodies import Body
from compose_adapters.http.queries import Query
from compose_adapters.http.request_context import RequestContext
from compose_adapters.http.services import Services
from compose_core.errors import Unavailable
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import OutboxCounts

SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "status": {"type": "string", "enum": ["ok", "unavailable"]},
        "database": {"type": "string", "enum": ["ok", "unavailable"]},
        "outbox": {
            "type": "object",
            "properties": {
                "recipients": {
                    "type": "object",
                    "properties": {each.value: {"type": "integer"} for each in DeliveryState},
                    "additionalProperties": False,
                },
                "oldestDueSeconds": {"type": "number", "minimum": 0},
            },
            "required": ["recipients", "oldestDueSeconds"],
            "additionalProperties": False,
        },
    },
    "required": ["status", "database"],
    "additionalProperties": False,
}


@attrs.frozen
class Health:
    """The handler for those who watch over the service.

    Args:
        services: for the outbox and the time.
    """

    services: Services

    def report(self, _call: RequestContext, query: Query, _body: Body) -> Response:
        """The state of database and outbox; 503 while the database does not answer."""
        query.raise_for_findings()
        try:
            return JSONResponse(self._told())
        except Unavailable:
            return JSONResponse({"status": "unavailable", "database": "unavailable"}, 503)

    def _told(self) -> dict[str, object]:
        now = self.services.clock.now()
        counts = self.services.outbox.counts(now)
        lag = (now - counts.oldest_due).total_seconds() if counts.oldest_due else 0.0
        return {
            "status": "ok",
            "database": "ok",
            "outbox": {"recipients": _by_name(counts), "oldestDueSeconds": round(lag, 3)},
        }


def _by_name(counts: OutboxCounts) -> dict[str, int]:
    return dict(sorted((state.value, count) for state, count in counts.states.items()))
