"""Ids that count from one."""

from collections.abc import Iterator
from itertools import count

from compose_core.ports.ids import IdKind


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
