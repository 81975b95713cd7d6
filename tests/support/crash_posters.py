"""Processes that post the same request at once; who stores it may die before it answers."""

from collections.abc import Sequence
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

import attrs

from compose_adapters.wiring.configuration import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.testing import builders
from crash_composing import key_of, request_of
from crash_points import Order, Points
from crash_ports import QUEUED, WatchedStore
from crash_processes import Victim

DIES = Order(f"after {QUEUED}")


@attrs.frozen
class _Task:
    number: int
    order: Order


def post(database: str, trace: Path, tasks: Connection) -> None:
    """Send every request that is asked for, and tell the activity that it came to."""
    world = Container(Configuration(database=database))
    while True:
        task: _Task = tasks.recv()
        store = WatchedStore(world.compose.store, Points(task.order, trace))
        service = attrs.evolve(world.compose, store=store)
        receipt = service.send(
            request_of(task.number), builders.AGENT, idempotency_key=key_of(task.number)
        )
        tasks.send(receipt.activity_id)


class Poster:
    """A process that posts, and is started again when it has died.

    Args:
        database: its URL.
        folder: of its files.
        name: of it.

    Attributes:
        deaths: how often it has died.
    """

    def __init__(self, database: str, folder: Path, name: str) -> None:
        self.deaths = 0
        self._arguments = (database, folder / f"{name}.trace")
        self._output = folder / f"{name}.log"
        self._start()

    def ask(self, number: int, order: Order) -> None:
        """Have the request of a number posted; the answer is yet to come."""
        self._tasks.send(_Task(number, order))

    def answer(self, number: int) -> int:
        """The activity; a poster that died before it answered asks again."""
        try:
            activity: int = self._tasks.recv()
        except (EOFError, ConnectionResetError):
            self.close()
            self.deaths += 1
            self._start()
            self.ask(number, Order())
            return self.answer(number)
        return activity

    def close(self) -> None:
        self._process.kill()
        self._tasks.close()

    def _start(self) -> None:
        self._tasks, there = Pipe()
        self._process = Victim(post, *self._arguments, there, output=self._output)
        # Otherwise the end of the process would not be the end of the pipe.
        there.close()


def posted(posters: Sequence[Poster], number: int, order: Order) -> set[int]:
    """The activities that all posters were told of, each posting the same at the same time."""
    for each in posters:
        each.ask(number, order)
    return {each.answer(number) for each in posters}
