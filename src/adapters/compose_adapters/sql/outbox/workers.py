"""The outbox as the workers that deliver see it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa

from compose_adapters.group_commit import GroupCommit
from compose_adapters.sql.attachments import attachments_of
from compose_adapters.sql.compiled_statements import (
    CompiledStatement,
    ResultRow,
    insert_into,
)
from compose_adapters.sql.database import Database
from compose_adapters.sql.outbox.mails import (
    WHILE_LEASED,
    WHILE_UNCHANGED,
    MailName,
    read_mails,
    write_changes,
)
from compose_adapters.sql.rows import letter_of
from compose_adapters.sql.tables import letters, link_tokens, mails
from compose_core.errors import NotFound, OutcomeUnknown, Unavailable
from compose_core.errors.exceptions import LeaseLost
from compose_core.model.attachment import Attachment
from compose_core.outbox import Change, Claim, Mail, Outgoing, QueueClass

# Rows that another claim has locked are passed by, where the database knows row locks.
_DUE = CompiledStatement(
    sa.select(mails.c.activity_id, mails.c.mail)
    .where(mails.c.lane == sa.bindparam("lane"), mails.c.due <= sa.bindparam("now"))
    .order_by(mails.c.due, mails.c.activity_id, mails.c.mail)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)
# An operator moves a mail from the second lane to the third, and nobody the other way: looked at
# in this order, a mail that is due is never missed for being moved in between.
_LANES = (QueueClass.POISON, QueueClass.RETRY, QueueClass.FRESH)
_LEASES = sa.select(mails.c.activity_id, mails.c.mail, mails.c.lease_token).where(
    mails.c.activity_id.in_(sa.bindparam("activities", expanding=True))
)
_LETTER = CompiledStatement(
    sa.select(letters).where(
        letters.c.activity_id == sa.bindparam("activity"), letters.c.mail == sa.bindparam("mail")
    )
)

_INSERT_TOKEN = insert_into(link_tokens)


class SqlOutbox:
    """Mails on their way, for any number of workers in any number of processes.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # Elsewhere writers do not wait for each other.
        group = GroupCommit(self._store_all, database.patience) if database.is_sqlite else None
        self._write = group.commit if group else self._store

    def claim(self, due_by: datetime, limit: int, decide: Claim) -> tuple[Change, ...]:
        """Store the changes that follow from the due mails, and return them."""
        changes: tuple[Change, ...] = ()
        try:
            with self._database.write() as connection:
                due = [name for lane in _LANES for name in _due(connection, lane, due_by, limit)]
                changes = decide(read_mails(connection, due))
                # Nobody else changes them: they are locked, by row or with the whole database.
                write_changes(connection, WHILE_UNCHANGED, changes, lambda mail: mail.revision)
        except OutcomeUnknown:
            if set(_last(changes)) - self._stored(changes):
                raise
        return changes

    def outgoing(self, mail: Mail) -> Outgoing:
        """What is to be handed over.

        Raises:
            NotFound: the letter was forgotten.
        """
        asked = {"activity": mail.activity_id, "mail": mail.index}
        with self._database.read() as connection:
            row = _LETTER.first(connection, asked)
        if row is None:
            raise NotFound("the letter was forgotten")
        return Outgoing(letter_of(row, self._files(row)), row.sender)

    def add_link_token(self, mail: Mail, token_hash: str) -> None:
        """Let a token open the secure message that a mail leads to."""
        recipient = mail.recipients[0].number
        row = {"activity_id": mail.activity_id, "number": recipient, "token_hash": token_hash}
        with self._database.write() as connection:
            _INSERT_TOKEN.write(connection, row)

    def write(self, changes: Sequence[Change]) -> None:
        """Store changes of leased mails, or none of them."""
        self._write(changes)

    def _store_all(self, group: Sequence[Sequence[Change]]) -> list[Exception | None]:
        """Store what several workers write: in one transaction, or each by itself."""
        error = self._error([change for changes in group for change in changes])
        if error is None or isinstance(error, Unavailable) or len(group) == 1:
            # A database that is away is so for all: each would wait as long for it again.
            return [error for _ in group]
        return [self._error(changes) for changes in group]

    def _error(self, changes: Sequence[Change]) -> Exception | None:
        try:
            self._store(changes)
        except Exception as error:  # noqa: BLE001 - raised in the thread of its own worker
            return error
        return None

    def _store(self, changes: Sequence[Change]) -> None:
        try:
            with self._database.write() as connection:
                _write_leased(connection, changes)
        except _Lost:
            # A token is given once, so a lease that is lost stays lost.
            stored = self._stored(changes)
            left = [each for each in changes if _name(each) not in stored]
            with self._database.read() as reading:
                lost = _lost(reading, left)
            if lost or not stored:
                raise LeaseLost(lost) from None
            if left:
                self._store(left)

    def _stored(self, changes: Sequence[Change]) -> set[MailName]:
        """The mails that are as their last change leaves them."""
        last = _last(changes)
        with self._database.read() as connection:
            return {
                name
                for name, mail in zip(last, read_mails(connection, last), strict=True)
                if mail == last[name]
            }

    def _files(self, row: ResultRow) -> list[Attachment]:
        if not row.letter["enclosures"]:
            return []
        with self._database.read() as connection:
            found = attachments_of(connection, self._database, [row.activity_id])
        return [file for file, _ in found[row.activity_id]]


class _Lost(Exception):
    """A lease is lost: all is undone."""


def _write_leased(connection: sa.Connection, changes: Sequence[Change]) -> None:
    if not write_changes(connection, WHILE_LEASED, changes, lambda mail: mail.lease_token):
        raise _Lost


def _due(
    connection: sa.Connection, lane: QueueClass, now: datetime, most: int
) -> Iterator[MailName]:
    rows = _DUE.rows(connection, {"lane": lane.value, "now": now, "most": most})
    return ((row.activity_id, row.mail) for row in rows)


def _name(change: Change) -> MailName:
    return change.after.activity_id, change.after.index


def _last(changes: Sequence[Change]) -> dict[MailName, Mail]:
    return {_name(each): each.after for each in changes}


def _lost(connection: sa.Connection, changes: Sequence[Change]) -> list[MailName]:
    befores = {(each.before.activity_id, each.before.index): each.before for each in changes}
    rows = connection.execute(_LEASES, {"activities": [activity for activity, _ in befores]})
    tokens = {(row.activity_id, row.mail): row.lease_token for row in rows}
    return [name for name, mail in befores.items() if tokens.get(name) != mail.lease_token]
