"""Where the transactions of a database begin: those that read, and those that write."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import sqlalchemy as sa

from compose_adapters.sql.connection_cache import ConnectionCache
from compose_adapters.sql.driver import DriverConnection, driver_transaction
from compose_adapters.sql.engine import (
    BEGIN_TO_READ,
    BEGIN_TO_WRITE,
    BUSY_SECONDS,
    HASTE_SECONDS,
    HASTY,
    READS,
    engine,
)
from compose_adapters.sql.failures import raising_unavailable, told_as_unknown
from compose_adapters.sql.postgresql import MILLISECONDS, has_pooler, pin_of, unhurried
from compose_adapters.sql.write_lock import WriteLock

_HASTE = f"SET LOCAL lock_timeout = {int(HASTE_SECONDS * MILLISECONDS)}"


class Database:
    """A database of customers, cases, activities and mails.

    Args:
        url: ``sqlite:///file`` or ``postgresql://user:password@host/name`` (psycopg 3).
        patience: seconds that a write waits for another, and a connection for the server,
            before the database counts as busy.
        only_reads: refuse every write, and leave also the files' mode as it is.

    A PostgreSQL behind a pooler that hands each transaction to another session (PgBouncer in
    transaction mode) is named with ``?pooler=transaction``.

    Raises:
        StorageFailed: the URL is none of these.
    """

    def __init__(self, url: str, patience: int = BUSY_SECONDS, *, only_reads: bool = False) -> None:
        self.engine = engine(url, patience, only_reads=only_reads)
        self.patience = patience
        self._reads = self.engine.execution_options(**READS)
        self._hasty = self.engine.execution_options(**HASTY)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        """Whether it is SQLite, which has one writer at a time."""
        self._to_write = writes = ConnectionCache(self.engine)
        # Behind a pooler each transaction is set up by itself, and so is a single statement.
        pin = pin_of(patience) if has_pooler(sa.make_url(url)) else None
        self._to_read = (
            writes if self.is_sqlite or pin else ConnectionCache(self.engine, autocommit=True)
        )
        self._begin_to_read = BEGIN_TO_READ if self.is_sqlite else pin
        self._begin_to_write = BEGIN_TO_WRITE if self.is_sqlite else pin
        # Threads that queue here take turns instead of polling the file.
        turn = WriteLock(patience)
        self._turn: AbstractContextManager[object] = turn if self.is_sqlite else nullcontext()
        self._short_turn = turn.within(HASTE_SECONDS) if self.is_sqlite else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that reads; on SQLite all of it sees one state.

        Raises:
            Unavailable: the database is busy or away.
        """
        with raising_unavailable(), self._reads.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes: committed when the block ends, undone when it raises.

        Raises:
            OutcomeUnknown: the connection was lost at the commit.
            Unavailable: the database is busy or away; nothing was stored.
        """
        with raising_unavailable(), self._turn, _committed(self.engine) as connection:
            yield connection

    @contextmanager
    def long_writing(self) -> Iterator[sa.Connection]:
        """As `writing`, for what may take its time, such as new tables and indexes.

        Raises:
            Unavailable: as for `writing`.
        """
        with self.writing() as connection:
            if self.is_sqlite:
                yield connection
            else:
                with unhurried(connection):
                    yield connection

    @contextmanager
    def hasty_writing(self) -> Iterator[sa.Connection]:
        """As `writing`, for what may as well be left undone: it waits a moment for another.

        Raises:
            Unavailable: as for `writing`, and much sooner.
        """
        with raising_unavailable(), self._short_turn, _committed(self._hasty) as connection:
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
        begin = None if self.is_sqlite and one else self._begin_to_read
        return driver_transaction(self._to_read, begin, nullcontext())

    def quick_writing(self) -> AbstractContextManager[DriverConnection]:
        """As `writing`, for prepared statements alone.

        Raises:
            OutcomeUnknown: the connection was lost at the commit.
            Unavailable: the database is busy or away; nothing was stored.
        """
        return driver_transaction(self._to_write, self._begin_to_write, self._turn)

    def close(self) -> None:
        """Close every connection; those in use are closed when they are given back."""
        self._to_read.close()
        self._to_write.close()
        self.engine.dispose()


@contextmanager
def _committed(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        if transaction.is_active:
            with told_as_unknown():
                transaction.commit()
