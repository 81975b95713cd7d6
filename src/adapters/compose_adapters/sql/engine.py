"""An engine set up so that what is committed is kept."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from compose_adapters.private_files import keep_private
from compose_adapters.sql.failures import StorageFailed, is_busy
from compose_adapters.sql.postgresql import MILLISECONDS, MOST_CONNECTIONS, postgresql
from compose_adapters.sql.tables.types import as_json

BUSY_SECONDS = 15
"""How long a write waits for another before the database counts as busy."""

HASTE_SECONDS = 0.25
"""How long a hasty one waits."""

BEGIN_TO_READ = "BEGIN"
BEGIN_TO_WRITE = "BEGIN IMMEDIATE"

READS = {"compose_core_reads": True}
"""The options of a connection that only reads."""

HASTY = {"compose_core_hasty": True}
"""The options of one whose write waits for nobody."""

_MOMENT = 0.01
_BESIDE = ("-wal", "-shm", "-journal")
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


def engine(url: str, patience: int = BUSY_SECONDS, *, only_reads: bool = False) -> sa.Engine:
    """An engine with the settings that this room rests on.

    Transactions on SQLite begin with the write lock (``BEGIN IMMEDIATE``), so that none fails
    half-way because another wrote first.

    Args:
        url: as `database.Database`'s.
        patience: as `database.Database`'s.
        only_reads: as `database.Database`'s.

    Raises:
        StorageFailed: the URL is none that is supported.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, patience, only_reads)
    if parsed.get_backend_name() == "postgresql":
        made = postgresql(parsed, patience)
        if only_reads:
            sa.event.listen(made, "connect", lambda connection, _: _refuse_writes(connection))
        return made
    raise StorageFailed(f"the database must be SQLite or PostgreSQL, not {parsed.drivername}")


def _parsed(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except sa.exc.ArgumentError:
        # The text itself may hold a password.
        raise StorageFailed(
            "the database URL is none: give sqlite:///file or postgresql://host/name"
        ) from None


def _sqlite(url: sa.URL, patience: int, only_reads: bool) -> sa.Engine:
    if url.database in {None, "", ":memory:"}:
        # Every connection would have a database of its own.
        raise StorageFailed("SQLite needs a file: give sqlite:///file")
    made = sa.create_engine(
        url,
        connect_args={"timeout": patience},
        # Another connection's write empties a connection's cache of pages: take the warm one.
        pool_use_lifo=True,
        max_overflow=MOST_CONNECTIONS,
        pool_timeout=patience,
        hide_parameters=True,
        json_serializer=as_json,
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
    _keep_a_log(cursor, monotonic() + patience)
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


def _keep_a_log(cursor: DBAPICursor, until: float) -> None:
    # Where two open a new file at once, SQLite refuses the second at once instead of waiting.
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or monotonic() > until:
                raise
            sleep(_MOMENT)
        else:
            return


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    # By the driver itself: these words stand at the beginning of everything.
    cursor = connection.connection.cursor()
    if options.get("compose_core_hasty"):
        _begin_hastily(cursor)
    else:
        reads = options.get("compose_core_reads")
        cursor.execute(BEGIN_TO_READ if reads else BEGIN_TO_WRITE)
    cursor.close()


def _begin_hastily(cursor: DBAPICursor) -> None:
    cursor.execute("PRAGMA busy_timeout")
    [patience] = cursor.fetchall()[0]
    cursor.execute(f"PRAGMA busy_timeout={int(HASTE_SECONDS * MILLISECONDS)}")
    try:
        cursor.execute(BEGIN_TO_WRITE)
    finally:
        cursor.execute(f"PRAGMA busy_timeout={patience}")


def begin_for_real(connection: sa.Connection) -> None:
    """The transaction that the connection says is open is open in the database too.

    SQLite's driver, as a host's own engine may have it set up, begins only with the first
    write; until then the end of a savepoint would commit.
    """
    if connection.dialect.name != "sqlite":
        return
    if not connection.in_transaction():
        connection.begin()
    if not getattr(connection.connection.dbapi_connection, "in_transaction", True):
        connection.exec_driver_sql(BEGIN_TO_WRITE)
