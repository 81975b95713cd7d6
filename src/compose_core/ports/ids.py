"""Ids of what is stored."""

from enum import Enum
from typing import Protocol


class IdKind(Enum):
    """What ids are for; each kind counts by itself."""

    ACTIVITY = "activity"
    CASE = "case"
    CUSTOMER = "customer"


class Ids(Protocol):
    """Gives ids before anything is stored, because macros show them (M8)."""

    def next(self, kind: IdKind) -> int:
        """An id, 1 to 2^63-1, that was never given before for that kind; gaps are fine."""
        ...
