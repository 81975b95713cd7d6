"""Events as lines of the standard log, and events whose listener may fail."""

import logging
from typing import get_args

import attrs

from compose_core.events import Event
from compose_core.ports import Events

_LOG = logging.getLogger("compose_core.events")


_NAMES = {kind: tuple(field.name for field in attrs.fields(kind)) for kind in get_args(Event)}


class LoggedEvents:
    """Every event is one line at info level; ids and states only, as events hold nothing else.

    Args:
        log: where the lines go; the logger ``compose_core.events`` unless another is given.
    """

    def __init__(self, log: logging.Logger = _LOG) -> None:
        self._log = log

    def happened(self, event: Event) -> None:
        """Write an event down."""
        # Every mail brings several, and the log of a busy worker may not want them.
        if not self._log.isEnabledFor(logging.INFO):
            return
        told = " ".join([f"{name}={getattr(event, name)}" for name in _NAMES[type(event)]])
        self._log.info("%s %s", type(event).__name__, told)


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
