"""`deliver`: hand over what is queued, once or until stopped."""

import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from types import FrameType
from typing import TYPE_CHECKING

import attrs
import click
from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from compose_adapters.cli.failures import INTERRUPTED, TERMINATED
from compose_adapters.cli.options import chosen_configuration, common, container, wants_json
from compose_adapters.cli.output import console, print_json, say, table, visible
from compose_adapters.wiring.log import log_to_standard_error
from compose_core.errors import Unavailable
from compose_core.events import DeliveryChanged, Event
from compose_core.outbox import OutboxCounts
from compose_core.ports import Events

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container
    from compose_adapters.workers import Workers

_LOOK_SECONDS = 1.0
_STATUSES: dict[int, int] = {signal.SIGTERM: TERMINATED, signal.SIGINT: INTERRUPTED}
MOST_WORKERS = 64
HANDING_OVER = "handing over"
_SHOWN = 12


class RecentEvents:
    """The last transitions, for the view, and the number of mails that were handed over.

    Many threads may add events at once.

    Args:
        log: takes every event too.
    """

    def __init__(self, log: Events | None = None) -> None:
        self._log = log
        self.changes: deque[DeliveryChanged] = deque(maxlen=_SHOWN)
        self.mails = 0
        self._lock = threading.Lock()
        # Each recipient of a mail has an event of its own, all with the one time at which the
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


@click.command()
@click.option("--once", is_flag=True, help="Deliver all that is due, once, and end.")
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(1, MOST_WORKERS),
    default=1,
    show_default=True,
    help="How many mails are handed over at the same time.",
)
@common
def deliver(once: bool, workers: int) -> None:
    """Hand over what is queued, until stopped.

    SIGTERM and Ctrl-C let each worker end the hand-over that it is in, and give the rest back;
    the status is 0 then, with --once 143 and 130. At a terminal the last transitions are shown;
    elsewhere each is a line on standard error, unless it delivers once.
    """
    must_have_mail_server()
    # `--once` prints a summary at its end.
    is_logged = not once and not _is_watched()
    recent = RecentEvents(log_to_standard_error() if is_logged else None)
    # A mail was decided when it was sent: delivery needs no site.
    app = container(recent)
    if once:
        app.migrate()
        run = deliver_once(app, workers)
        _print_summary(run.mails, app.operation.counts())
        run.exit_on_signal()
    else:
        app.migrate_when_there()
        _deliver_until_stopped(app, workers, recent)


def _deliver_until_stopped(app: "Container", workers: int, recent: RecentEvents) -> None:
    team = app.workers(workers)
    with stop_on_signals(team), _view() as live:
        if not wants_json():
            say("Delivering; stop with Ctrl-C.")

        def look() -> None:
            if live is not None:
                live.update(view(app.operation.counts, recent), refresh=True)

        keep_going(team, look)
    _print_summary(recent.mails, app.operation.counts())


def _is_watched() -> bool:
    return sys.stdout.isatty() and not wants_json()


def _view() -> AbstractContextManager[Live | None]:
    return Live(console=console(), auto_refresh=False) if _is_watched() else nullcontext()


def _print_summary(mails: int, counts: OutboxCounts) -> None:
    states = {state.value: number for state, number in counts.states.items()}
    if wants_json():
        print_json({"handedOver": mails, "states": states})
        return
    say(f"{mails} {'mail' if mails == 1 else 'mails'} handed over. Recipients by state:")
    for state, number in states.items():
        if number:
            say(f"  {state}: {number}")


@attrs.frozen
class DeliveryRun:
    """The result of delivering once.

    Args:
        mails: how many were handed over.
        signals: those that asked it to stop.
    """

    mails: int
    signals: tuple[int, ...] = ()

    def exit_on_signal(self) -> None:
        """End the command with the status of a signal, if one ended the delivery."""
        if self.signals:
            raise click.exceptions.Exit(_STATUSES[self.signals[0]])


def must_have_mail_server() -> None:
    """Raise wrong usage if no mail server is named."""
    if not chosen_configuration().smtp:
        raise click.UsageError("no mail server is named; give --smtp URL or COMPOSE_SMTP")


def deliver_once(app: "Container", workers: int = 1) -> DeliveryRun:
    """Deliver all that is due, whatever the mail server answers."""
    team = app.workers(workers)
    with stop_on_signals(team) as signals:
        mails = team.once()
    return DeliveryRun(mails, tuple(signals))


def keep_going(team: "Workers", look: Callable[[], None]) -> None:
    """Deliver until the team is stopped; whatever else ends it, no worker is left behind.

    Args:
        team: not started yet.
        look: called every second.
    """
    team.start()
    try:
        while not team.join(_LOOK_SECONDS):
            look()
    finally:
        team.stop()
        team.join()


@contextmanager
def stop_on_signals(team: "Workers") -> Iterator[list[int]]:
    """Stop the team on SIGTERM and Ctrl-C: each worker ends the hand-over that it is in.

    An exception instead would leave it unknown whether the mail arrived.

    Yields:
        The signals that came.
    """
    came: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        came.append(number)
        team.stop()

    before = {number: signal.signal(number, stop) for number in _STATUSES}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def view(counts: Callable[[], OutboxCounts], recent: RecentEvents) -> Group:
    """Show how full the outbox is, and the last transitions.

    Args:
        counts: counts now; an outbox that is away is shown as such.
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
        return Text(visible(f"The outbox is away: {fault}"), style="bold red")


def _states(counts: OutboxCounts) -> Table:
    grid = table("The outbox", *(state.value for state in counts.states))
    grid.add_row(*(str(number) for number in counts.states.values()))
    grid.caption = f"due since {counts.oldest_due:%H:%M:%S}" if counts.oldest_due else "nothing due"
    return grid
