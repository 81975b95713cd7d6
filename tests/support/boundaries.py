"""Something that happens between two statements of a database's driver, commits among them."""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
import sqlalchemy as sa


class Boundaries:
    """The boundaries between the statements that an engine's driver is given.

    Attributes:
        passed: how many there were since `at` was called.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.passed = 0
        self._number = 0
        self._act: Callable[[], None] | None = None
        sa.event.listen(engine, "do_connect", self._watch)

    def at(self, number: int, act: Callable[[], None]) -> None:
        """Let something happen just before the statement of that number, counted from now on."""
        self.passed, self._number, self._act = 0, number, act

    def over(self) -> bool:
        """Whether it has happened; if not, it will not."""
        happened, self._act = self._act is None, None
        return happened

    def _pass(self) -> None:
        self.passed += 1
        if self._act and self.passed == self._number:
            act, self._act = self._act, None
            act()

    def _watch(
        self, dialect: sa.Dialect, _: object, given: list[Any], named: dict[str, Any]
    ) -> object:
        connect = (_sqlite if dialect.name == "sqlite" else _postgresql)(self._pass)
        return connect(*given, **named)


def _sqlite(passes: Callable[[], None]) -> Callable[..., sqlite3.Connection]:
    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = ()) -> "Cursor":
            passes()
            super().execute(sql, parameters)
            return self

        def executemany(self, sql: str, parameters: Any) -> "Cursor":
            passes()
            super().executemany(sql, parameters)
            return self

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            return super().cursor(Cursor)

        def commit(self) -> None:
            passes()
            super().commit()

    return partial(sqlite3.connect, factory=Connection)


def _postgresql(passes: Callable[[], None]) -> Callable[..., psycopg.Connection[Any]]:
    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> "Cursor":
            passes()
            super().execute(query, params, **options)
            return self

        def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
            passes()
            super().executemany(query, params_seq, **options)

    class Connection(psycopg.Connection[Any]):
        def commit(self) -> None:
            passes()
            super().commit()

    return partial(Connection.connect, cursor_factory=Cursor)
