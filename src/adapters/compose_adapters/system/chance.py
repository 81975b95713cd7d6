"""The machine's clock and its source of secrets."""

import secrets
from datetime import UTC, datetime

_OCTETS = 32


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC)


class SystemRandom:
    """The operating system's source of secrets."""

    def token(self) -> str:
        """256 random bits as 43 URL-safe characters."""
        return secrets.token_urlsafe(_OCTETS)
