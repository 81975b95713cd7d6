"""Time, ids and tokens that a test knows beforehand; each keeps the contract of its port."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import attrs

from compose_core.ports import IdKind
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


class CountingIds:
    """Ids that count upwards from a first one, each kind by itself.

    Args:
        start: the first id of every kind.
    """

    def __init__(self, start: int = 1) -> None:
        self._counters: dict[IdKind, Iterator[int]] = {kind: count(start) for kind in IdKind}

    def next(self, kind: IdKind) -> int:
        """The next id of the kind."""
        return next(self._counters[kind])


class CountedTokens:
    """Tokens of 43 characters that tell their number."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def token(self) -> str:
        """The next token."""
        return f"token{next(self._numbers):0>38}"
