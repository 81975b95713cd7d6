"""Cases: each joins the activities about one concern of a customer."""

from datetime import datetime
from enum import Enum

import attrs


class CaseStatus(Enum):
    """A case is open while it has a draft or an assigned activity (A2)."""

    OPEN = "open"
    CLOSED = "closed"


@attrs.frozen
class Case:
    """A case.

    Args:
        id: 1 to 2^63-1.
        department: the name of the department that it belongs to.
        customer_id: the customer whom it was made for.
        status: open or closed.
        created: when, aware, in UTC.
        version: goes up with every activity of the case.
    """

    id: int
    department: str
    customer_id: int
    status: CaseStatus
    created: datetime
    version: int = 0

    @property
    def external_id(self) -> str:
        """The name of the case in a mail: ``[#<id>]``."""
        return f"[#{self.id}]"

    def with_status(self, status: CaseStatus) -> "Case":
        """Give the case another status."""
        return self if self.status is status else attrs.evolve(self, status=status)
