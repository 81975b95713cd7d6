"""What a database's driver was given, and a bare connection to a copy that is given the same."""

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from threading import get_ident
from typing import Any

import attrs
import psycopg
import sqlalchemy as sa

from filled import fill
from postgresql import Server

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")

Statement = tuple[str, Any, bool]
Place = Callable[[int], AbstractContextManager["Contest"]]
COMMIT: Statement = ("COMMIT", None, False)


class Note:
    """Everything that a database's driver is given, in the order of each caller."""

    def __init__(self, engine: sa.Engine) -> None:
        self._taken: defaultdict[int, list[Statement]] = defaultdict(list)
        sa.event.listen(engine, "do_connect", self._watch)

    def add(self, statement: Statement) -> None:
        self._taken[get_ident()].append(statement)

    def take(self) -> list[Statement]:
        taken = [statement for each in self._taken.values() for statement in each]
        self._taken.clear()
        return taken

    def _watch(
        self, dialect: sa.Dialect, _: object, given: list[Any], named: dict[str, Any]
    ) -> object:
        connection = (_noting_sqlite if dialect.name == "sqlite" else _noting_postgresql)(self)
        return connection(*given, **named)


def _noting_sqlite(note: Note) -> Callable[..., sqlite3.Connection]:
    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = ()) -> "Cursor":
            note.add((sql, parameters, False))
            super().execute(sql, parameters)
            return self

        def executemany(self, sql: str, parameters: Any) -> "Cursor":
            note.add((sql, parameters, True))
            super().executemany(sql, parameters)
            return self

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            return super().cursor(Cursor)

        def commit(self) -> None:
            note.add(COMMIT)
            super().commit()

    return partial(sqlite3.connect, factory=Connection)


def _noting_postgresql(note: Note) -> Callable[..., psycopg.Connection[Any]]:
    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> "Cursor":
            note.add((query, params, False))
            super().execute(query, params, **options)
            return self

        def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
            note.add((query, params_seq, True))
            super().executemany(query, params_seq, **options)

    class Connection(psycopg.Connection[Any]):
        def commit(self) -> None:
            note.add(COMMIT)
            super().commit()

    return partial(Connection.connect, cursor_factory=Cursor)


@attrs.frozen
class Contest:
    """A send and the bare driver, on two copies of one database.

    Args:
        url: of ours.
        replay: gives statements to the driver, on the other.
    """

    url: str
    replay: Callable[[list[Statement]], None]


def again(connection: Any, statements: list[Statement]) -> None:
    """Give the driver what it was given, and take what it answers."""
    cursor = connection.cursor()
    for sql, parameters, many in statements:
        if sql == "COMMIT":
            connection.commit()
        elif many:
            cursor.executemany(sql, parameters)
        else:
            cursor.execute(sql, parameters)
            if cursor.description:
                cursor.fetchall()


@contextmanager
def on_sqlite(folder: Path, activities: int) -> Iterator[Contest]:
    ours, theirs = folder / f"ours{activities}.db", folder / f"theirs{activities}.db"
    fill(f"sqlite:///{ours}", activities)
    with closing(sqlite3.connect(ours)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(ours, theirs)
    with closing(sqlite3.connect(theirs, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        yield Contest(f"sqlite:///{ours}", partial(again, connection))
    for database in (ours, theirs):
        for file in folder.glob(f"{database.name}*"):
            file.unlink()


@contextmanager
def on_postgresql(server: Server, activities: int) -> Iterator[Contest]:
    ours, theirs = f"ours_{activities}", f"theirs_{activities}"
    with server.admin() as admin:
        admin.exec_driver_sql(f"CREATE DATABASE {ours}")
        url = server.url.set(database=ours).render_as_string(hide_password=False)
        fill(url, activities)
        admin.exec_driver_sql(f"CREATE DATABASE {theirs} TEMPLATE {ours}")
        admin.exec_driver_sql("CHECKPOINT")
        bare = server.url.set(drivername="postgresql", database=theirs)
        with psycopg.connect(bare.render_as_string(hide_password=False)) as connection:
            yield Contest(url, partial(again, connection))
        for name in (ours, theirs):
            admin.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
