"""What a send costs, beside the driver alone making the very same statements.

Sends are made and timed. As many like them are made to note every statement as the driver gets it,
and these are given to a bare connection to a copy of the same database. The two take turns, and so
do a small database and a large one, so that a busy moment of the machine or of its disk falls on
all; they are compared turn by turn, and the median is told. Every commit of the driver's waits for
the disk; how long that is stands above the table.

One caller tells how long a send takes: what it does besides its statements takes the same time
however fast the disk is. Many callers at once, each a thread that waits for its own receipt, tell
how many sends come through (`GroupCommitStore`): that is what the bound is for. The collector of
the process is set as `serve` sets it.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import attrs
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / each) for each in ("src", "src/adapters", "tests/support")]

from bare_driver import Contest, Note, Place, on_postgresql, on_sqlite  # noqa: E402 - found only now
from compose_adapters.wiring.configuration import Configuration  # noqa: E402 - found only now
from compose_adapters.wiring.embedded import Container  # noqa: E402
from compose_adapters.wiring.serving import tune_gc  # noqa: E402
from compose_core.compose import ComposeService  # noqa: E402
from compose_core.model.request import ComposeRequest, contents  # noqa: E402
from compose_core.testing import builders  # noqa: E402
from filled import ADDRESS, CUSTOMERS  # noqa: E402
from postgresql import own_server  # noqa: E402

FILLS = (1_000, 1_000_000)
HEADINGS = (
    *("stored", "callers", "a send", "sends/s", "in the store", "driver", "ratio of that"),
    *("ratio of all", "growth"),
)
CALLERS = (1, 32)
SENDS = {1: 20, 32: 512}
TURNS = {1: 30, 32: 15}
RATIO, FLAT = 1.6, 1.3
Send = Callable[[ComposeRequest, str], object]
TEXT = "Dear customer, your order 4711 left our store today and will be with you soon.\n" * 10


class Timed:
    """A port, and the seconds that are spent in its calls.

    Args:
        port: any.
        spent: where they are added up.
    """

    def __init__(self, port: object, spent: list[float]) -> None:
        self._port = port
        self._spent = spent

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call: Callable[..., Any] = getattr(self._port, name)

        def timed(*arguments: Any) -> Any:
            start = perf_counter()
            try:
                return call(*arguments)
            finally:
                self._spent.append(perf_counter() - start)

        return timed


@attrs.frozen
class Turn:
    """Seconds.

    Args:
        ours: for a send.
        stored: of these in the ports to the database.
        bare: for its statements alone.
    """

    ours: float
    stored: float
    bare: float


class Side:
    """A database that sends are made on, and the bare driver on its copy.

    Args:
        contest: the two of them.
        activities: how many are stored.
        callers: how many make the sends.
    """

    def __init__(self, contest: Contest, activities: int, callers: int) -> None:
        self._contest = contest
        self._activities = activities
        self._callers = callers
        self._chance = random.Random(callers)
        self._ours, self._noted = (Container(Configuration(database=contest.url)) for _ in range(2))
        self._note = Note(self._noted.database.engine)
        service, self._spent = timed(self._ours.compose)
        self._send = service.send

    def turn(self, pool: ThreadPoolExecutor) -> Turn:
        """What each takes once."""
        sends = SENDS[self._callers]
        requests = self._requests(sends)
        shares = [requests[n :: self._callers] for n in range(self._callers)]
        start = perf_counter()
        list(pool.map(partial(sent, self._send), shares))
        ours, stored = perf_counter() - start, sum(self._spent)
        self._spent.clear()
        sent(self._noted.compose.send, self._requests(sends))
        statements = self._note.take()
        start = perf_counter()
        self._contest.replay(statements)
        bare = perf_counter() - start
        return Turn(ours / sends, stored / sends, bare / sends)

    def close(self) -> None:
        self._ours.close()
        self._noted.close()

    def _requests(self, number: int) -> list[ComposeRequest]:
        return [_request(self._chance, self._activities, each) for each in range(number)]


def turns(sides: list[Side], callers: int) -> list[list[Turn]]:
    """The turns of each side, without the first, in which all get to know their databases."""
    tune_gc()
    with ThreadPoolExecutor(callers) as pool:
        rounds = [[side.turn(pool) for side in sides] for _ in range(TURNS[callers] + 1)]
    return [list(each) for each in zip(*rounds[1:], strict=True)]


def sent(send: Send, requests: list[ComposeRequest]) -> None:
    """What one caller does."""
    for request in requests:
        send(request, builders.AGENT)


def timed(service: ComposeService) -> tuple[ComposeService, list[float]]:
    """The service, with the seconds that are spent in its ports to the database."""
    spent: list[float] = []
    ports: dict[str, Any] = {
        name: Timed(getattr(service, name), spent) for name in ("store", "directory", "ids")
    }
    return attrs.evolve(service, **ports), spent


def _request(chance: random.Random, activities: int, number: int) -> ComposeRequest:
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
    Console(width=140).print(table)
    return 0 if kept else 1


def headed(disk: float) -> Table:
    title = f"A send, and the driver alone; a write waits {disk * 1e3:.2f} ms for the disk"
    table = Table(title=title, title_justify="left")
    table.add_column("database")
    for heading in HEADINGS:
        table.add_column(heading, justify="right")
    return table


def add_rows(table: Table, name: str, place: Place, fills: list[int]) -> bool:
    """Put a database's figures into the table; whether they keep their bounds."""
    kept = True
    with ExitStack() as stack:
        contests = [stack.enter_context(place(activities)) for activities in fills]
        for callers in CALLERS:
            sides = [
                Side(contest, activities, callers)
                for contest, activities in zip(contests, fills, strict=True)
            ]
            bound = RATIO if name == "SQLite" and callers > 1 else None
            first, *_ = found = turns(sides, callers)
            for activities, each in zip(fills, found, strict=True):
                ratio = median(turn.ours / turn.bare for turn in each)
                growth = median(a.ours / b.ours for a, b in zip(each, first, strict=True))
                kept &= (bound is None or ratio <= bound) and growth <= FLAT
                shown = judged(ratio, bound), judged(growth, FLAT)
                row = name, f"{activities:,}", str(callers), *told(each, alone=callers == 1)
                table.add_row(*row, *shown)
            for side in sides:
                side.close()
    return kept


def told(found: list[Turn], *, alone: bool) -> tuple[str, ...]:
    """The times of a row; several callers wait for each other in the store."""
    ours, stored, bare = (
        median(getattr(turn, name) for turn in found) for name in ("ours", "stored", "bare")
    )
    return (
        f"{ours * 1e3:.2f} ms",
        f"{1 / ours:,.0f}",
        f"{stored * 1e3:.2f} ms" if alone else "",
        f"{bare * 1e3:.2f} ms",
        f"{stored / bare:.2f}" if alone else "",
    )


def judged(value: float, bound: float | None) -> str:
    if bound is None:
        return f"{value:.2f}"
    colour = "green" if value <= bound else "red"
    return f"{value:.2f} [{colour}](at most {bound:g})[/]"


if __name__ == "__main__":
    sys.exit(main())
