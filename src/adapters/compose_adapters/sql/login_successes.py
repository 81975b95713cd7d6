"""From where users logged in before: hashes of a login and a network, and when it was last."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from compose_adapters.sql.tables import login_successes


def _remembering(insert: sqlite.Insert | postgresql.Insert) -> sa.Insert:
    return insert.on_conflict_do_update(index_elements=["key"], set_={"seen": insert.excluded.seen})


_SUCCESS = {
    "sqlite": _remembering(sqlite.insert(login_successes)),
    "postgresql": _remembering(postgresql.insert(login_successes)),
}
_FIND_SUCCESS = sa.select(login_successes.c.seen).where(
    login_successes.c.key == sa.bindparam("of_key")
)
# Whoever holds one of them is about to renew it.
_OLD_SUCCESSES = (
    sa.select(login_successes.c.key)
    .where(login_successes.c.seen <= sa.bindparam("over"))
    .with_for_update(skip_locked=True)
)
_FORGET_SUCCESSES = sa.delete(login_successes).where(login_successes.c.key.in_(_OLD_SUCCESSES))


def note_success(connection: sa.Connection, key: str, at: datetime, over: datetime) -> None:
    """Remember that a login succeeded, and forget those that are too long ago.

    Args:
        connection: of a transaction that writes.
        key: names user and network.
        at: when it succeeded.
        over: those up to this time are forgotten.
    """
    connection.execute(_FORGET_SUCCESSES, {"over": over})
    connection.execute(_SUCCESS[connection.dialect.name], {"key": key, "seen": at})


def last_success(connection: sa.Connection, key: str) -> datetime | None:
    """When a login last succeeded, if that is remembered."""
    seen: datetime | None = connection.execute(_FIND_SUCCESS, {"of_key": key}).scalar()
    return seen
