"""The ids that a send would get now, for who only looks: none is taken."""

from itertools import count

import sqlalchemy as sa

from compose_adapters.sql.database import Database
from compose_adapters.sql.failures import StorageFailed
from compose_adapters.sql.tables import id_blocks
from compose_core.ports.ids import IdKind

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
            with self._database.reading() as connection:
                found: int | None = connection.execute(_NEXT, {"of": kind.value}).scalar()
            if found is None:
                raise StorageFailed("the table of ids is empty: run the command migrate")
            self._counters[kind] = count(found)
        return next(self._counters[kind])
