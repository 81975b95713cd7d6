"""Events as lines of the standard log."""

import logging
from typing import get_args

import attrs

from compose_core.events import Event

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
