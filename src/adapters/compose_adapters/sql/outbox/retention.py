"""Forgetting what is done and old, and finding the mail that a bounce is about."""

from datetime import datetime

import sqlalchemy as sa

from compose_adapters.sql.database import Database
from compose_adapters.sql.outbox.mails import read_mails
from compose_adapters.sql.tables import (
    activities,
    chunks,
    deliveries,
    idempotency_keys,
    journal,
    letters,
    link_tokens,
    mails,
    secure_links,
)
from compose_core.model.activity import ActivityStatus
from compose_core.outbox import OPEN, Mail

_UNFINISHED = (
    sa.exists()
    .where(
        deliveries.c.activity_id == mails.c.activity_id,
        deliveries.c.mail == mails.c.mail,
        deliveries.c.state.in_(sorted(state.value for state in OPEN)),
    )
    .correlate(mails)
)
# Locked, so that no act is done to a mail that is just being forgotten. One that is due again by
# then is left out: what is locked is looked at anew, but its recipients are not.
_DONE = (
    sa.select(letters.c.activity_id, letters.c.mail)
    .join(mails, (mails.c.activity_id == letters.c.activity_id) & (mails.c.mail == letters.c.mail))
    .where(mails.c.queued < sa.bindparam("before"), mails.c.due.is_(None), ~_UNFINISHED)
    .order_by(letters.c.activity_id, letters.c.mail)
    .limit(sa.bindparam("most"))
    .with_for_update(of=mails, skip_locked=True)
)
_FORGET = tuple(
    sa.delete(table).where(
        table.c.activity_id == sa.bindparam("of_activity"), table.c.mail == sa.bindparam("of_mail")
    )
    for table in (letters, journal)
)
_KEY = sa.tuple_(idempotency_keys.c.login, idempotency_keys.c.key)
_FORGET_KEYS = sa.delete(idempotency_keys).where(
    _KEY.in_(
        sa.select(idempotency_keys.c.login, idempotency_keys.c.key)
        .where(idempotency_keys.c.expires <= sa.bindparam("before"))
        .limit(sa.bindparam("most"))
    )
)
_HAS_OPEN = (
    sa.exists()
    .where(
        deliveries.c.activity_id == activities.c.id,
        deliveries.c.state.in_(sorted(state.value for state in OPEN)),
    )
    .correlate(activities)
)
_HAS_LETTER = sa.exists().where(letters.c.activity_id == activities.c.id).correlate(activities)
_HAS_LINK = (
    sa.exists()
    .where(
        secure_links.c.activity_id == activities.c.id,
        secure_links.c.expires > sa.bindparam("before"),
    )
    .correlate(activities)
)
_WITH_FILES = (
    sa.select(activities.c.id)
    .where(
        activities.c.created < sa.bindparam("before"),
        activities.c.status != ActivityStatus.DRAFT.value,
        sa.exists().where(chunks.c.activity_id == activities.c.id).correlate(activities),
        ~_HAS_OPEN,
        ~_HAS_LETTER,
        ~_HAS_LINK,
    )
    .order_by(activities.c.id)
    .limit(sa.bindparam("most"))
)
_FORGET_FILES = sa.delete(chunks).where(chunks.c.activity_id == sa.bindparam("of_activity"))
_FORGET_TOKENS = sa.delete(link_tokens).where(
    link_tokens.c.token_hash.in_(
        sa.select(link_tokens.c.token_hash)
        .join(
            secure_links,
            (link_tokens.c.activity_id == secure_links.c.activity_id)
            & (link_tokens.c.number == secure_links.c.number),
        )
        .where(secure_links.c.expires <= sa.bindparam("before"))
        .limit(sa.bindparam("most"))
    )
)
_OF_MESSAGE = (
    sa.select(letters.c.activity_id, letters.c.mail)
    .where(letters.c.message_id == sa.bindparam("message"))
    .order_by(letters.c.activity_id, letters.c.mail)
)


class SqlRetention:
    """What need not be kept for ever.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def purge(self, before: datetime, limit: int) -> int:
        """Forget the letters and journals of mails that are done and old.

        Idempotency keys and tokens of links whose time was over by then are forgotten too, all
        of them, so many in a transaction.
        """
        for statement in (_FORGET_KEYS, _FORGET_TOKENS):
            while self._forgot(statement, before, limit) == limit:
                pass
        with self._database.write() as connection:
            rows = connection.execute(_DONE, {"before": before, "most": limit}).all()
            names = [{"of_activity": row.activity_id, "of_mail": row.mail} for row in rows]
            if names:
                for statement in _FORGET:
                    connection.execute(statement, names)
        return len(names)

    def purge_files(self, before: datetime, limit: int) -> int:
        """Forget the files of activities that nothing needs any more."""
        with self._database.write() as connection:
            found = connection.execute(_WITH_FILES, {"before": before, "most": limit}).scalars()
            names = [{"of_activity": activity} for activity in found]
            if names:
                connection.execute(_FORGET_FILES, names)
        return len(names)

    def _forgot(self, statement: sa.Delete, before: datetime, limit: int) -> int:
        with self._database.write() as connection:
            return connection.execute(statement, {"before": before, "most": limit}).rowcount

    def mails_of_message(self, message_id: str) -> tuple[Mail, ...]:
        """The mails whose letter has this Message-ID."""
        with self._database.read() as connection:
            rows = connection.execute(_OF_MESSAGE, {"message": message_id})
            names = [(row.activity_id, row.mail) for row in rows]
            return tuple(read_mails(connection, names))
