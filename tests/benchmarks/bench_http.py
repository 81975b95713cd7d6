"""What `serve` costs a send, beside a bare Starlette route that makes the same inserts.

The inserts are those that a real send made, taken from SQLite itself. Both run as processes of
their own, on databases of their own, and take turns under the same 32 clients; the median of what
the rounds come to counts.
"""

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

import attrs
from rich.console import Console
from rich.table import Table
from sqlalchemy import event

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / each) for each in ("src", "src/adapters", "tests/support")]

from call_of_a_send import BODY, SEND  # noqa: E402 - found only now
from compose_adapters.wire import decode  # noqa: E402
from compose_adapters.wiring import Configuration  # noqa: E402
from compose_adapters.wiring.embedded import Container  # noqa: E402
from load import Outcome, post_at_once  # noqa: E402 - found only now
from serving import SITE, serving  # noqa: E402

BOUND = 2.5
CLIENTS = 32
ROUNDS = 12
SECONDS = 2.5
ACTIVITY, CASE = 9_100_000_001, 9_200_000_001


@attrs.define
class Contender:
    """Someone who answers.

    Args:
        name: as it stands in the table.
        url: of the server.
        path: where to post.
        headers: of every call.
    """

    name: str
    url: str
    path: str
    headers: dict[str, str]
    outcomes: list[Outcome] = attrs.field(factory=list)

    def run(self) -> None:
        """Answer the clients for a while."""
        self.outcomes.append(
            post_at_once(self.url, self.path, BODY, self.headers, clients=CLIENTS, seconds=SECONDS)
        )

    @property
    def rate(self) -> float:
        """Answers a second: the median of the rounds."""
        return median(each.rate for each in self.outcomes)

    def quantile(self, fraction: float) -> float:
        """The latency that this part of the answers stays below, likewise, in milliseconds."""
        return 1000 * median(each.quantile(fraction) for each in self.outcomes)

    @property
    def milliseconds(self) -> float:
        """Of the server's time that an answer takes."""
        return 1000 / self.rate

    @property
    def faults(self) -> int:
        """Answers that are not 201."""
        return sum(
            count
            for outcome in self.outcomes
            for status, count in outcome.statuses.items()
            if status != 201
        )


def main() -> int:
    """Measure, print the table, and say whether the bound holds."""
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = Path(folder, "ours"), Path(folder, "bare")
        ours.mkdir()
        bare.mkdir()
        statements = inserts_of_a_send(bare)
        with serving(ours, "--no-deliver") as server, bare_route(bare, statements) as url:
            with server.agent() as agent:
                session = {**agent.headers}["x-egain-session"]
            json_type = {"Content-Type": "application/json"}
            contenders = (
                Contender("a bare Starlette route, the same inserts", url, "/send", json_type),
                Contender(
                    "compose-core serve",
                    server.url,
                    SEND,
                    {**json_type, "X-egain-session": session},
                ),
            )
            for _ in range(ROUNDS):
                for contender in contenders:
                    contender.run()
    floor, own = contenders
    # Of each round, so that a busy moment of the machine falls on both.
    pairs = zip(own.outcomes, floor.outcomes, strict=True)
    ratio = median(theirs.rate / ours.rate for ours, theirs in pairs)
    Console().print(table(contenders, len(statements), ratio))
    return 0 if ratio <= BOUND and not own.faults else 1


def table(contenders: tuple[Contender, ...], inserts: int, ratio: float) -> Table:
    """The outcome."""
    title = f"A send over HTTP: {CLIENTS} clients, {inserts} statements a transaction, SQLite"
    made = Table(title=title, caption=f"times the bare route: {ratio:.2f} (bound {BOUND})")
    for column in ("", "requests/s", "ms a request", "p50 ms", "p99 ms", "not 201"):
        made.add_column(column, justify="left" if not column else "right")
    for each in contenders:
        made.add_row(
            each.name,
            f"{each.rate:.0f}",
            f"{each.milliseconds:.2f}",
            f"{each.quantile(0.5):.0f}",
            f"{each.quantile(0.99):.0f}",
            str(each.faults),
        )
    return made


def inserts_of_a_send(folder: Path) -> list[str]:
    """The writing statements of a send's transaction, in a database that is left ready for them."""
    database = folder / "compose.db"
    world = Container(Configuration(database=f"sqlite:///{database}", site=SITE))
    world.make_ready()
    request = decode(BODY, "application/json")
    world.compose.send(request, "agent")
    number_from(database)
    world.close()
    traced: list[str] = []
    again = Container(Configuration(database=f"sqlite:///{database}"))
    event.listen(
        again.database.engine,
        "connect",
        lambda connection, _: connection.set_trace_callback(traced.append),
    )
    again.compose.send(request, "agent")
    again.close()
    return [named(each) for each in traced if f"{ACTIVITY}" in each or f"{CASE}" in each]


def number_from(database: Path) -> None:
    """The ids that come next are seldom numbers, which nothing else in a statement is."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for kind, number in (("activity", ACTIVITY), ("case", CASE)):
            connection.execute("UPDATE id_blocks SET next = ? WHERE kind = ?", (number, kind))


def named(statement: str) -> str:
    """The statement with parameters for the ids that are new to every send."""
    found = re.sub(rf"\b{ACTIVITY}\b(?!\.)", ":activity", statement)
    return re.sub(rf"\b{CASE}\b(?!\.)", ":case", found)


@contextmanager
def bare_route(folder: Path, statements: list[str]) -> Iterator[str]:
    """The bare route as a process of its own; its address."""
    told = folder / "statements.json"
    told.write_text(json.dumps(statements))
    command = [sys.executable, str(Path(__file__).with_name("bare_route.py"))]
    process = subprocess.Popen(
        [*command, str(folder / "compose.db"), str(told)], stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        yield line.strip()
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


if __name__ == "__main__":
    sys.exit(main())
