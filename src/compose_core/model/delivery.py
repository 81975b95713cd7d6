"""The delivery to each recipient (A3)."""

from datetime import datetime
from enum import Enum

import attrs

from compose_core.model.personal import hide_texts


class DeliveryState(Enum):
    """The state of the delivery to one recipient."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    HANDING_OVER = "handing over"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    KEPT = "kept"


class Visibility(Enum):
    """The list that names a recipient; of several, the most visible (F1)."""

    TO = "to"
    CC = "cc"
    BCC = "bcc"


@attrs.frozen(field_transformer=hide_texts())
class Delivery:
    """The state of the delivery to one recipient, and since when.

    Args:
        address: where the mail goes.
        visibility: the list that the recipient stands in.
        state: where the delivery is.
        attempts: how often it was handed over.
        next_attempt: when a deferred delivery is tried again, aware, in UTC.
        reply: what the mail server answered last, at most 500 characters.
    """

    address: str
    visibility: Visibility
    state: DeliveryState
    attempts: int = 0
    next_attempt: datetime | None = None
    reply: str = ""
