"""Connections between two quick transactions; the pool takes longer over one than a statement."""

import attrs
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import PoolProxiedConnection

from compose_adapters.sql.postgresql import is_cut

_MOST_IDLE = 8


@attrs.frozen(eq=False)
class CheckedOut:
    """A connection that is taken from a pool.

    Args:
        pool: which.
        pooled: as the pool gave it.
        own: the driver's.
    """

    pool: sa.Pool
    pooled: PoolProxiedConnection
    own: DBAPIConnection


class ConnectionCache:
    """A few connections that stay taken from the pool; safe for many threads.

    The one that was used last is used next: its cache is warm.

    Args:
        engine: whose pool it is.
        autocommit: whether each statement shall stand for itself, where the driver knows that.
    """

    def __init__(self, engine: sa.Engine, *, autocommit: bool = False) -> None:
        self.engine = engine
        self._autocommit = autocommit
        self._idle: list[CheckedOut] = []

    def take(self) -> CheckedOut:
        """A connection outside any transaction, for nobody else until it is kept or dropped."""
        while spare := self._popped():
            if spare.pool is not self.engine.pool:
                self.drop(spare)
            elif is_cut(spare.own):
                spare.pooled.invalidate()
            else:
                return spare
        pool, pooled = self.engine.pool, self.engine.raw_connection()
        if pooled.dbapi_connection is None:
            raise AssertionError("the pool gave a connection that is none")
        taken = CheckedOut(pool, pooled, pooled.dbapi_connection)
        if self._autocommit:
            self.engine.dialect.set_isolation_level(taken.own, "AUTOCOMMIT")
        return taken

    def keep(self, taken: CheckedOut) -> None:
        """Take back a connection whose transaction ended well."""
        if len(self._idle) < _MOST_IDLE:
            self._idle.append(taken)
        else:
            self.drop(taken)

    def drop(self, taken: CheckedOut) -> None:
        """Give a connection to the pool, which undoes what is not committed."""
        if taken.pool is not self.engine.pool:
            # Its pool was given up, with all that it had: the server had ended them, or a host.
            if taken.pooled.is_valid:
                taken.pooled.invalidate()
            return
        if self._autocommit and taken.pooled.is_valid:
            try:
                self.engine.dialect.reset_isolation_level(taken.own)
            except self.engine.dialect.loaded_dbapi.Error as error:
                taken.pooled.invalidate(error)
                return
        taken.pooled.close()

    def close(self) -> None:
        """Give all back that nobody uses."""
        while spare := self._popped():
            self.drop(spare)

    def _popped(self) -> CheckedOut | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None
