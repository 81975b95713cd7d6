"""The two doors to a database: `Database.read` and `Database.write`."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import sqlalchemy as sa

from compose_adapters.sql.engine import (
    BUSY_SECONDS,
    READ_ONLY,
    WRITE_TIMEOUT,
    engine,
    is_pooled,
)
from compose_adapters.sql.failures import raising_outcome_unknown, raising_unavailable
from compose_core.errors import Unavailable


class WriteLock:
    """The right to write, held by one thread of the process at a time.

    Threads that queue here take turns instead of polling SQLite's file.

    Args:
        timeout: seconds that the others wait.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._lock = threading.Lock()

    @contextmanager
    def held(self, timeout: float | None = None) -> Iterator[None]:
        """Hold the lock during a block.

        Raises:
            Unavailable: it did not come free in time.
        """
        if not self._lock.acquire(timeout=self._timeout if timeout is None else timeout):
            raise Unavailable("the database is busy; the same call may succeed later")
        try:
            yield
        finally:
            self._lock.release()


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
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        """Whether it is SQLite, which has one writer at a time."""
        # On PostgreSQL each statement sees a state of its own, within a transaction too: without
        # one, two waits for the server are saved. Behind a pooler it sets up the session.
        needs_transaction = self.is_sqlite or is_pooled(sa.make_url(url))
        self._to_read = self.engine.execution_options(
            **({READ_ONLY: True} if needs_transaction else {"isolation_level": "AUTOCOMMIT"})
        )
        self._lock = WriteLock(patience) if self.is_sqlite else None

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Open a connection that reads; on SQLite all of it sees one state.

        Raises:
            Unavailable: the database is busy or away.
        """
        with raising_unavailable(), self._to_read.begin() as connection:
            yield connection

    @contextmanager
    def write(self, timeout: float | None = None) -> Iterator[sa.Connection]:
        """Open a transaction: committed when the block ends, undone when it raises.

        Args:
            timeout: seconds that it waits for another write; the patience, unless given.

        Raises:
            OutcomeUnknown: the connection was lost at the commit.
            Unavailable: the database is busy or away; nothing was stored.
        """
        lock = self._lock.held(timeout) if self._lock else nullcontext()
        with raising_unavailable(), lock, self.engine.connect() as connection:
            if timeout is not None:
                connection.execution_options(**{WRITE_TIMEOUT: timeout})
            with connection.begin() as transaction:
                yield connection
                if transaction.is_active:
                    with raising_outcome_unknown():
                        transaction.commit()

    def close(self) -> None:
        """Close every connection; those in use are closed when they are given back."""
        self.engine.dispose()
