"""Time, ids and randomness: everything that is not the same twice."""

from datetime import datetime
from enum import Enum
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...


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


class Random(Protocol):
    """Gives what nobody can guess."""

    def token(self) -> str:
        """256 random bits as 43 URL-safe characters."""
        ...
