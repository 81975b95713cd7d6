"""`outbox`: what waits, failed or is uncertain, and what to do about it."""

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from compose_adapters.cli.ids import ID
from compose_adapters.cli.mail_records import mail_record, report_record
from compose_adapters.cli.mail_tables import print_mails, print_report
from compose_adapters.cli.options import acting, common, embedded, looking, wants_json
from compose_adapters.cli.output import errors, print_json, say
from compose_core.delivery import TROUBLED, MailReport
from compose_core.model.delivery import DeliveryState

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container

_LISTED_AT_ONCE = 1_000
_MOST_LISTED = 1_000_000_000
_MOST_DAYS = 36_500
# What is kept is no mail.
_STATES = [state for state in DeliveryState if state is not DeliveryState.KEPT]


@click.group(short_help="What waits, failed or is uncertain.")
@common
def outbox() -> None:
    """What waits, failed or is uncertain, by the id of its activity."""


@outbox.command("list", short_help="List what waits, failed or is uncertain.")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in _STATES]),
    help="Only mails with a recipient in this state; may be given more than once.",
)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, _MOST_LISTED),
    help="List so many at most; 1000 if left out, and with --json all.",
)
@common
def list_(states: tuple[str, ...], limit: int | None) -> None:
    """List the mails that wait, failed or are uncertain."""
    limit = limit or (_MOST_LISTED if wants_json() else _LISTED_AT_ONCE)
    chosen = frozenset(map(DeliveryState, states)) or TROUBLED
    found = looking().operation.listed(chosen, limit + 1)
    if wants_json():
        print_json([mail_record(mail) for mail in found[:limit]])
    elif not found:
        say(f"Nothing {_asked_for(states)}.")
    else:
        print_mails(found[:limit])
        if len(found) > limit:
            errors().print(f"There are more than these {limit}; --limit N lists more.")


@outbox.command()
@click.argument("activity", type=ID)
@common
def show(activity: int) -> None:
    """Show the mails of an activity with every attempt."""
    _show(looking().operation.show(activity))


@outbox.command()
@click.argument("activity", type=ID)
@acting
@common
def retry(activity: int, actor: str) -> None:
    """Make what is deferred due now."""
    world = _world()
    world.operation.retry(activity, actor)
    _show(world.operation.show(activity))


@outbox.command(short_help="Deliver to nobody else.")
@click.argument("activity", type=ID)
@acting
@common
def cancel(activity: int, actor: str) -> None:
    """Deliver to nobody else what is queued, deferred or uncertain."""
    world = _world()
    world.operation.cancel(activity, actor)
    _show(world.operation.show(activity))


@outbox.command(short_help="Settle what is uncertain.")
@click.argument("activity", type=ID)
@click.argument("answer", type=click.Choice(["delivered", "again"]))
@acting
@common
def resolve(activity: int, answer: str, actor: str) -> None:
    """Settle what is uncertain: it was DELIVERED, or is to be sent AGAIN."""
    world = _world()
    world.operation.resolve(activity, actor, delivered=answer == "delivered")
    _show(world.operation.show(activity))


@outbox.command(short_help="Forget what is done and old.")
@click.option(
    "--older-than",
    "days",
    metavar="DAYS",
    type=click.IntRange(1, _MOST_DAYS),
    required=True,
    help="Only what was queued more than so many days ago.",
)
@common
def purge(days: int) -> None:
    """Forget letters and journals of mails that are done, and files that nothing needs.

    Activities, the states of their deliveries and the audit stay. Files stay with drafts, with
    mails that are open, and with secure messages whose links still open.
    """
    world = _world()
    purged = world.operation.purge(world.clock.now() - timedelta(days=days))
    if wants_json():
        print_json({"letters": purged.letters, "files": purged.files})
    else:
        say(
            f"Forgot letters: {purged.letters}; "
            f"activities whose files were forgotten: {purged.files}."
        )


def _asked_for(states: tuple[str, ...]) -> str:
    return f"is {' or '.join(states)}" if states else "waits, failed or is uncertain"


def _world() -> "Container":
    world = embedded()
    world.must_exist()
    return world


def _show(reports: tuple[MailReport, ...]) -> None:
    if wants_json():
        print_json([report_record(each) for each in reports])
        return
    for each in reports:
        print_report(each)
