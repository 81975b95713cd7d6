"""A clock that a test sets."""

from datetime import datetime, timedelta

import attrs

from compose_core.testing.builders import NOON


@attrs.define
class StoppedClock:
    """A clock that goes only when it is told to.

    Args:
        time: what it shows, aware, in UTC.
        passed: the time that has passed; stays when ``time`` is set.
    """

    time: datetime = NOON
    passed: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Read the time that it shows."""
        return self.time

    def monotonic(self) -> timedelta:
        """Measure the time that has passed."""
        return self.passed

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.time += by
        self.passed += by
