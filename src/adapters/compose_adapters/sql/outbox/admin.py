"""The outbox as operators see it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.commit import write_audit
from compose_adapters.sql.database import Database
from compose_adapters.sql.outbox.mails import (
    WHILE_UNCHANGED,
    mails_of_activity,
    read_mails,
    write_changes,
)
from compose_adapters.sql.tables import audit as audit_entries
from compose_adapters.sql.tables import deliveries, journal, mails
from compose_core.decision import AuditEntry
from compose_core.errors import OutcomeUnknown, Unavailable
from compose_core.errors.exceptions import StaleDecision
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Change, JournalEntry, Mail, OutboxCounts

_LISTED = (
    sa.select(deliveries.c.activity_id, deliveries.c.mail)
    .distinct()
    .where(
        deliveries.c.state.in_(sa.bindparam("states", expanding=True)),
        deliveries.c.mail.is_not(None),
    )
    .order_by(deliveries.c.activity_id, deliveries.c.mail)
    .limit(sa.bindparam("most"))
)
_JOURNAL = (
    sa.select(journal)
    .where(journal.c.activity_id == sa.bindparam("activity"))
    .order_by(journal.c.id)
)
# Of recipients who get no mail too: they are kept.
_COUNTS = sa.select(deliveries.c.state, sa.func.count().label("recipients")).group_by(
    deliveries.c.state
)
_OLDEST = sa.select(sa.func.min(mails.c.due)).where(
    mails.c.due.is_not(None), mails.c.due <= sa.bindparam("now")
)


_ENTRY = sa.select(audit_entries.c.id).where(
    audit_entries.c.activity_id == sa.bindparam("activity"),
    audit_entries.c.act == sa.bindparam("act"),
    audit_entries.c.actor == sa.bindparam("actor"),
    audit_entries.c.at == sa.bindparam("at"),
)


class SqlOutboxAdmin:
    """What waits, failed or is uncertain, and what an operator does about it.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(self, states: frozenset[DeliveryState], limit: int) -> tuple[Mail, ...]:
        """Mails with a recipient in one of the states, by activity id and index."""
        asked = {"states": [state.value for state in states], "most": limit}
        with self._database.read() as connection:
            names = [(row.activity_id, row.mail) for row in connection.execute(_LISTED, asked)]
            return tuple(read_mails(connection, names))

    def mails(self, activity_id: int) -> tuple[tuple[Mail, tuple[JournalEntry, ...]], ...]:
        """An activity's mails by their index, each with its journal."""
        entries: defaultdict[int, list[JournalEntry]] = defaultdict(list)
        with self._database.read() as connection:
            found = mails_of_activity(connection, activity_id)
            for row in connection.execute(_JOURNAL, {"activity": activity_id}):
                entries[row.mail].append(_entry(row))
        return tuple((mail, tuple(entries[mail.index])) for mail in found)

    def amend(self, changes: Sequence[Change], audit: AuditEntry) -> None:
        """Store an operator's act with its audit entry."""
        try:
            self._amend(changes, audit)
        except OutcomeUnknown as lost:
            self._amend_again(changes, audit, lost)

    def _amend(self, changes: Sequence[Change], audit: AuditEntry) -> None:
        with self._database.write() as connection:
            if not write_changes(connection, WHILE_UNCHANGED, changes, lambda m: m.revision):
                raise StaleDecision("the mail has changed")
            for activity_id in _activities(changes):
                write_audit(connection, activity_id, audit)

    def _amend_again(
        self, changes: Sequence[Change], audit: AuditEntry, lost: OutcomeUnknown
    ) -> None:
        # The first write of it waits for a transaction that may yet store the act; after that its
        # audit entry tells whether it was stored.
        try:
            self._amend(changes, audit)
        except StaleDecision:
            with self._database.read() as connection:
                if not all(_has_entry(connection, each, audit) for each in _activities(changes)):
                    raise
        except Unavailable:
            raise OutcomeUnknown from lost

    def counts(self, now: datetime) -> OutboxCounts:
        """How full the outbox is."""
        states = dict.fromkeys(DeliveryState, 0)
        with self._database.read() as connection:
            for row in connection.execute(_COUNTS):
                states[DeliveryState(row.state)] = row.recipients
            oldest = connection.execute(_OLDEST, {"now": now}).scalar()
        return OutboxCounts(states, oldest)


def _activities(changes: Sequence[Change]) -> list[int]:
    return sorted({change.before.activity_id for change in changes})


def _has_entry(connection: sa.Connection, activity_id: int, entry: AuditEntry) -> bool:
    asked = {"activity": activity_id, "act": entry.act, "actor": entry.actor, "at": entry.at}
    return connection.execute(_ENTRY, asked).first() is not None


def _entry(row: sa.Row[Any]) -> JournalEntry:
    return JournalEntry(row.number, row.attempt, row.at, DeliveryState(row.state), row.reply)
