"""What a send costs, beside the driver alone making the very same statements.

Sends are made and timed. As many like them are made to note every statement as the driver gets it,
and these are given to a bare connection to a copy of the same database. The two take turns, so
that a busy moment of the machine or of its disk falls on both; they are compared turn by turn,
and the median is told. Every commit of the driver's waits for the disk; how long that is stands above the table.

One caller tells how long a send takes: what it does besides its statements takes the same time
however fast the disk is. Many callers at once, each a thread that waits for its own receipt, tell
how many sends come through (`GroupedCompose`): that is what the bound is for. The collector of the
process is set as `serve` sets it.
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
from compose_adapters.wiring.embedded import Embedded  # noqa: E402
from compose_adapters.wiring.serving import spare_what_stays  # noqa: E402
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
CALLERS = (1, 64)
SENDS = {1: 20, 64: 512}
TURNS = {1: 30, 64: 15}
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
class Outcome:
    """Seconds.

    Args:
        ours: for a send.
        stored: of these in the ports to the database.
        bare: for its statements alone.
        ratio: of the first to the last, in the same turn.
    """

    ours: float
    stored: float
    bare: float
    ratio: float

    def told(self, callers: int) -> tuple[str, ...]:
        # Several callers wait for each other there.
        alone = callers == 1
        return (
            f"{self.ours * 1e3:.2f} ms",
            f"{1 / self.ours:,.0f}",
            f"{self.stored * 1e3:.2f} ms" if alone else "",
            f"{self.bare * 1e3:.2f} ms",
            f"{self.stored / self.bare:.2f}" if alone else "",
        )


def outcome(contest: Contest, activities: int, callers: int) -> Outcome:
    """The medians of all turns but the first, in which both get to know the database."""
    world, noted = (Embedded(Configuration(database=contest.url)) for _ in range(2))
    note = Note(noted.database.engine)
    chance = random.Random(callers)
    ours, stored, bare = [], [], []
    service, spent = timed(world.compose)
    spare_what_stays()
    send = service.send if callers == 1 else world.grouped.send
    sends = SENDS[callers]
    with ThreadPoolExecutor(callers) as pool:
        for _ in range(TURNS[callers] + 1):
            requests = [_request(chance, activities, number) for number in range(sends)]
            shares = [requests[n::callers] for n in range(callers)]
            start = perf_counter()
            list(pool.map(partial(sent, send), shares))
            ours.append(perf_counter() - start)
            stored.append(sum(spent))
            spent.clear()
            alike = [_request(chance, activities, number) for number in range(sends)]
            sent(noted.compose.send, alike)
            statements = note.take()
            start = perf_counter()
            contest.replay(statements)
            bare.append(perf_counter() - start)
    world.close()
    noted.close()
    ratio = median(a / b for a, b in zip(ours[1:], bare[1:], strict=True))
    return Outcome(*(median(each[1:]) / sends for each in (ours, stored, bare)), ratio)


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
    first: dict[int, float] = {}
    kept = True
    for activities in fills:
        with place(activities) as contest:
            for callers in CALLERS:
                found = outcome(contest, activities, callers)
                growth = found.ours / first.setdefault(callers, found.ours)
                bound = RATIO if name == "SQLite" and callers > 1 else None
                kept &= (bound is None or found.ratio <= bound) and growth <= FLAT
                shown = judged(found.ratio, bound), judged(growth, FLAT)
                table.add_row(name, f"{activities:,}", str(callers), *found.told(callers), *shown)
    return kept


def judged(value: float, bound: float | None) -> str:
    if bound is None:
        return f"{value:.2f}"
    colour = "green" if value <= bound else "red"
    return f"{value:.2f} [{colour}](at most {bound:g})[/]"


if __name__ == "__main__":
    sys.exit(main())
