"""Events that are kept for who asks."""

from compose_core.events import Event


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
