"""Every statement as the driver gets it: noted, and one of them failed on purpose."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa

from compose_adapters.sql import Database


class Planted(Exception):
    """A statement failed on purpose."""


class Watch:
    """Notes what the driver is given, and how many rows it gives back.

    It fails one of the statements, if it is told which.

    Args:
        saying: what the failure says.
    """

    def __init__(self, saying: str = "") -> None:
        self.saying = saying
        self.failing = 0
        self.seen: list[str] = []
        self.rows = 0

    def look_at(self, statement: object) -> None:
        self.seen.append(str(statement))
        if len(self.seen) == self.failing:
            raise Planted(self.saying)

    def count(self, rows: list[Any]) -> list[Any]:
        self.rows += len(rows)
        return rows

    def count_one(self, row: Any) -> Any:
        self.rows += row is not None
        return row


@contextmanager
def watched(database: Database, failing: int = 0, saying: str = "") -> Iterator[Watch]:
    """What happens inside is noted, and the statement of that number fails."""
    watch = Watch(saying)
    arguments = _sqlite(watch) if database.is_sqlite else _postgresql(watch)

    def watch_it(_dialect: object, _record: object, _args: object, named: dict[str, Any]) -> None:
        named.update(arguments)

    database.close()
    sa.event.listen(database.engine, "do_connect", watch_it)
    try:
        # A first connection, whose setting up is not counted.
        with database.read():
            pass
        watch.seen.clear()
        watch.rows = 0
        watch.failing = failing
        yield watch
    finally:
        sa.event.remove(database.engine, "do_connect", watch_it)
        database.close()


def _sqlite(watch: Watch) -> dict[str, Any]:
    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *parameters: Any) -> "Cursor":
            watch.look_at(sql)
            super().execute(sql, *parameters)
            return self

        def executemany(self, sql: str, *parameters: Any) -> "Cursor":
            watch.look_at(sql)
            super().executemany(sql, *parameters)
            return self

        def fetchall(self) -> list[Any]:
            return watch.count(super().fetchall())

        def fetchmany(self, size: int | None = None) -> list[Any]:
            return watch.count(super().fetchmany(self.arraysize if size is None else size))

        def fetchone(self) -> Any:
            return watch.count_one(super().fetchone())

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            return super().cursor(Cursor)

    return {"factory": Connection}


def _postgresql(watch: Watch) -> dict[str, Any]:
    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, *parameters: Any, **named: Any) -> "Cursor":
            watch.look_at(query)
            super().execute(query, *parameters, **named)
            return self

        def executemany(self, query: Any, *parameters: Any, **named: Any) -> None:
            watch.look_at(query)
            super().executemany(query, *parameters, **named)

        def fetchall(self) -> list[Any]:
            return watch.count(super().fetchall())

        def fetchmany(self, size: int = 0) -> list[Any]:
            return watch.count(super().fetchmany(size))

        def fetchone(self) -> Any:
            return watch.count_one(super().fetchone())

    return {"cursor_factory": Cursor}
