"""The threads that calls are worked on in."""

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from compose_core.errors import Unavailable

T = TypeVar("T")


class BoundedExecutor:
    """A few threads with a queue that has an end, for costly work that anyone may ask for.

    It belongs to one loop.

    Args:
        threads: how many work at the same time.
        waiting: how many wait for them at most.
    """

    def __init__(self, threads: int, waiting: int) -> None:
        self._limiter = CapacityLimiter(threads)
        self._most = threads + waiting
        self._here = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Do work when its turn comes.

        Raises:
            Unavailable: too many wait already.
        """
        if self._here >= self._most:
            raise Unavailable("too many logins are waiting")
        self._here += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._here -= 1
