"""What who watches `deliver` at a terminal sees."""

from collections import deque
from collections.abc import Callable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from compose_adapters.cli.output import shown, table
from compose_core.errors import Unavailable
from compose_core.ports import DeliveryChanged, Event, OutboxCounts

HANDING_OVER = "handing over"
_SHOWN = 12


class Recent:
    """Remembers the last transitions, for the view."""

    def __init__(self) -> None:
        self.changes: deque[DeliveryChanged] = deque(maxlen=_SHOWN)
        self.mails = 0

    def happened(self, event: Event) -> None:
        """Take note of an event."""
        if isinstance(event, DeliveryChanged):
            self.changes.append(event)
            self.mails += event.after == HANDING_OVER


def view(counts: Callable[[], OutboxCounts], recent: Recent) -> Group:
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
