"""The machine's source of random secrets."""

import secrets

_OCTETS = 32


class SystemRandom:
    """The operating system's source of secrets."""

    def token(self) -> str:
        """256 random bits as 43 URL-safe characters."""
        return secrets.token_urlsafe(_OCTETS)
