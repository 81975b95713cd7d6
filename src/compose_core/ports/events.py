"""What happened, told to whoever watches; no bodies, addresses or secrets in it."""

from typing import Protocol

from compose_core.events import Event


class Events(Protocol):
    """Hears of what happened, after it was stored."""

    def happened(self, event: Event) -> None:
        """Take note of an event; must not fail the caller.

        A listener that may fail is to be wrapped, as `compose_adapters.system.GuardedEvents` does:
        what raises here stops the delivery that it hears of.
        """
        ...
