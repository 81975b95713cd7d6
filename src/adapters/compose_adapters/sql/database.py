"""A connection to the database, set up so that what is committed is kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import monotonic, sleep

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from compose_adapters.extras import require
from compose_adapters.sql.driver import DriverConnection, driving
from compose_adapters.sql.failures import StorageFailed, is_busy, told_as_unavailable
from compose_adapters.sql.reading_once import ReadingOnce
from compose_adapters.sql.tables.types import as_json
from compose_adapters.sql.turn import Turn

BUSY_SECONDS = 15
"""How long a write waits for another before the database counts as busy."""

_HASTE_SECONDS = 0.25
_MILLISECONDS = 1000
_MOMENT = 0.01
_MOST_CONNECTIONS = 64
_HASTE = f"SET LOCAL lock_timeout = {int(_HASTE_SECONDS * _MILLISECONDS)}"
_BEGIN_TO_READ = "BEGIN"
_BEGIN_TO_WRITE = "BEGIN IMMEDIATE"
_READS = {"compose_core_reads": True}
_HASTY = {"compose_core_hasty": True}
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


class Database:
    """A database of customers, cases, activities and mails.

    Args:
        url: ``sqlite:///file`` or ``postgresql://user:password@host/name`` (psycopg 3).
        patience: seconds that a write waits for another, and a connection for the server,
            before the database counts as busy.

    Raises:
        StorageFailed: the URL is none of these.
    """

    def __init__(self, url: str, patience: int = BUSY_SECONDS) -> None:
        self.engine = engine(url, patience)
        self._reads = self.engine.execution_options(**_READS)
        self._hasty = self.engine.execution_options(**_HASTY)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        """Whether it is SQLite, which has one writer at a time."""
        self._once = ReadingOnce()
        # Threads that queue here take turns instead of polling the file.
        turn = Turn(patience)
        self._turn: AbstractContextManager[object] = turn if self.is_sqlite else nullcontext()
        self._short_turn = turn.within(_HASTE_SECONDS) if self.is_sqlite else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that reads; on SQLite all of it sees one state.

        Raises:
            Unavailable: the database is busy or away.
        """
        with told_as_unavailable(), self._reads.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes: committed when the block ends, undone when it raises.

        Raises:
            Unavailable: the database is busy or away; nothing was stored.
        """
        with told_as_unavailable(), self._turn, self.engine.begin() as connection:
            yield connection

    @contextmanager
    def hasty_writing(self) -> Iterator[sa.Connection]:
        """As `writing`, for what may as well be left undone: it waits a moment for another.

        Raises:
            Unavailable: as for `writing`, and much sooner.
        """
        with told_as_unavailable(), self._short_turn, self._hasty.begin() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql(_HASTE)
            yield connection

    def quick_reading(self, *, one: bool = False) -> AbstractContextManager[DriverConnection]:
        """As `reading`, for prepared statements alone.

        On PostgreSQL each of them stands for itself, as it does within a transaction there.

        Args:
            one: whether there is but one statement, which needs no transaction anywhere.

        Raises:
            Unavailable: the database is busy or away.
        """
        begins = self.is_sqlite and not (one and not self._once.lasts)
        begin, alone = _BEGIN_TO_READ if begins else None, not self.is_sqlite
        return self._once.within(
            lambda: driving(self.engine, begin, nullcontext(), autocommit=alone)
        )

    def reading_once(self) -> AbstractContextManager[None]:
        """A block in which all quick reading of this thread is one: on SQLite it sees one state."""
        return self._once.lasting()

    def quick_writing(self) -> AbstractContextManager[DriverConnection]:
        """As `writing`, for prepared statements alone.

        Raises:
            Unavailable: the database is busy or away; nothing was stored.
        """
        begin = _BEGIN_TO_WRITE if self.is_sqlite else None
        return driving(self.engine, begin, self._turn)

    def close(self) -> None:
        """Close every connection; those in use are closed when they are given back."""
        self.engine.dispose()


def engine(url: str, patience: int = BUSY_SECONDS) -> sa.Engine:
    """An engine with the settings that this room rests on.

    Transactions on SQLite begin with the write lock (``BEGIN IMMEDIATE``), so that none fails
    half-way because another wrote first.

    Args:
        url: as `Database`'s.
        patience: as `Database`'s.

    Raises:
        StorageFailed: the URL is none that is supported.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, patience)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed, patience)
    raise StorageFailed(f"the database must be SQLite or PostgreSQL, not {parsed.drivername}")


def _parsed(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except sa.exc.ArgumentError:
        # The text itself may hold a password.
        raise StorageFailed(
            "the database URL is none: give sqlite:///file or postgresql://host/name"
        ) from None


def _postgresql(url: sa.URL, patience: int) -> sa.Engine:
    require("postgresql", "psycopg")
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={
            "connect_timeout": patience,
            # A server that is cut off is away after this time, not after the kernel's quarter hour.
            "tcp_user_timeout": 2 * patience * _MILLISECONDS,
            "options": f"-c lock_timeout={patience * _MILLISECONDS}",
        },
        max_overflow=_MOST_CONNECTIONS,
        pool_timeout=patience,
        hide_parameters=True,
        json_serializer=as_json,
    )


def _sqlite(url: sa.URL, patience: int) -> sa.Engine:
    if url.database in {None, "", ":memory:"}:
        # Every connection would have a database of its own.
        raise StorageFailed("SQLite needs a file: give sqlite:///file")
    made = sa.create_engine(
        url,
        connect_args={"timeout": patience},
        # Another connection's write empties a connection's cache of pages: take the warm one.
        pool_use_lifo=True,
        max_overflow=_MOST_CONNECTIONS,
        pool_timeout=patience,
        hide_parameters=True,
        json_serializer=as_json,
    )
    sa.event.listen(made, "connect", lambda connection, _: _set_up(connection, patience))
    sa.event.listen(made, "begin", _begin)
    return made


def _set_up(connection: DBAPIConnection, patience: int) -> None:
    # The driver shall begin nothing by itself; `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    _keep_a_log(cursor, monotonic() + patience)
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


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
        cursor.execute(_BEGIN_TO_READ if reads else _BEGIN_TO_WRITE)
    cursor.close()


def _begin_hastily(cursor: DBAPICursor) -> None:
    cursor.execute("PRAGMA busy_timeout")
    [patience] = cursor.fetchall()[0]
    cursor.execute(f"PRAGMA busy_timeout={int(_HASTE_SECONDS * _MILLISECONDS)}")
    try:
        cursor.execute(_BEGIN_TO_WRITE)
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
        connection.exec_driver_sql(_BEGIN_TO_WRITE)
