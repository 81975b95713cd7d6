"""Events whose listener may fail."""

import logging

from compose_core.events import Event
from compose_core.ports import Events

_LOG = logging.getLogger("compose_core.events")


class GuardedEvents:
    """Passes events on; one that its listener fails at is lost, and the log says so.

    What happened is stored by then: a listener's fault must not undo or repeat it.

    Args:
        events: the listener.
    """

    def __init__(self, events: Events) -> None:
        self._events = events

    def happened(self, event: Event) -> None:
        """Pass an event on."""
        try:
            self._events.happened(event)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the mail goes on
            # The text of a fault that nobody foresaw may hold an address.
            name = type(fault).__name__
            _LOG.error("an event is lost, its listener failed: %s at %s", name, event)
            _LOG.debug("the fault", exc_info=fault)
