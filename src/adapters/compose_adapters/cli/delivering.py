"""`deliver`: hand over what is queued, once or until stopped."""

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click
from rich.live import Live

from compose_adapters.cli.delivery_run import (
    deliver_once,
    keep_going,
    must_have_mail_server,
    stopped_by_signals,
)
from compose_adapters.cli.live_view import MOST_WORKERS, RecentEvents, view
from compose_adapters.cli.options import common, embedded, wants_json
from compose_adapters.cli.output import console, print_json, say
from compose_adapters.wiring.log import log_to_standard_error
from compose_core.outbox import OutboxCounts

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container


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
    # Who delivers once is told at the end what it came to.
    is_logged = not once and not _is_watched()
    recent = RecentEvents(log_to_standard_error() if is_logged else None)
    # What is queued was decided when it was sent: the site has no more say in it.
    world = embedded(recent)
    if once:
        world.migrate()
        run = deliver_once(world, workers)
        _tell(run.mails, world.operation.counts())
        run.must_be_whole()
    else:
        world.migrate_when_there()
        _until_stopped(world, workers, recent)


def _until_stopped(world: "Container", workers: int, recent: RecentEvents) -> None:
    team = world.workers(workers)
    with stopped_by_signals(team), _view() as live:
        if not wants_json():
            say("Delivering; stop with Ctrl-C.")

        def look() -> None:
            if live is not None:
                live.update(view(world.operation.counts, recent), refresh=True)

        keep_going(team, look)
    _tell(recent.mails, world.operation.counts())


def _is_watched() -> bool:
    return sys.stdout.isatty() and not wants_json()


def _view() -> AbstractContextManager[Live | None]:
    return Live(console=console(), auto_refresh=False) if _is_watched() else nullcontext()


def _tell(mails: int, counts: OutboxCounts) -> None:
    states = {state.value: number for state, number in counts.states.items()}
    if wants_json():
        print_json({"handedOver": mails, "states": states})
        return
    say(f"{mails} {'mail' if mails == 1 else 'mails'} handed over. Recipients by state:")
    for state, number in states.items():
        if number:
            say(f"  {state}: {number}")
