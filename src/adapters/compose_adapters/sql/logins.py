"""Login attempts, and the password hashes that they are checked against, in SQL.

Attempts that begin are counted under each limit. From where a user logged in before is remembered
for a time, as hashes of a login and a network.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from compose_adapters.sql.database import Database
from compose_adapters.sql.failures import retry_when_overtaken
from compose_adapters.sql.tables import login_attempts, login_successes, users
from compose_core.model.session import AttemptLimit


def lockable_keys(key: sa.Column[str], condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Rows that no other transaction has locked, so that no two logins wait for each other."""
    return key.in_(sa.select(key).where(condition).with_for_update(skip_locked=True))


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
_FORGET = sa.delete(login_attempts).where(lockable_keys(login_attempts.c.key, _IS_OVER))
_COUNTED = sa.select(login_attempts.c.key, login_attempts.c.begun, login_attempts.c.count).where(
    login_attempts.c.key.in_(sa.bindparam("keys", expanding=True))
)


def _remembering(insert: sqlite.Insert | postgresql.Insert) -> sa.Insert:
    return insert.on_conflict_do_update(index_elements=["key"], set_={"seen": insert.excluded.seen})


_SUCCESS = {
    "sqlite": _remembering(sqlite.insert(login_successes)),
    "postgresql": _remembering(postgresql.insert(login_successes)),
}
_FIND_SUCCESS = sa.select(login_successes.c.seen).where(
    login_successes.c.key == sa.bindparam("of_key")
)
_IS_OLD = login_successes.c.seen <= sa.bindparam("over")
_FORGET_SUCCESSES = sa.delete(login_successes).where(lockable_keys(login_successes.c.key, _IS_OLD))


class _Reached(Exception):
    """A limit is reached: what was counted is undone."""


class SqlLoginAttempts:
    """Counts failed logins in a database.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @retry_when_overtaken
    def begin(self, limits: Sequence[AttemptLimit], now: datetime, stretch: timedelta) -> bool:
        """Count an attempt under every limit, unless one of them is reached; then under none.

        Raises:
            Unavailable: the database is busy or away.
        """
        try:
            with self._database.write() as connection:
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
        with self._database.read() as connection:
            kept = connection.execute(_COUNTED, {"keys": list(most)}).all()
        left: list[timedelta] = [
            begun + stretch - now for key, begun, count in kept if count >= most[key]
        ]
        return max((timedelta(), *left))

    @retry_when_overtaken
    def note_success(self, key: str, at: datetime, memory: timedelta) -> None:
        """Remember for a time that an attempt succeeded.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.write() as connection:
            connection.execute(_FORGET_SUCCESSES, {"over": at - memory})
            connection.execute(_SUCCESS[connection.dialect.name], {"key": key, "seen": at})

    def has_succeeded(self, key: str, now: datetime, memory: timedelta) -> bool:
        """Whether an attempt succeeded within the time for which that is remembered.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.read() as connection:
            seen: datetime | None = connection.execute(_FIND_SUCCESS, {"of_key": key}).scalar()
        return seen is not None and now - seen < memory


def _count(
    connection: sa.Connection, limits: Sequence[AttemptLimit], now: datetime, over: datetime
) -> None:
    statement = _COUNT[connection.dialect.name]
    # In one order for all, so that two never wait for each other.
    for limit in sorted(limits, key=lambda limit: limit.key):
        row = {"key": limit.key, "begun": now, "count": 1, "over": over}
        if connection.execute(statement, row).scalar_one() > limit.most:
            raise _Reached
    connection.execute(_FORGET, {"over": over})


_PASSWORD_OF = sa.select(users.c.password_hash).where(
    users.c.login == sa.bindparam("of_login"), users.c.active
)
_SOME_PASSWORD = sa.select(users.c.password_hash).where(users.c.password_hash.is_not(None)).limit(1)


class SqlCredentials:
    """What the passwords of the site's users are checked against.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def password_hash(self, login: str) -> str | None:
        """The encoded hash of an active user's password.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.read() as connection:
            found: str | None = connection.execute(_PASSWORD_OF, {"of_login": login}).scalar()
        return found

    def some_password_hash(self) -> str | None:
        """The hash of any user.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.read() as connection:
            found: str | None = connection.execute(_SOME_PASSWORD).scalar()
        return found
