"""The machine's clock."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Read the time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> timedelta:
        """Measure the time since a fixed moment, by `time.monotonic`."""
        return timedelta(seconds=time.monotonic())
