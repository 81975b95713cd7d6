"""A transaction on a connection of the driver, for what runs with every send and delivery.

SQLAlchemy's own costs as much time as several small statements. Its pool, its dialects and its
errors stay; what runs here is compiled beforehand (`prepared`).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import attrs
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor

from compose_adapters.sql.connection_cache import CheckedOut, ConnectionCache
from compose_adapters.sql.failures import told_as_unknown, without_values


@attrs.frozen(eq=False)
class DriverConnection:
    """A connection of the driver within a transaction.

    Args:
        engine: whose pool it is from.
        dialect: of the engine.
        taken: the connection.
        cursor: the one cursor that all statements are given to.
    """

    engine: sa.Engine
    dialect: Dialect
    taken: CheckedOut
    cursor: DBAPICursor

    def commit(self) -> None:
        """Commit the transaction.

        Raises:
            OutcomeUnknown: the connection was lost meanwhile.
        """
        with told_as_unknown():
            try:
                self.taken.own.commit()
            except self.dialect.loaded_dbapi.Error as error:
                raise self.told(error) from error

    def undo(self) -> None:
        """Undo what was done so far; the transaction is over."""
        self.taken.own.rollback()

    def told(self, error: Any) -> sa.exc.DBAPIError:
        """The driver's error as SQLAlchemy tells it; a dead connection is not used again."""
        pooled = self.taken.pooled
        gone = self.dialect.is_disconnect(error, pooled, self.cursor)
        if gone:
            pooled.invalidate(error)
        return as_sqlalchemy_error(error, self.engine, gone=gone)


@contextmanager
def driver_transaction(
    spares: ConnectionCache, begin: str | None, turn: AbstractContextManager[object]
) -> Iterator[DriverConnection]:
    """A transaction: committed at the end of the block, undone when it raises.

    Args:
        spares: have a connection.
        begin: the statement that begins it; ``None`` where the driver begins by itself.
        turn: held while it lasts.

    Raises:
        OutcomeUnknown: the connection was lost at the commit.
        Unavailable: the database is busy or away; nothing was stored.
    """
    try:
        with turn:
            connection, give_back = _connected(spares), spares.drop
            try:
                if begin is not None:
                    connection.cursor.execute(begin)
                yield connection
                connection.commit()
                give_back = spares.keep
            except connection.dialect.loaded_dbapi.Error as error:
                raise connection.told(error) from error
            finally:
                give_back(connection.taken)
    except sa.exc.SQLAlchemyError as error:
        raise without_values(error) from None


def savepoint(connection: DriverConnection, write: Callable[[], None]) -> Exception | None:
    """Write something within a transaction that is undone by itself if it fails.

    Returns:
        Why it was undone; ``None`` if it was not.

    Raises:
        Exception: why it failed, if all of the transaction is lost with it.
    """
    cursor = connection.cursor
    cursor.execute("SAVEPOINT apart")
    found: Exception | None = None
    try:
        write()
    except Exception as error:  # noqa: BLE001 - whatever it is, the others shall not know of it
        found = without_values(error)
        _undo(connection, found)
    cursor.execute("RELEASE SAVEPOINT apart")
    return found


def _undo(connection: DriverConnection, failed: Exception) -> None:
    try:
        connection.cursor.execute("ROLLBACK TO SAVEPOINT apart")
    except connection.dialect.loaded_dbapi.Error:
        # As on a full disk, where SQLite undoes everything.
        raise failed from None


def _connected(spares: ConnectionCache) -> DriverConnection:
    engine = spares.engine
    try:
        taken = spares.take()
    except engine.dialect.loaded_dbapi.Error as error:
        raise as_sqlalchemy_error(error, engine) from error
    return DriverConnection(engine, engine.dialect, taken, taken.own.cursor())


def as_sqlalchemy_error(error: Any, engine: sa.Engine, *, gone: bool = False) -> sa.exc.DBAPIError:
    """The driver's error as SQLAlchemy's, without the statement and its parameters.

    Args:
        error: as the driver raised it.
        engine: of the database.
        gone: whether the server has ended the connection, and with it, likely, all others.
    """
    if gone:
        engine.dispose(close=False)
    told: sa.exc.DBAPIError = sa.exc.DBAPIError.instance(
        None,
        None,
        error,
        engine.dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=engine.dialect,
    )
    return told
