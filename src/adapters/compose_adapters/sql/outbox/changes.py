"""Changes of mails written to their rows."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.compiled_statements import CompiledStatement, Connection, inserting
from compose_adapters.sql.outbox.mails import MailName
from compose_adapters.sql.tables import deliveries, journal, mails
from compose_core.outbox import Change, Mail, MailRecipient

Row = dict[str, Any]

_OF_MAIL = (
    mails.c.activity_id == sa.bindparam("of_activity"),
    mails.c.mail == sa.bindparam("of_mail"),
)
_CHANGED = (
    sa.update(mails)
    .where(*_OF_MAIL)
    .values(
        {
            name: sa.bindparam(name)
            for name in (
                "attempts",
                "crashes",
                "revision",
                "lease_token",
                "lease_until",
                "lane",
                "due",
            )
        }
    )
)
WHILE_LEASED = CompiledStatement(_CHANGED.where(mails.c.lease_token == sa.bindparam("fence")))
"""Changes a mail while its lease is the one whose token is the fence."""

WHILE_UNCHANGED = CompiledStatement(_CHANGED.where(mails.c.revision == sa.bindparam("fence")))
"""Changes a mail while its revision is the fence."""

_MOVED = CompiledStatement(
    sa.update(deliveries)
    .where(
        deliveries.c.activity_id == sa.bindparam("of_activity"),
        deliveries.c.number == sa.bindparam("of_number"),
    )
    .values(
        {
            name: sa.bindparam(name)
            for name in ("state", "attempts", "uncertain_attempts", "next_attempt", "reply")
        }
    )
)
_WRITTEN_DOWN = inserting(journal)


def write_changes(
    connection: Connection,
    statement: CompiledStatement,
    changes: Sequence[Change],
    fence: Callable[[Mail], str | int],
) -> bool:
    """Write changes and their journal, inside the transaction that is open.

    Of several changes of a mail, each begins where the one before it ended.

    Args:
        connection: of the transaction.
        statement: `WHILE_LEASED` or `WHILE_UNCHANGED`.
        changes: in their order.
        fence: what the mail must still have, of its value before all changes.

    Returns:
        Whether all were written; if not, the transaction must be undone.
    """
    first: dict[MailName, Mail] = {}
    last: dict[MailName, Mail] = {}
    for change in changes:
        name = (change.before.activity_id, change.before.index)
        first.setdefault(name, change.before)
        last[name] = change.after
    # In one order everywhere, so that no two wait for each other's mails.
    rows = [
        _row(mail) | {"fence": fence(first[name])}
        for name, mail in sorted(last.items(), key=lambda item: item[0])
    ]
    if statement.write_all(connection, rows) != len(rows):
        return False
    _write_recipients(connection, changes)
    return True


def _write_recipients(connection: Connection, changes: Iterable[Change]) -> None:
    moved: dict[tuple[int, int], Row] = {}
    entries: list[Row] = []
    for change in changes:
        activity, mail = change.after.activity_id, change.after.index
        for _, after in change.changed_recipients():
            moved[activity, after.number] = _recipient_row(activity, after)
        entries += [_entry | {"activity_id": activity, "mail": mail} for _entry in _entries(change)]
    _MOVED.write_all(connection, list(moved.values()))
    _WRITTEN_DOWN.write_all(connection, entries)


def _row(mail: Mail) -> Row:
    return {
        "of_activity": mail.activity_id,
        "of_mail": mail.index,
        "attempts": mail.attempts,
        "crashes": mail.expired_leases,
        "revision": mail.revision,
        "lease_token": mail.lease.token if mail.lease else None,
        "lease_until": mail.lease.until if mail.lease else None,
        "lane": mail.queue_class.value,
        "due": mail.due,
    }


def _recipient_row(activity: int, recipient: MailRecipient) -> Row:
    return {
        "of_activity": activity,
        "of_number": recipient.number,
        "state": recipient.state.value,
        "attempts": recipient.delivery.attempts,
        "uncertain_attempts": recipient.uncertain_attempts,
        "next_attempt": recipient.delivery.next_attempt,
        "reply": recipient.delivery.reply,
    }


def _entries(change: Change) -> list[Row]:
    return [
        {
            "number": entry.number,
            "attempt": entry.attempt,
            "at": entry.at,
            "state": entry.state.value,
            "reply": entry.reply,
        }
        for entry in change.log_entries()
    ]
