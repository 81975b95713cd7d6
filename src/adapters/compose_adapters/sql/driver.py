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
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import PoolProxiedConnection

from compose_adapters.sql.failures import as_unavailable


@attrs.frozen(eq=False)
class DriverConnection:
    """A connection of the driver within a transaction.

    Args:
        engine: whose pool it is from.
        dialect: of the engine.
        pooled: the connection.
        cursor: the one cursor that all statements are given to.
    """

    engine: sa.Engine
    dialect: Dialect
    pooled: PoolProxiedConnection
    cursor: DBAPICursor

    def told(self, error: Any) -> sa.exc.DBAPIError:
        """The driver's error as SQLAlchemy tells it; a dead connection is not used again."""
        gone = self.dialect.is_disconnect(error, self.pooled, self.cursor)
        if gone:
            self.pooled.invalidate(error)
        return as_sqlalchemy_tells(error, self.engine, gone=gone)


@contextmanager
def driving(
    engine: sa.Engine,
    begin: str | None,
    turn: AbstractContextManager[object],
    *,
    autocommit: bool = False,
) -> Iterator[DriverConnection]:
    """A transaction: committed at the end of the block, undone when it raises.

    Args:
        engine: whose pool gives the connection.
        begin: the statement that begins it; ``None`` where the driver begins by itself.
        turn: held while it lasts.
        autocommit: whether each statement shall stand for itself, where the driver knows that.

    Raises:
        Unavailable: the database is busy or away; nothing was stored.
    """
    try:
        with turn:
            connection = _connected(engine)
            try:
                if autocommit:
                    engine.dialect.set_isolation_level(_own(connection.pooled), "AUTOCOMMIT")
                if begin is not None:
                    connection.cursor.execute(begin)
                yield connection
                connection.pooled.commit()
            except engine.dialect.loaded_dbapi.Error as error:
                raise connection.told(error) from error
            finally:
                _give_back(connection, autocommit=autocommit)
    except sa.exc.SQLAlchemyError as error:
        raise as_unavailable(error) from error


def apart(connection: DriverConnection, write: Callable[[], None]) -> Exception | None:
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
        found = as_unavailable(error)
        _undo(connection, found)
    cursor.execute("RELEASE SAVEPOINT apart")
    return found


def _undo(connection: DriverConnection, failed: Exception) -> None:
    try:
        connection.cursor.execute("ROLLBACK TO SAVEPOINT apart")
    except connection.dialect.loaded_dbapi.Error:
        # As on a full disk, where SQLite undoes everything.
        raise failed from None


def _connected(engine: sa.Engine) -> DriverConnection:
    try:
        pooled = engine.raw_connection()
    except engine.dialect.loaded_dbapi.Error as error:
        raise as_sqlalchemy_tells(error, engine) from error
    return DriverConnection(engine, engine.dialect, pooled, pooled.cursor())


def _give_back(connection: DriverConnection, *, autocommit: bool) -> None:
    """What is not committed is undone by the pool."""
    if autocommit and connection.pooled.is_valid:
        connection.dialect.reset_isolation_level(_own(connection.pooled))
    connection.pooled.close()


def _own(pooled: PoolProxiedConnection) -> DBAPIConnection:
    connection = pooled.dbapi_connection
    if connection is None:
        raise AssertionError("the pool gave a connection that is none")
    return connection


def as_sqlalchemy_tells(error: Any, engine: sa.Engine, *, gone: bool = False) -> sa.exc.DBAPIError:
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
