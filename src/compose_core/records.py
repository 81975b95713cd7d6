"""Stored activities and cases, with all that was kept about them."""

import attrs

from compose_core.decision import AuditEntry
from compose_core.model.activity import Activity
from compose_core.model.case import Case
from compose_core.model.customer import Customer
from compose_core.model.delivery import Delivery


@attrs.frozen
class ActivityRecord:
    """An activity with all that was kept about it.

    Args:
        activity: as it was kept.
        case: its case; ``None`` where the reader may not see it.
        customer: its customer; likewise.
        deliveries: one for each recipient.
        audit: what was done with it, oldest first.
    """

    activity: Activity
    case: Case | None
    customer: Customer | None
    deliveries: tuple[Delivery, ...]
    audit: tuple[AuditEntry, ...]


@attrs.frozen
class CaseRecord:
    """A case with its activities, oldest first."""

    case: Case
    activities: tuple[ActivityRecord, ...]
