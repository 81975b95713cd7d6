"""Randomness."""

from typing import Protocol


class Random(Protocol):
    """Gives what nobody can guess."""

    def token(self) -> str:
        """256 random bits as 43 URL-safe characters."""
        ...
