"""Tokens that a test knows beforehand."""

from itertools import count


class CountedTokens:
    """Tokens of 43 characters that tell their number."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def token(self) -> str:
        """The next token."""
        return f"token{next(self._numbers):0>38}"
