"""Mails and their attempts for people."""

from datetime import datetime

from compose_adapters.cli.output import console, shown, table
from compose_core.delivery import MailReport, state_of_message
from compose_core.outbox import Mail


def print_mails(mails: tuple[Mail, ...]) -> None:
    """Print mails, one a line."""
    made = table(
        "", "activity", "mail", "state", "attempts", "recipients", "queued", "next attempt"
    )
    for mail in mails:
        made.add_row(
            str(mail.activity_id),
            str(mail.index + 1),
            state_of_message(each.state for each in mail.recipients).value,
            str(attempts_of(mail)),
            str(len(mail.recipients)),
            time_of(mail.queued),
            time_of(mail.due),
        )
    console().print(made)


def print_report(report: MailReport) -> None:
    """Print a mail with every attempt."""
    mail = report.mail
    title = f"Activity {mail.activity_id}, mail {mail.index + 1}, queued {time_of(mail.queued)}"
    made = table(title, "list", "recipient", "state", "attempts", "next attempt", "last reply")
    for recipient in mail.recipients:
        delivery = recipient.delivery
        made.add_row(
            delivery.visibility.value,
            shown(delivery.address),
            delivery.state.value,
            str(delivery.attempts),
            time_of(delivery.next_attempt),
            shown(delivery.reply),
        )
    console().print(made)
    _print_journal(report)


def _print_journal(report: MailReport) -> None:
    if not report.journal:
        return
    made = table("Attempts", "time", "recipient", "attempt", "became", "reply")
    addresses = {each.number: each.delivery.address for each in report.mail.recipients}
    for entry in report.journal:
        made.add_row(
            time_of(entry.at),
            shown(addresses.get(entry.number, "")),
            str(entry.attempt),
            entry.state.value,
            shown(entry.reply),
        )
    console().print(made)


def attempts_of(mail: Mail) -> int:
    """How often a mail was handed over in all."""
    return max(each.delivery.attempts for each in mail.recipients)


def time_of(at: datetime | None) -> str:
    """A time as a person reads it; empty where there is none."""
    return f"{at:%Y-%m-%d %H:%M:%S} GMT" if at else ""
