"""What happened: values for whoever watches, without bodies, addresses or secrets."""

from datetime import datetime

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
