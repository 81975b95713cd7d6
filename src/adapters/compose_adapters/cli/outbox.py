"""`outbox`: mails that wait, failed or are uncertain, and what operators do about them."""

from collections.abc import Iterable
from datetime import timedelta

import click

from compose_adapters.cli.options import (
    ID,
    acting,
    common,
    existing_container,
    wants_json,
)
from compose_adapters.cli.output import (
    Json,
    console,
    error_console,
    print_json,
    say,
    table,
    time_of,
    visible,
)
from compose_core.delivery import TROUBLED, MailReport, state_of_message
from compose_core.formats import format_date
from compose_core.model.delivery import Delivery, DeliveryState
from compose_core.outbox import JournalEntry, Mail, MailRecipient

_LISTED_AT_ONCE = 1_000
_MOST_LISTED = 1_000_000_000
_MOST_DAYS = 36_500
# What is kept is no mail.
_STATES = [state for state in DeliveryState if state is not DeliveryState.KEPT]


@click.group()
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
    found = existing_container(only_looks=True).operation.listed(chosen, limit + 1)
    if wants_json():
        print_json([_mail_record(mail) for mail in found[:limit]])
    elif not found:
        say(f"Nothing {_condition_of(states)}.")
    else:
        _print_mails(found[:limit])
        if len(found) > limit:
            error_console().print(f"There are more than these {limit}; --limit N lists more.")


@outbox.command()
@click.argument("activity", type=ID)
@common
def show(activity: int) -> None:
    """Show the mails of an activity with every attempt."""
    _show(existing_container(only_looks=True).operation.show(activity))


@outbox.command()
@click.argument("activity", type=ID)
@acting
@common
def retry(activity: int, actor: str) -> None:
    """Make what is deferred due now."""
    app = existing_container()
    app.operation.retry(activity, actor)
    _show(app.operation.show(activity))


@outbox.command(short_help="Deliver to nobody else.")
@click.argument("activity", type=ID)
@acting
@common
def cancel(activity: int, actor: str) -> None:
    """Deliver to nobody else what is queued, deferred or uncertain."""
    app = existing_container()
    app.operation.cancel(activity, actor)
    _show(app.operation.show(activity))


@outbox.command(short_help="Settle what is uncertain.")
@click.argument("activity", type=ID)
@click.argument("answer", type=click.Choice(["delivered", "again"]))
@acting
@common
def resolve(activity: int, answer: str, actor: str) -> None:
    """Settle what is uncertain: it was DELIVERED, or is to be sent AGAIN."""
    app = existing_container()
    app.operation.resolve(activity, actor, delivered=answer == "delivered")
    _show(app.operation.show(activity))


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
    app = existing_container()
    purged = app.operation.purge(app.clock.now() - timedelta(days=days))
    if wants_json():
        print_json({"letters": purged.letters, "files": purged.files})
    else:
        say(
            f"Forgot letters: {purged.letters}; "
            f"activities whose files were forgotten: {purged.files}."
        )


def _condition_of(states: tuple[str, ...]) -> str:
    return f"is {' or '.join(states)}" if states else "waits, failed or is uncertain"


def _show(reports: tuple[MailReport, ...]) -> None:
    if wants_json():
        print_json([_report_record(each) for each in reports])
        return
    for each in reports:
        _print_report(each)


def _print_mails(mails: tuple[Mail, ...]) -> None:
    grid = table(
        "", "activity", "mail", "state", "attempts", "recipients", "queued", "next attempt"
    )
    for mail in mails:
        grid.add_row(
            str(mail.activity_id),
            str(mail.index + 1),
            state_of_message(each.state for each in mail.recipients).value,
            str(_attempts_of(mail)),
            str(len(mail.recipients)),
            time_of(mail.queued),
            time_of(mail.due),
        )
    console().print(grid)


def _print_report(report: MailReport) -> None:
    mail = report.mail
    title = f"Activity {mail.activity_id}, mail {mail.index + 1}, queued {time_of(mail.queued)}"
    print_deliveries(title, (each.delivery for each in mail.recipients))
    _print_journal(report)


def print_deliveries(title: str, deliveries: Iterable[Delivery]) -> None:
    """Print the state of each delivery."""
    grid = table(title, "list", "recipient", "state", "attempts", "next attempt", "last reply")
    for each in deliveries:
        grid.add_row(
            each.visibility.value,
            visible(each.address),
            each.state.value,
            str(each.attempts),
            time_of(each.next_attempt),
            visible(each.reply),
        )
    console().print(grid)


def _print_journal(report: MailReport) -> None:
    if not report.journal:
        return
    grid = table("Attempts", "time", "recipient", "attempt", "became", "reply")
    addresses = {each.number: each.delivery.address for each in report.mail.recipients}
    for entry in report.journal:
        grid.add_row(
            time_of(entry.at),
            visible(addresses.get(entry.number, "")),
            str(entry.attempt),
            entry.state.value,
            visible(entry.reply),
        )
    console().print(grid)


def _attempts_of(mail: Mail) -> int:
    return max(each.delivery.attempts for each in mail.recipients)


def _mail_record(mail: Mail) -> dict[str, Json]:
    return {
        "activity": str(mail.activity_id),
        "mail": mail.index + 1,
        "state": state_of_message(each.state for each in mail.recipients).value,
        "queued": format_date(mail.queued),
        "due": format_date(mail.due) if mail.due else None,
        "attempts": _attempts_of(mail),
        "recipients": [_recipient(each) for each in mail.recipients],
    }


def _report_record(report: MailReport) -> dict[str, Json]:
    addresses = {each.number: each.delivery.address for each in report.mail.recipients}
    journal = [_entry(each, addresses[each.number]) for each in report.journal]
    return _mail_record(report.mail) | {"journal": journal}


def _recipient(recipient: MailRecipient) -> dict[str, Json]:
    delivery = recipient.delivery
    return {
        "address": delivery.address,
        "list": delivery.visibility.value,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "nextAttempt": format_date(delivery.next_attempt) if delivery.next_attempt else None,
        "reply": delivery.reply,
    }


def _entry(entry: JournalEntry, address: str) -> dict[str, Json]:
    return {
        "address": address,
        "attempt": entry.attempt,
        "at": format_date(entry.at),
        "state": entry.state.value,
        "reply": entry.reply,
    }
