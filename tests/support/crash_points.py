"""Named points of a process, at one of which it dies or stops by its own hand."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from signal import SIGKILL, Signals
from typing import Any

import attrs
import psycopg
import sqlalchemy as sa

from compose_adapters.sql import Database


@attrs.frozen
class Order:
    """What happens to a process, and where.

    Args:
        point: the name; ``None`` lets it go on to its end.
        signal: SIGKILL or SIGSTOP.
    """

    point: str | None = None
    signal: Signals = SIGKILL


class Points:
    """Notes every point that is reached, and obeys an order at the first that it names.

    Args:
        order: what to do where.
        trace: one line for each point, and for whatever else is to be told.
    """

    def __init__(self, order: Order, trace: Path) -> None:
        self._order = order
        self._trace = os.open(trace, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._phase = ""
        self._numbers = count(1)

    def tell(self, line: str) -> None:
        """Write a line that outlives the process."""
        os.write(self._trace, f"{line}\n".encode())

    def reached(self, name: str) -> None:
        """The process is at a point."""
        self.tell(f"at {name}")
        if name == self._order.point:
            order, self._order = self._order, Order()
            os.kill(os.getpid(), order.signal)

    @contextmanager
    def around(self, phase: str) -> Iterator[None]:
        """The points before and after something, and before each statement of it."""
        self.reached(f"before {phase}")
        self._phase, self._numbers = phase, count(1)
        try:
            yield
        finally:
            self._phase = ""
        self.reached(f"after {phase}")

    def watch(self, database: Database) -> None:
        """Statements are points; so is the commit, which is the last of its transaction."""
        database.close()
        if database.is_sqlite:
            sa.event.listen(database.engine, "connect", self._traced)
        else:
            sa.event.listen(database.engine, "do_connect", self._watched)

    def _statement(self, *_: object) -> None:
        if self._phase:
            self.reached(f"{self._phase}, statement {next(self._numbers)}")

    def _traced(self, connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(self._statement)

    def _watched(
        self, _dialect: sa.Dialect, _record: object, given: list[Any], named: dict[str, Any]
    ) -> object:
        statement = self._statement

        class Cursor(psycopg.Cursor[Any]):
            def execute(self, query: Any, *parameters: Any, **options: Any) -> "Cursor":
                statement()
                super().execute(query, *parameters, **options)
                return self

            def executemany(self, query: Any, *parameters: Any, **options: Any) -> None:
                statement()
                super().executemany(query, *parameters, **options)

        class Connection(psycopg.Connection[Any]):
            def commit(self) -> None:
                statement()
                super().commit()

        return Connection.connect(*given, cursor_factory=Cursor, **named)


def told_in(trace: Path) -> list[str]:
    """The lines of a trace."""
    return trace.read_text("utf-8").splitlines() if trace.exists() else []


def points_in(trace: Path) -> list[str]:
    """The points of a trace, each once, in the order in which they were first reached."""
    met = (line.removeprefix("at ") for line in told_in(trace) if line.startswith("at "))
    return list(dict.fromkeys(met))
