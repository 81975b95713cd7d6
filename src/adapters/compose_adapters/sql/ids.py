"""Ids, taken from the database in blocks, or only told."""

import threading
from collections.abc import Iterator
from itertools import count

import sqlalchemy as sa

from compose_adapters.sql.database import Database
from compose_adapters.sql.failures import StorageFailed, raising_unavailable
from compose_adapters.sql.tables import id_blocks
from compose_core.errors import OutcomeUnknown, Unavailable
from compose_core.ports.ids import IdKind, Ids

_MOST = 256
_TAKE = (
    sa.update(id_blocks)
    .where(id_blocks.c.kind == sa.bindparam("of"))
    .values(next=id_blocks.c.next + sa.bindparam("count"))
    .returning(id_blocks.c.next)
)


class SqlIds:
    """Ids that no process of the same database gives twice; safe to ask from many threads.

    The first block of a process is one id and each further one twice as large, so that a command
    that sends one mail leaves no gap and a service asks the database rarely.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._sizes = dict.fromkeys(IdKind, 1)
        self._blocks: dict[IdKind, Iterator[int]] = {kind: iter(()) for kind in IdKind}

    def next(self, kind: IdKind) -> int:
        """The next id of the kind.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._lock:
            number = next(self._blocks[kind], None)
            if number is None:
                self._blocks[kind] = iter(self._block(kind))
                number = next(self._blocks[kind])
            return number

    def in_transaction(self, connection: sa.Connection) -> Ids:
        """The ids for use while a host's own transaction is open on the same database.

        On SQLite that transaction holds the only right to write, so ids are taken in it.
        """
        return _HostedIds(connection) if self._database.is_sqlite else self

    def _block(self, kind: IdKind) -> range:
        size = self._sizes[kind]
        try:
            with self._database.write() as connection:
                block = _taken(connection, kind, size)
        except OutcomeUnknown as lost:
            # A block that is lost is a gap; of what the ids are for, nothing was stored.
            raise Unavailable("the database is away; the same call may succeed later") from lost
        self._sizes[kind] = min(2 * size, _MOST)
        return block


class _HostedIds:
    """Ids that are taken, one by one, in a transaction of the host's."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def next(self, kind: IdKind) -> int:
        """The next id of the kind; free again if the host undoes its transaction."""
        with raising_unavailable():
            return _taken(self._connection, kind, 1).start


def _taken(connection: sa.Connection, kind: IdKind, count: int) -> range:
    end = connection.execute(_TAKE, {"of": kind.value, "count": count}).scalar()
    if end is None:
        raise StorageFailed("the table of ids is empty: run the command migrate")
    return range(end - count, end)


_NEXT = sa.select(id_blocks.c.next).where(id_blocks.c.kind == sa.bindparam("of"))


class SqlComingIds:
    """Tells the ids that come next; another process may be given them meanwhile.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counters: dict[IdKind, count[int]] = {}

    def next(self, kind: IdKind) -> int:
        """The id after the one that was told last, from the next that the database gives.

        Raises:
            Unavailable: the database is busy or away.
        """
        if kind not in self._counters:
            with self._database.read() as connection:
                found: int | None = connection.execute(_NEXT, {"of": kind.value}).scalar()
            if found is None:
                raise StorageFailed("the table of ids is empty: run the command migrate")
            self._counters[kind] = count(found)
        return next(self._counters[kind])
