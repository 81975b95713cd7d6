"""Ids that count from one, and events that are kept."""

from itertools import count

from compose_core.events import Event
from compose_core.ports.ids import IdKind


class MemoryIds:
    """Ids that count upwards, each kind by itself; safe to ask from many threads.

    Args:
        start: the first id of every kind, 1 to 2^63-1.
    """

    def __init__(self, start: int = 1) -> None:
        self._counters = {kind: count(start) for kind in IdKind}

    def next(self, kind: IdKind) -> int:
        """The next id of the kind."""
        return next(self._counters[kind])


class MemoryEvents:
    """Keeps every event, in the order in which they happened."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def happened(self, event: Event) -> None:
        """Keep an event."""
        self._events.append(event)

    @property
    def all(self) -> tuple[Event, ...]:
        """The events so far, oldest first."""
        return tuple(self._events)
