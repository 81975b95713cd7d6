"""Sessions in SQL, so that any process answers for any of them (S8)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.compiled_statements import CompiledStatement
from compose_adapters.sql.database import Database
from compose_adapters.sql.failures import retry_when_overtaken
from compose_adapters.sql.logins import lockable_keys
from compose_adapters.sql.tables import session_audit, sessions
from compose_core.decision import AuditEntry
from compose_core.model.session import Session, SessionTerms

_OF_TOKEN = sessions.c.token_hash == sa.bindparam("of_token")
_FIND = CompiledStatement(sa.select(sessions).where(_OF_TOKEN))
_TOUCH_SECONDS = 0.25
"""How long noting the use of a session waits for another write: it may as well be left undone."""

_OPEN = sa.insert(sessions)
_TOUCH = sa.update(sessions).where(_OF_TOKEN).values(used=sa.bindparam("at"))
_CLOSE = sa.delete(sessions).where(_OF_TOKEN)
_ENDED = sa.or_(
    sessions.c.used <= sa.bindparam("idle_since"),
    sessions.c.opened <= sa.bindparam("opened_before"),
)


_END = sa.delete(sessions).where(lockable_keys(sessions.c.token_hash, _ENDED))
_OF_LOGIN = (
    sa.select(sessions.c.token_hash)
    .where(sessions.c.login == sa.bindparam("of_login"), sa.not_(_ENDED))
    .order_by(sessions.c.opened, sessions.c.token_hash)
)
# Two logins of a user take turns; SQLite has but one writer anyway.
_TURN = sa.select(
    sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(sa.bindparam("of_login"), 0))
)

_ALL_OF_LOGIN = (
    sa.select(sessions)
    .where(sessions.c.login == sa.bindparam("of_login"))
    .order_by(sessions.c.opened, sessions.c.token_hash)
)
_END_OF_LOGIN = sa.delete(sessions).where(sessions.c.login == sa.bindparam("of_login"))
_NOTE = sa.insert(session_audit)
_AUDIT = (
    sa.select(session_audit)
    .where(session_audit.c.login == sa.bindparam("of_login"))
    .order_by(session_audit.c.id)
)


class SqlSessions:
    """Keeps sessions in a database.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @retry_when_overtaken
    def open(self, session: Session, terms: SessionTerms, *, force: bool) -> bool:
        """Keep a new session, unless its user has as many living ones as the terms allow.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.write() as connection:
            if not self._database.is_sqlite:
                connection.execute(_TURN, {"of_login": session.login})
            ended = _ended(terms, session.opened)
            connection.execute(_END, ended)
            living = {"of_login": session.login} | ended
            own = connection.execute(_OF_LOGIN, living).scalars().all()
            surplus = own[: max(0, len(own) + 1 - terms.most)]
            if surplus and not force:
                return False
            for token_hash in surplus:
                connection.execute(_CLOSE, {"of_token": token_hash})
            connection.execute(_OPEN, _row(session))
            return True

    def find(self, token_hash: str) -> Session | None:
        """The session of a token, whether it lives or has ended.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.read() as connection:
            row = _FIND.first(connection, {"of_token": token_hash})
        return _session(row) if row else None

    def touch(self, token_hash: str, at: datetime) -> None:
        """Note that a session was used; this waits a moment for another write, and no longer.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.write(timeout=_TOUCH_SECONDS) as connection:
            connection.execute(_TOUCH, {"of_token": token_hash, "at": at})

    def close(self, token_hash: str) -> None:
        """Forget a session.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.write() as connection:
            connection.execute(_CLOSE, {"of_token": token_hash})

    def of(self, login: str) -> tuple[Session, ...]:
        """The sessions of a user that are kept, in the order in which they were opened.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.read() as connection:
            rows = connection.execute(_ALL_OF_LOGIN, {"of_login": login}).all()
        return tuple(map(_session, rows))

    def end(self, login: str, audit: AuditEntry) -> int:
        """Forget all sessions of a user, with an audit entry; how many were ended.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.write() as connection:
            return end_sessions(connection, login, audit)

    def audit(self, login: str) -> tuple[AuditEntry, ...]:
        """The entries about a user's sessions that were ended, in their order.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.read() as connection:
            rows = connection.execute(_AUDIT, {"of_login": login}).all()
        return tuple(AuditEntry(row.act, row.actor, row.at, row.detail) for row in rows)


def end_sessions(connection: sa.Connection, login: str, audit: AuditEntry) -> int:
    """End all sessions of a user within a transaction, and count them."""
    ended = connection.execute(_END_OF_LOGIN, {"of_login": login}).rowcount
    if ended:
        row = {"login": login, "act": audit.act, "actor": audit.actor, "at": audit.at}
        connection.execute(_NOTE, row | {"detail": str(ended)})
    return ended


def _session(row: Any) -> Session:
    return Session(row.token_hash, row.login, row.opened, row.used)


def _ended(terms: SessionTerms, now: datetime) -> dict[str, datetime]:
    return {"idle_since": now - terms.idle, "opened_before": now - terms.life}


def _row(session: Session) -> dict[str, object]:
    return {
        "token_hash": session.token_hash,
        "login": session.login,
        "opened": session.opened,
        "used": session.used,
    }
