"""What happened, told to whoever watches; no bodies, addresses or secrets in it."""

from datetime import datetime
from typing import Protocol

import attrs


@attrs.frozen
class ActivityStored:
    """An activity was saved or sent."""

    activity_id: int
    case_id: int
    customer_id: int
    command: str
    recipients: int
    at: datetime


@attrs.frozen
class DeliveryChanged:
    """The delivery to a recipient took a step; a `retry` leads from deferred to deferred."""

    activity_id: int
    recipient: int
    before: str
    after: str
    at: datetime


Event = ActivityStored | DeliveryChanged


class Events(Protocol):
    """Hears of what happened, after it was stored."""

    def happened(self, event: Event) -> None:
        """Take note of an event; must not fail the caller.

        A listener that may fail is to be wrapped, as `compose_adapters.system.GuardedEvents` does:
        what raises here stops the delivery that it hears of.
        """
        ...
