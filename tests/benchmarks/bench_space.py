"""What an activity takes on the disk, and what the processes take of memory.

Each activity is for a customer of its own and has one mail. The size of a database is looked at
when it has settled: after the sends, after their delivery, and after the purge of what was done.
"""

import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from string import ascii_lowercase

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / each) for each in ("src", "src/adapters", "tests/support")]

from call_of_a_send import BODY, SEND  # noqa: E402 - found only now
from calls import JSON  # noqa: E402
from compose_adapters.sql import Database, SqlSite, migrate  # noqa: E402
from compose_adapters.wiring.configuration import Configuration  # noqa: E402
from compose_adapters.wiring.embedded import Container  # noqa: E402
from compose_core.model.request import contents  # noqa: E402
from compose_core.testing import builders  # noqa: E402
from postgresql import own_server  # noqa: E402
from serving import Served, serving  # noqa: E402

ACTIVITIES = 1_000
MESSAGES = (2_000, 12_000)
_OF_POSTGRESQL = sa.text("SELECT pg_database_size(current_database())")


def message(octets: int) -> tuple[str, str]:
    """A text and an HTML form, of so many octets together; databases compress as they do."""
    chance = random.Random(octets)
    words = ("".join(chance.choices(ascii_lowercase, k=chance.randrange(2, 11))) for _ in count())
    text = ""
    while len(text) < octets // 2:
        text += next(words) + " "
    return text, f"<p>{text[:-7]}</p>"


def size_of(database: Database) -> int:
    """The octets of a database that has settled."""
    if database.is_sqlite:
        file = str(database.engine.url.database)
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(file).stat().st_size
    own = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with own.connect() as settling:
        settling.exec_driver_sql("VACUUM FULL")
        return int(settling.execute(_OF_POSTGRESQL).scalar_one())


def growth(url: str, folder: Path, octets: int) -> Iterator[float]:
    """How many octets there are for an activity: sent, delivered, purged."""
    database = Database(url)
    migrate(database)
    SqlSite(database).apply(builders.site())
    empty = size_of(database)
    world = Container(Configuration(database=url, smtp=f"maildir:{folder}"))
    text, html = message(octets)
    for number in range(ACTIVITIES):
        both = contents(text=text, html=html)
        request = builders.request(to=f"c{number}@example.com", contents=both)
        world.compose.send(request, builders.AGENT)
    yield (size_of(database) - empty) / ACTIVITIES
    world.workers().once()
    yield (size_of(database) - empty) / ACTIVITIES
    world.operation.purge(datetime.now(UTC) + timedelta(minutes=1))
    yield (size_of(database) - empty) / ACTIVITIES
    world.close()
    database.close()


def space() -> Table:
    table = Table(title="Octets on the disk for an activity with one mail", title_justify="left")
    for heading in ("database", "text and HTML", "sent", "delivered", "purged"):
        table.add_column(heading, justify="left" if heading == "database" else "right")
    with tempfile.TemporaryDirectory() as name, own_server() as server:
        for octets in MESSAGES:
            with server.database() as postgresql:
                sqlite = f"sqlite:///{name}/{octets}.db"
                for told, url in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
                    found = growth(url, Path(name) / f"mails-{told}-{octets}", octets)
                    table.add_row(told, f"{octets:,}", *(f"{each:,.0f}" for each in found))
    return table


def resident(server: Served) -> float:
    """The megabytes that a server's process holds."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    [line] = [each for each in lines if each.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


@contextmanager
def server() -> Iterator[Served]:
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as served:
        yield served


def memory() -> Table:
    table = Table(title="Megabytes that a process of serve holds", title_justify="left")
    for heading in ("when it has started", f"after {ACTIVITIES:,} sends, delivered"):
        table.add_column(heading, justify="right")
    with server() as served, served.agent() as agent:
        first = resident(served)
        for _ in range(ACTIVITIES):
            answer = agent.post(SEND, content=BODY, headers={"Content-Type": JSON})
            assert answer.status_code == 201, answer.text
        table.add_row(f"{first:.0f}", f"{resident(served):.0f}")
    return table


def main() -> int:
    tables: tuple[Callable[[], Table], ...] = (space, memory)
    for each in tables:
        Console(width=120).print(each())
    return 0


if __name__ == "__main__":
    sys.exit(main())
