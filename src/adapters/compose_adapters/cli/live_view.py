"""What who watches `deliver` at a terminal sees."""

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from compose_adapters.cli.output import shown, table
from compose_core.errors import Unavailable
from compose_core.events import DeliveryChanged, Event
from compose_core.outbox import OutboxCounts
from compose_core.ports import Events

MOST_WORKERS = 64
HANDING_OVER = "handing over"
_SHOWN = 12


class RecentEvents:
    """Remembers the last transitions, for the view, and counts the mails that were handed over.

    It may hear of them from many threads at once.

    Args:
        log: hears of every event too.
    """

    def __init__(self, log: Events | None = None) -> None:
        self._log = log
        self.changes: deque[DeliveryChanged] = deque(maxlen=_SHOWN)
        self.mails = 0
        self._lock = threading.Lock()
        # The recipients of a mail are told of one by one, all with the one time at which its
        # hand-over began; so many mails at most can be between their first and their last.
        self._begun: deque[tuple[int, datetime]] = deque(maxlen=MOST_WORKERS)

    def happened(self, event: Event) -> None:
        """Take note of an event."""
        if self._log:
            self._log.happened(event)
        if not isinstance(event, DeliveryChanged):
            return
        begun = (event.activity_id, event.at)
        with self._lock:
            self.changes.append(event)
            if event.after == HANDING_OVER and begun not in self._begun:
                self._begun.append(begun)
                self.mails += 1


def view(counts: Callable[[], OutboxCounts], recent: RecentEvents) -> Group:
    """How full the outbox is, and what happened last.

    Args:
        counts: asked now; an outbox that is away is shown as such.
        recent: the last transitions.
    """
    last = table("The last changes", "time", "activity", "recipient", "from", "to")
    for change in tuple(recent.changes):
        at = f"{change.at:%H:%M:%S}"
        number = str(change.recipient + 1)
        last.add_row(at, str(change.activity_id), number, change.before, change.after)
    return Group(_outbox(counts), last)


def _outbox(counts: Callable[[], OutboxCounts]) -> RenderableType:
    try:
        return _states(counts())
    except Unavailable as fault:
        return Text(shown(f"The outbox is away: {fault}"), style="bold red")


def _states(counts: OutboxCounts) -> Table:
    made = table("The outbox", *(state.value for state in counts.states))
    made.add_row(*(str(number) for number in counts.states.values()))
    made.caption = f"due since {counts.oldest_due:%H:%M:%S}" if counts.oldest_due else "nothing due"
    return made
