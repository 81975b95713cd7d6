"""Mails and their attempts for programs."""

from compose_adapters.cli.mail_tables import attempts_of
from compose_adapters.cli.output import Json
from compose_core.delivery import MailReport, state_of_message
from compose_core.formats import format_date
from compose_core.outbox import JournalEntry, Mail, MailRecipient


def mail_record(mail: Mail) -> dict[str, Json]:
    """A mail as it stands."""
    return {
        "activity": str(mail.activity_id),
        "mail": mail.index + 1,
        "state": state_of_message(each.state for each in mail.recipients).value,
        "queued": format_date(mail.queued),
        "due": format_date(mail.due) if mail.due else None,
        "attempts": attempts_of(mail),
        "recipients": [_recipient(each) for each in mail.recipients],
    }


def report_record(report: MailReport) -> dict[str, Json]:
    """A mail with every attempt."""
    addresses = {each.number: each.delivery.address for each in report.mail.recipients}
    journal = [_entry(each, addresses[each.number]) for each in report.journal]
    return mail_record(report.mail) | {"journal": journal}


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
