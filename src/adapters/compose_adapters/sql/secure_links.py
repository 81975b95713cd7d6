"""The links of secure messages in SQL (section 7)."""

from datetime import datetime

import sqlalchemy as sa

from compose_adapters.sql.commit import write_audit
from compose_adapters.sql.database import Database
from compose_adapters.sql.records import SqlRecords
from compose_adapters.sql.tables import activities, link_tokens, secure_links
from compose_core.decision import AuditEntry
from compose_core.model.activity import Activity

_LINK = (
    sa.select(secure_links.c.activity_id, secure_links.c.number, secure_links.c.openings)
    .join(
        link_tokens,
        (link_tokens.c.activity_id == secure_links.c.activity_id)
        & (link_tokens.c.number == secure_links.c.number),
    )
    .where(
        link_tokens.c.token_hash == sa.bindparam("token"),
        secure_links.c.expires > sa.bindparam("now"),
    )
)
# Of two who open it first at once one is the first.
_LINK_TO_OPEN = _LINK.with_for_update(of=secure_links)
_OPENED = (
    sa.update(secure_links)
    .where(
        secure_links.c.activity_id == sa.bindparam("of_activity"),
        secure_links.c.number == sa.bindparam("of_number"),
    )
    .values(openings=secure_links.c.openings + 1, last_opened=sa.bindparam("at"))
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
_KEEP_SAFE = (
    sa.update(activities)
    .where(activities.c.id == sa.bindparam("of_activity"))
    .values(safe_html=sa.bindparam("made"))
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
        """The message that a link opens, the opening recorded in the same transaction."""
        # Who guesses tokens shall not make the database take turns for writing.
        if not self._opens(token_hash, audit.at):
            return None
        asked = {"token": token_hash, "now": audit.at}
        with self._database.write() as connection:
            link = connection.execute(_LINK_TO_OPEN, asked).first()
            if link is None:
                return None
            if not link.openings:
                write_audit(connection, link.activity_id, audit)
            opened = {"of_activity": link.activity_id, "of_number": link.number, "at": audit.at}
            connection.execute(_OPENED, opened)
        return self._records.activities([link.activity_id])[0].activity

    def keep_safe_html(self, activity_id: int, html: str) -> None:
        """Keep what was made of a message's HTML, for all later openings."""
        with self._database.write() as connection:
            connection.execute(_KEEP_SAFE, {"of_activity": activity_id, "made": html})

    def withdraw(self, activity_id: int, audit: AuditEntry) -> int:
        """End all links to a message, with an audit entry; how many were ended."""
        with self._database.write() as connection:
            ended = connection.execute(_WITHDRAW, {"of_activity": activity_id, "now": audit.at})
            if ended.rowcount:
                write_audit(connection, activity_id, audit)
        return ended.rowcount

    def _opens(self, token_hash: str, now: datetime) -> bool:
        with self._database.read() as connection:
            found = connection.execute(_LINK, {"token": token_hash, "now": now}).first()
        return found is not None
