"""The links of secure messages in SQL (section 7)."""

from datetime import datetime

import sqlalchemy as sa

from compose_adapters.sql.commit import write_audit
from compose_adapters.sql.database import Database
from compose_adapters.sql.records import SqlRecords
from compose_adapters.sql.tables import secure_links
from compose_core.model.activity import Activity
from compose_core.ports import AuditEntry

_LINK = sa.select(secure_links.c.activity_id).where(
    secure_links.c.token_hash == sa.bindparam("token"),
    secure_links.c.expires > sa.bindparam("now"),
)
# The row stays, its time over: a withdrawn link is an expired one.
_WITHDRAW = (
    sa.update(secure_links)
    .where(
        secure_links.c.activity_id == sa.bindparam("of_activity"),
        secure_links.c.expires > sa.bindparam("now"),
    )
    .values(expires=sa.bindparam("now"))
)


class SqlSecureLinks:
    """Leads from a token's hash to the message that it opens.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._records = SqlRecords(database)

    def open(self, token_hash: str, audit: AuditEntry) -> Activity | None:
        """The message that a link opens, its audit entry written in the same transaction."""
        # Who guesses tokens shall not make the database take turns for writing.
        if self._activity(token_hash, audit.at) is None:
            return None
        with self._database.writing() as connection:
            activity_id = connection.execute(_LINK, {"token": token_hash, "now": audit.at}).scalar()
            if activity_id is not None:
                write_audit(connection, activity_id, audit)
        return self._message(activity_id)

    def withdraw(self, activity_id: int, audit: AuditEntry) -> int:
        """End all links to a message, with an audit entry; how many were ended."""
        with self._database.writing() as connection:
            ended = connection.execute(_WITHDRAW, {"of_activity": activity_id, "now": audit.at})
            if ended.rowcount:
                write_audit(connection, activity_id, audit)
        return ended.rowcount

    def _activity(self, token_hash: str, now: datetime) -> int | None:
        with self._database.reading() as connection:
            found: int | None = connection.execute(
                _LINK, {"token": token_hash, "now": now}
            ).scalar()
        return found

    def _message(self, activity_id: int | None) -> Activity | None:
        records = self._records.activities([activity_id]) if activity_id is not None else ()
        return records[0].activity if records else None
