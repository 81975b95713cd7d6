"""Threads that take up whatever waits, as one batch."""

import weakref
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")

_Queue = SimpleQueue[T | None]


class Batches(Generic[T]):
    """Things that wait, worked off in batches: while one is worked on, the next one gathers.

    The threads end with `close`, or when nobody holds this any more.

    Args:
        work: works on a batch; must not raise.
        most: things in a batch.
        threads: how many work at the same time.
        name: of the threads.
    """

    def __init__(
        self, work: Callable[[list[T]], None], *, most: int, threads: int = 1, name: str
    ) -> None:
        self._queue: _Queue[T] = SimpleQueue()
        self._threads = [
            Thread(target=_work_off, args=(self._queue, work, most), name=name, daemon=True)
            for _ in range(threads)
        ]
        self._end = weakref.finalize(self, _end, self._queue)
        for thread in self._threads:
            thread.start()

    def add(self, thing: T) -> None:
        """Let a thing wait.

        Raises:
            RuntimeError: this is closed.
        """
        if not self._end.alive:
            raise RuntimeError("this is closed and takes no more")
        self._queue.put(thing)

    def close(self) -> None:
        """Work off what waits, and end the threads."""
        self._end()
        for thread in self._threads:
            thread.join()


def _end(queue: "_Queue[T]") -> None:
    queue.put(None)


def _work_off(queue: "_Queue[T]", work: Callable[[list[T]], None], most: int) -> None:
    while (first := queue.get()) is not None:
        batch = [first, *_waiting(queue, most - 1)]
        work(batch)
    # For the next thread.
    queue.put(None)


def _waiting(queue: "_Queue[T]", most: int) -> list[T]:
    found: list[T] = []
    try:
        while len(found) < most:
            thing = queue.get_nowait()
            if thing is None:
                queue.put(None)
                break
            found.append(thing)
    except Empty:
        pass  # no more of them
    return found
