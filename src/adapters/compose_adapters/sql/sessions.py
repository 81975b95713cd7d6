"""Sessions and login attempts in SQL, so that any process answers for any of them (S8)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from compose_adapters.sql.compiled_statements import CompiledStatement
from compose_adapters.sql.database import Database
from compose_adapters.sql.failures import tried_again
from compose_adapters.sql.login_successes import last_success, note_success
from compose_adapters.sql.session_audit import audit_of, end_sessions, sessions_of
from compose_adapters.sql.tables import login_attempts, sessions
from compose_core.decision import AuditEntry
from compose_core.model.session import AttemptLimit, Session, SessionTerms

_OF_TOKEN = sessions.c.token_hash == sa.bindparam("of_token")
_FIND = CompiledStatement(sa.select(sessions).where(_OF_TOKEN))
_OPEN = sa.insert(sessions)
_TOUCH = sa.update(sessions).where(_OF_TOKEN).values(used=sa.bindparam("at"))
_CLOSE = sa.delete(sessions).where(_OF_TOKEN)
_ENDED = sa.or_(
    sessions.c.used <= sa.bindparam("idle_since"),
    sessions.c.opened <= sa.bindparam("opened_before"),
)


def _free(key: sa.Column[str], condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Rows of no other transaction: nobody waits for them, so no two logins wait for each other."""
    return key.in_(sa.select(key).where(condition).with_for_update(skip_locked=True))


_END = sa.delete(sessions).where(_free(sessions.c.token_hash, _ENDED))
_OF_LOGIN = (
    sa.select(sessions.c.token_hash)
    .where(sessions.c.login == sa.bindparam("of_login"), sa.not_(_ENDED))
    .order_by(sessions.c.opened, sessions.c.token_hash)
)
# Two logins of a user take turns; SQLite has but one writer anyway.
_TURN = sa.select(
    sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(sa.bindparam("of_login"), 0))
)


class SqlSessions:
    """Keeps sessions in a database.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @tried_again
    def open(self, session: Session, terms: SessionTerms, *, force: bool) -> bool:
        """Keep a new session, unless its user has as many living ones as the terms allow.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.writing() as connection:
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
        with self._database.quick_reading(one=True) as connection:
            row = _FIND.first(connection, {"of_token": token_hash})
        return Session(row.token_hash, row.login, row.opened, row.used) if row else None

    def touch(self, token_hash: str, at: datetime) -> None:
        """Note that a session was used; this waits a moment for another write, and no longer.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.hasty_writing() as connection:
            connection.execute(_TOUCH, {"of_token": token_hash, "at": at})

    def close(self, token_hash: str) -> None:
        """Forget a session.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.writing() as connection:
            connection.execute(_CLOSE, {"of_token": token_hash})

    def of(self, login: str) -> tuple[Session, ...]:
        """The sessions of a user that are kept, in the order in which they were opened.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.reading() as connection:
            return sessions_of(connection, login)

    def end(self, login: str, audit: AuditEntry) -> int:
        """Forget all sessions of a user, with an audit entry; how many were ended.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.writing() as connection:
            return end_sessions(connection, login, audit)

    def audit(self, login: str) -> tuple[AuditEntry, ...]:
        """The entries about a user's sessions that were ended, in their order.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.reading() as connection:
            return audit_of(connection, login)


def _ended(terms: SessionTerms, now: datetime) -> dict[str, datetime]:
    return {"idle_since": now - terms.idle, "opened_before": now - terms.life}


def _row(session: Session) -> dict[str, object]:
    return {
        "token_hash": session.token_hash,
        "login": session.login,
        "opened": session.opened,
        "used": session.used,
    }


def _counting(insert: sqlite.Insert | postgresql.Insert) -> sa.Insert:
    is_over = login_attempts.c.begun <= sa.bindparam("over")
    counting = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": sa.case((is_over, 1), else_=login_attempts.c.count + 1),
            "begun": sa.case((is_over, insert.excluded.begun), else_=login_attempts.c.begun),
        },
    )
    return counting.returning(login_attempts.c.count)


_COUNT = {
    "sqlite": _counting(sqlite.insert(login_attempts)),
    "postgresql": _counting(postgresql.insert(login_attempts)),
}
_IS_OVER = login_attempts.c.begun <= sa.bindparam("over")
_FORGET = sa.delete(login_attempts).where(_free(login_attempts.c.key, _IS_OVER))
_COUNTED = sa.select(login_attempts.c.key, login_attempts.c.begun, login_attempts.c.count).where(
    login_attempts.c.key.in_(sa.bindparam("keys", expanding=True))
)


class _Reached(Exception):
    """A limit is reached: what was counted is undone."""


class SqlLoginAttempts:
    """Counts failed logins in a database.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @tried_again
    def begin(self, limits: Sequence[AttemptLimit], now: datetime, stretch: timedelta) -> bool:
        """Count an attempt under every limit, unless one of them is reached; then under none.

        Raises:
            Unavailable: the database is busy or away.
        """
        try:
            with self._database.writing() as connection:
                _count(connection, limits, now, now - stretch)
        except _Reached:
            return False
        return True

    def wait(self, limits: Sequence[AttemptLimit], now: datetime, stretch: timedelta) -> timedelta:
        """How long it is until an attempt may be made; nothing where no limit is reached.

        Raises:
            Unavailable: the database is busy or away.
        """
        most = {limit.key: limit.most for limit in limits}
        with self._database.reading() as connection:
            kept = connection.execute(_COUNTED, {"keys": list(most)}).all()
        left: list[timedelta] = [
            begun + stretch - now for key, begun, count in kept if count >= most[key]
        ]
        return max((timedelta(), *left))

    @tried_again
    def note_success(self, key: str, at: datetime, memory: timedelta) -> None:
        """Remember for a time that an attempt succeeded.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.writing() as connection:
            note_success(connection, key, at, at - memory)

    def has_succeeded(self, key: str, now: datetime, memory: timedelta) -> bool:
        """Whether an attempt succeeded within the time for which that is remembered.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.reading() as connection:
            seen = last_success(connection, key)
        return seen is not None and now - seen < memory


def _count(
    connection: sa.Connection, limits: Sequence[AttemptLimit], now: datetime, over: datetime
) -> None:
    statement = _COUNT[connection.dialect.name]
    for limit in _in_order(limits):
        row = {"key": limit.key, "begun": now, "count": 1, "over": over}
        if connection.execute(statement, row).scalar_one() > limit.most:
            raise _Reached
    connection.execute(_FORGET, {"over": over})


def _in_order(limits: Sequence[AttemptLimit]) -> list[AttemptLimit]:
    # One order for all, so that two never wait for each other.
    return sorted(limits, key=lambda limit: limit.key)
