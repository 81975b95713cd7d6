"""A clock that a test sets."""

from datetime import datetime, timedelta

import attrs

from compose_core.testing.builders import NOON


@attrs.define
class StoppedClock:
    """A clock that goes only when it is told to.

    Args:
        time: what it shows, aware, in UTC.
    """

    time: datetime = NOON

    def now(self) -> datetime:
        """The time that it shows."""
        return self.time

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.time += by
