"""Engines of SQLAlchemy that keep what is committed, and bound every wait."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from compose_adapters.extras import require
from compose_adapters.private_files import keep_private
from compose_adapters.sql.column_types import as_json
from compose_adapters.sql.failures import StorageFailed, is_busy

BUSY_SECONDS = 15
"""How long a write waits for another before the database counts as busy."""

READ_ONLY = "compose_core_reads"
"""The option of a connection that only reads."""

WRITE_TIMEOUT = "compose_core_timeout"
"""The option of a connection whose write waits another time than usual for others, in seconds."""

_BEGIN_TO_READ = "BEGIN"
_BEGIN_TO_WRITE = "BEGIN IMMEDIATE"
_MOST_CONNECTIONS = 64
_POLL_SECONDS = 0.01
_BESIDE = ("-wal", "-shm", "-journal")
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


def engine(url: str, patience: int = BUSY_SECONDS, *, only_reads: bool = False) -> sa.Engine:
    """Make an engine with the settings that this room relies on.

    Transactions on SQLite begin with the write lock (``BEGIN IMMEDIATE``), so that none fails
    half-way because another wrote first.

    Args:
        url: as `database.Database`'s.
        patience: as `database.Database`'s.
        only_reads: as `database.Database`'s.

    Raises:
        StorageFailed: the URL is none that is supported.
    """
    parsed = _parse(url)
    common = {
        "max_overflow": _MOST_CONNECTIONS,
        "pool_timeout": patience,
        "hide_parameters": True,
        "json_serializer": as_json,
    }
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, patience, common, only_reads=only_reads)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed, patience, common, only_reads=only_reads)
    raise StorageFailed(f"the database must be SQLite or PostgreSQL, not {parsed.drivername}")


def is_pooled(url: sa.URL) -> bool:
    """Whether each transaction may have another session.

    Raises:
        StorageFailed: the URL names a pooler that is none.
    """
    named = url.query.get("pooler")
    if named not in {None, "transaction"}:
        raise StorageFailed("the URL's pooler must be transaction, or be left out")
    return named is not None


def _parse(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except sa.exc.ArgumentError:
        # The text itself may hold a password.
        raise StorageFailed(
            "the database URL is none: give sqlite:///file or postgresql://host/name"
        ) from None


def _postgresql(
    url: sa.URL, patience: int, common: dict[str, Any], *, only_reads: bool
) -> sa.Engine:
    require("postgresql", "psycopg")
    # Late: the driver is an extra.
    from compose_adapters.sql.postgresql import postgresql  # noqa: PLC0415

    pooled = is_pooled(url)
    made = postgresql(url.difference_update_query(["pooler"]), patience, common, is_pooled=pooled)
    if only_reads:
        sa.event.listen(made, "connect", lambda connection, _: _refuse_writes(connection))
    sa.event.listen(made, "begin", _limit_wait)
    return made


def _sqlite(url: sa.URL, patience: int, common: dict[str, Any], *, only_reads: bool) -> sa.Engine:
    if url.database in {None, "", ":memory:"}:
        # Every connection would have a database of its own.
        raise StorageFailed("SQLite needs a file: give sqlite:///file")
    made = sa.create_engine(
        url,
        connect_args={"timeout": patience},
        # Another connection's write empties a connection's cache of pages: take the warm one.
        pool_use_lifo=True,
        **common,
    )
    if not url.query.get("uri"):
        # Its log and its other files get the mode of the database's file.
        file = Path(url.database or "")
        sa.event.listen(made, "do_connect", lambda *_: _keep_private(file))
    set_up = _set_up_to_look if only_reads else _set_up
    sa.event.listen(made, "connect", lambda connection, _: set_up(connection, patience))
    sa.event.listen(made, "begin", _begin)
    return made


def _keep_private(file: Path) -> None:
    # Where it cannot be made, the driver says so in its own words.
    with suppress(OSError):
        for each in (file, *(file.with_name(file.name + ending) for ending in _BESIDE)):
            if each is file or each.exists():
                keep_private(each)


def _set_up(connection: DBAPIConnection, patience: int) -> None:
    # The driver shall begin nothing by itself; `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    _set_journal_mode(cursor, monotonic() + patience)
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _set_up_to_look(connection: DBAPIConnection, _patience: int) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _refuse_writes(connection: DBAPIConnection) -> None:
    cursor = connection.cursor()
    cursor.execute("SET default_transaction_read_only = on")
    cursor.close()
    connection.commit()


def _set_journal_mode(cursor: DBAPICursor, until: float) -> None:
    # Where two open a new file at once, SQLite refuses the second at once instead of waiting.
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or monotonic() > until:
                raise
            sleep(_POLL_SECONDS)
        else:
            return


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    # By the driver itself: these words begin every transaction.
    cursor = connection.connection.cursor()
    if timeout := options.get(WRITE_TIMEOUT):
        _begin_within(cursor, timeout)
    else:
        cursor.execute(_BEGIN_TO_READ if options.get(READ_ONLY) else _BEGIN_TO_WRITE)
    cursor.close()


def _begin_within(cursor: DBAPICursor, timeout: float) -> None:
    cursor.execute("PRAGMA busy_timeout")
    [patience] = cursor.fetchall()[0]
    cursor.execute(f"PRAGMA busy_timeout={_milliseconds(timeout)}")
    try:
        cursor.execute(_BEGIN_TO_WRITE)
    finally:
        cursor.execute(f"PRAGMA busy_timeout={patience}")


def _limit_wait(connection: sa.Connection) -> None:
    if timeout := connection.get_execution_options().get(WRITE_TIMEOUT):
        cursor = connection.connection.cursor()
        cursor.execute(f"SET LOCAL lock_timeout = {_milliseconds(timeout)}")
        cursor.close()


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


def begin_in_database(connection: sa.Connection) -> None:
    """Begin the transaction in the database that the connection says is open.

    SQLite's driver, as a host's own engine may have it set up, begins only with the first
    write; until then the end of a savepoint would commit.
    """
    if connection.dialect.name != "sqlite":
        return
    if not connection.in_transaction():
        connection.begin()
    if not getattr(connection.connection.dbapi_connection, "in_transaction", True):
        connection.exec_driver_sql(_BEGIN_TO_WRITE)
