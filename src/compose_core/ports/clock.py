"""The time."""

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time of day, which may be set, and the time that has passed."""

    def now(self) -> datetime:
        """Read the time, aware, in UTC."""
        ...

    def monotonic(self) -> timedelta:
        """Measure the time since a fixed moment of this process; setting the clock leaves it."""
        ...
