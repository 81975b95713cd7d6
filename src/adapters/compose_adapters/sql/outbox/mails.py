"""Mails read from their rows, and changes written to them."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.compiled_statements import CompiledStatement, insert_into
from compose_adapters.sql.rows import delivery_of
from compose_adapters.sql.tables import deliveries, journal, mails
from compose_core.model.settings import OnUncertainDelivery
from compose_core.outbox import Change, Lease, Mail, MailRecipient

MailName = tuple[int, int]
"""An activity's id, and the place of a mail among the activity's, from 0."""

# One statement sees one state: the revision, which fences what an operator does, is never newer
# than the recipients that it was decided on.
_MAILS = (
    sa.select(
        mails.c.activity_id,
        mails.c.mail,
        mails.c.queued,
        mails.c.on_uncertain,
        mails.c.attempts.label("attempts_of_mail"),
        mails.c.crashes,
        mails.c.revision,
        mails.c.lease_token,
        mails.c.lease_until,
        *(
            deliveries.c[name]
            for name in (
                "number",
                "address",
                "visibility",
                "state",
                "attempts",
                "uncertain_attempts",
                "next_attempt",
                "reply",
            )
        ),
    )
    .join(
        deliveries,
        (deliveries.c.activity_id == mails.c.activity_id) & (deliveries.c.mail == mails.c.mail),
    )
    .where(mails.c.activity_id.in_(sa.bindparam("activities", expanding=True)))
    .order_by(mails.c.activity_id, mails.c.mail, deliveries.c.number)
)

_AT_ONCE = 500
"""How many ids one statement names."""


def read_mails(connection: sa.Connection, names: Iterable[MailName]) -> list[Mail]:
    """The mails of these names, in their order."""
    wanted = list(names)
    found = _mails_of_activities(connection, sorted({activity for activity, _ in wanted}))
    return [found[name] for name in wanted]


def mails_of_activity(connection: sa.Connection, activity_id: int) -> list[Mail]:
    """An activity's mails, by their index."""
    found = _mails_of_activities(connection, [activity_id])
    return [found[name] for name in sorted(found)]


def _mails_of_activities(connection: sa.Connection, activities: list[int]) -> dict[MailName, Mail]:
    found: dict[MailName, Mail] = {}
    for start in range(0, len(activities), _AT_ONCE):
        asked = {"activities": activities[start : start + _AT_ONCE]}
        rows = connection.execute(_MAILS, asked)
        for name, of_mail in groupby(rows, key=lambda row: (row.activity_id, row.mail)):
            found[name] = _mail(list(of_mail))
    return found


def _mail(rows: list[sa.Row[Any]]) -> Mail:
    row = rows[0]
    return Mail(
        activity_id=row.activity_id,
        index=row.mail,
        queued=row.queued,
        on_uncertain=OnUncertainDelivery(row.on_uncertain),
        recipients=tuple(
            MailRecipient(each.number, delivery_of(each), each.uncertain_attempts) for each in rows
        ),
        attempts=row.attempts_of_mail,
        expired_leases=row.crashes,
        revision=row.revision,
        lease=Lease(row.lease_token, row.lease_until) if row.lease_token else None,
    )


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
_WRITTEN_DOWN = insert_into(journal)


def write_changes(
    connection: sa.Connection,
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


def _write_recipients(connection: sa.Connection, changes: Iterable[Change]) -> None:
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
