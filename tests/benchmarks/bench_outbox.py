"""How many mails a second the outbox gives to workers that share one PostgreSQL.

Workers are processes of their own, which start together. Once they claim only, in batches, as a
worker does; once they take every mail all the way, with a mailer that accepts at once: a claim,
the hand-over, the results. Every commit waits for the disk. The medians of three rounds stand in
the table, in each of which all numbers of workers take their turn.
"""

import multiprocessing
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / each) for each in ("src", "src/adapters", "tests/support")]

import sqlalchemy as sa  # noqa: E402 - found only now

from compose_adapters.memory import MemoryEvents  # noqa: E402
from compose_adapters.sql import Database, SqlOutbox  # noqa: E402
from compose_adapters.sql.tables import mails  # noqa: E402
from compose_adapters.system import SystemClock, SystemRandom  # noqa: E402
from compose_core.delivery import DeliveryService, DeliverySettings  # noqa: E402
from compose_core.letter import Envelope, Letter  # noqa: E402
from compose_core.outbox import Allowance, Result, Verdict  # noqa: E402
from compose_core.testing.contracts.outbox import claim_due  # noqa: E402
from filled import fill  # noqa: E402
from postgresql import Server, own_server  # noqa: E402

WORKERS = (1, 2, 4)
MAILS = {"claims": 12_000, "deliveries": 3_000}
ROUNDS = 3
SETTINGS = DeliverySettings()


class Yes:
    """Accepts every mail."""

    def allowance(self) -> Allowance:
        return Allowance(1_000_000)

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:  # noqa: ARG002 - the port's
        return (Result(Verdict.ACCEPTED, "250 yes"),) * len(envelope.recipients)


def claims(database: Database) -> None:
    """Claim until nothing is due."""
    outbox, clock, random = SqlOutbox(database), SystemClock(), SystemRandom()
    while True:
        now = clock.now()
        tokens = [random.token() for _ in range(SETTINGS.batch)]
        if not claim_due(outbox, now, now + timedelta(hours=1), tokens):
            return


def deliveries(database: Database) -> None:
    """Deliver until nothing is due."""
    DeliveryService(
        outbox=SqlOutbox(database),
        mailer=Yes(),
        clock=SystemClock(),
        random=SystemRandom(),
        events=MemoryEvents(),
        pause=lambda wait: time.sleep(wait.total_seconds()),
    ).deliver_due()


ACTS: dict[str, Callable[[Database], None]] = {"claims": claims, "deliveries": deliveries}


def work(url: str, act: str, together: Barrier) -> None:
    """A worker's process."""
    database = Database(url)
    with database.read():
        together.wait()
    ACTS[act](database)
    database.close()


def rate(server: Server, act: str, workers: int) -> float:
    """Mails a second, all workers together."""
    with server.admin() as admin:
        admin.exec_driver_sql("CREATE DATABASE bench")
        url = server.url.set(database="bench").render_as_string(hide_password=False)
        number = MAILS[act]
        fill(url, number, waiting=True)
        together = multiprocessing.Barrier(workers + 1)
        processes = [
            multiprocessing.Process(target=work, args=(url, act, together)) for _ in range(workers)
        ]
        for process in processes:
            process.start()
        together.wait()
        start = time.perf_counter()
        for process in processes:
            process.join()
        taken = time.perf_counter() - start
        assert untouched(url) == 0, "mails were left"
        admin.exec_driver_sql("DROP DATABASE bench WITH (FORCE)")
    return number / taken


def untouched(url: str) -> int:
    database = Database(url)
    with database.read() as connection:
        fresh = sa.select(sa.func.count()).where(mails.c.revision == 0)
        number = int(connection.execute(fresh).scalar_one())
    database.close()
    return number


def main() -> int:
    table = Table(title="Workers on one PostgreSQL, mails a second", title_justify="left")
    table.add_column("what")
    for workers in WORKERS:
        table.add_column(f"{workers} worker{'s' * (workers > 1)}", justify="right")
    with own_server(hurried=False) as server:
        for act in ACTS:
            rounds = [[rate(server, act, workers) for workers in WORKERS] for _ in range(ROUNDS)]
            table.add_row(act, *(f"{median(each):,.0f}" for each in zip(*rounds, strict=True)))
    Console(width=100).print(table)
    return 0


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    sys.exit(main())
