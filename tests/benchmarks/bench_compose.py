"""What a send costs, beside the driver alone making the very same statements.

Every statement of a send is noted as the driver gets it, and given to a bare connection to a copy
of the same database. The two take turns, so that a busy moment of the machine or of its disk falls
on both; the medians of the turns are compared. Every commit waits for the disk; how long that is
stands above the table, for the ratio depends on it: what a send does besides its statements takes
the same time however fast the disk is. With four callers at once one decides while another waits.
"""

import argparse
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from threading import get_ident
from time import perf_counter
from typing import Any

import attrs
import psycopg
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / each) for each in ("src", "src/adapters", "tests/support")]

from compose_adapters.wiring.configuration import Configuration  # noqa: E402 - found only now
from compose_adapters.wiring.embedded import Embedded  # noqa: E402
from compose_core.model.request import contents  # noqa: E402
from compose_core.testing import builders  # noqa: E402
from filled import ADDRESS, CUSTOMERS, fill  # noqa: E402
from postgresql import Server, own_server  # noqa: E402

FILLS = (1_000, 1_000_000)
SENDS, TURNS = 20, 30
CALLERS = (1, 4)
RATIO, FLAT = 1.6, 1.3
TEXT = "Dear customer, your order 4711 left our store today and will be with you soon.\n" * 10
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")

Statement = tuple[str, Any, bool]
Place = Callable[[int], AbstractContextManager["Contest"]]
COMMIT: Statement = ("COMMIT", None, False)


class Note:
    """Everything that a database's driver is given, in the order of each caller."""

    def __init__(self, engine: sa.Engine) -> None:
        self._taken: defaultdict[int, list[Statement]] = defaultdict(list)
        sa.event.listen(engine, "do_connect", self._watch)
        sa.event.listen(engine, "commit", lambda _: self.add(COMMIT))

    def add(self, statement: Statement) -> None:
        self._taken[get_ident()].append(statement)

    def take(self) -> list[Statement]:
        taken = [statement for each in self._taken.values() for statement in each]
        self._taken.clear()
        return taken

    def _watch(self, dialect: sa.Dialect, _: object, __: object, named: dict[str, Any]) -> None:
        if dialect.name == "sqlite":
            named["factory"] = _noting_sqlite(self)
        else:
            named["cursor_factory"] = _noting_postgresql(self)


def _noting_sqlite(note: Note) -> type[sqlite3.Connection]:
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

    return Connection


def _noting_postgresql(note: Note) -> type[psycopg.Cursor[Any]]:
    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> "Cursor":
            note.add((query, params, False))
            super().execute(query, params, **options)
            return self

        def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
            note.add((query, params_seq, True))
            super().executemany(query, params_seq, **options)

    return Cursor


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
    ours, theirs = folder / "ours.db", folder / "theirs.db"
    fill(f"sqlite:///{ours}", activities)
    with closing(sqlite3.connect(ours)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(ours, theirs)
    with closing(sqlite3.connect(theirs, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        yield Contest(f"sqlite:///{ours}", partial(again, connection))
    for file in folder.glob("*.db*"):
        file.unlink()


@contextmanager
def on_postgresql(server: Server, activities: int) -> Iterator[Contest]:
    ours, theirs = f"ours_{activities}", f"theirs_{activities}"
    with server.admin() as admin:
        admin.exec_driver_sql(f"CREATE DATABASE {ours}")
        url = server.url.set(database=ours).render_as_string(hide_password=False)
        fill(url, activities)
        admin.exec_driver_sql(f"CREATE DATABASE {theirs} TEMPLATE {ours}")
        bare = server.url.set(drivername="postgresql", database=theirs)
        with psycopg.connect(bare.render_as_string(hide_password=False)) as connection:
            yield Contest(url, partial(again, connection))
        for name in (ours, theirs):
            admin.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@attrs.frozen
class Outcome:
    """Seconds for a send, and for its statements alone."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare

    @property
    def told(self) -> tuple[str, str, str]:
        return f"{self.ours * 1e3:.2f} ms", f"{1 / self.ours:,.0f}", f"{self.bare * 1e3:.2f} ms"


def outcome(contest: Contest, activities: int, callers: int) -> Outcome:
    """The medians of all turns but the first, in which both get to know the database."""
    world = Embedded(Configuration(database=contest.url))
    note = Note(world.database.engine)
    chance = random.Random(callers)
    ours, bare = [], []
    with ThreadPoolExecutor(callers) as pool:
        for _ in range(TURNS + 1):
            requests = [_request(chance, activities, number) for number in range(SENDS)]
            start = perf_counter()
            list(pool.map(lambda request: world.compose.send(request, builders.AGENT), requests))
            ours.append(perf_counter() - start)
            statements = note.take()
            start = perf_counter()
            contest.replay(statements)
            bare.append(perf_counter() - start)
    world.close()
    return Outcome(median(ours[1:]) / SENDS, median(bare[1:]) / SENDS)


def _request(chance: random.Random, activities: int, number: int) -> Any:
    """Every second mail goes to a customer who is known."""
    known = chance.randrange(1, activities // CUSTOMERS)
    name = known if number % 2 else chance.randrange(10**9, 10**12)
    both = contents(text=TEXT, html=f"<p>{TEXT}</p>")
    return builders.request(to=ADDRESS.format(name), contents=both)


def wait_for_disk(folder: Path) -> float:
    """How many seconds a small write waits for the disk, the median of many."""
    times = []
    with (folder / "write").open("wb", buffering=0) as file:
        for _ in range(100):
            file.write(b"x" * 4096)
            start = perf_counter()
            os.fsync(file.fileno())
            times.append(perf_counter() - start)
    return median(times)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fills", type=int, nargs="+", default=FILLS, help="stored activities")
    fills = parser.parse_args().fills
    kept = True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(own_server(hurried=False))
        table = headed(wait_for_disk(folder))
        for name, place in (
            ("SQLite", partial(on_sqlite, folder)),
            ("PostgreSQL", partial(on_postgresql, server)),
        ):
            kept &= add_rows(table, name, place, fills)
    Console(width=120).print(table)
    return 0 if kept else 1


def headed(disk: float) -> Table:
    title = f"A send, and the driver alone; a write waits {disk * 1e3:.2f} ms for the disk"
    table = Table(title=title, title_justify="left")
    for heading in (
        "database",
        "stored",
        "callers",
        "a send",
        "sends/s",
        "driver",
        "ratio",
        "growth",
    ):
        table.add_column(heading, justify="left" if heading == "database" else "right")
    return table


def add_rows(table: Table, name: str, place: Place, fills: list[int]) -> bool:
    """Put a database's figures into the table; whether they keep their bounds."""
    first: dict[int, float] = {}
    kept = True
    for activities in fills:
        with place(activities) as contest:
            for callers in CALLERS if name == "SQLite" else CALLERS[:1]:
                found = outcome(contest, activities, callers)
                growth = found.ours / first.setdefault(callers, found.ours)
                bound = RATIO if name == "SQLite" else None
                kept &= (bound is None or found.ratio <= bound) and growth <= FLAT
                shown = judged(found.ratio, bound), judged(growth, FLAT)
                table.add_row(name, f"{activities:,}", str(callers), *found.told, *shown)
    return kept


def judged(value: float, bound: float | None) -> str:
    if bound is None:
        return f"{value:.2f}"
    colour = "green" if value <= bound else "red"
    return f"{value:.2f} [{colour}](at most {bound:g})[/]"


if __name__ == "__main__":
    sys.exit(main())
