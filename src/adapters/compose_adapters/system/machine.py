"""The machine's clock and its source of secrets."""

import secrets
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


class SystemRandom:
    """The operating system's source of secrets."""

    def token(self) -> str:
        """Draw 256 random bits as 43 URL-safe characters."""
        return secrets.token_urlsafe(32)
