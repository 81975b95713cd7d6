"""The threads that calls are worked on in."""

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
import attrs
from anyio import CapacityLimiter
from starlette.responses import Response

from compose_adapters.http.grouping import Group
from compose_adapters.http.operations import HandlerResult
from compose_core.compose import stored_alone
from compose_core.errors import Unavailable

T = TypeVar("T")


class BoundedLane:
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


@attrs.frozen
class Lanes:
    """A lane for the many calls that are quick and write, and the host's own pool for all others.

    Args:
        group: works on the quick calls; ``None`` leaves them to the host's pool.
        logins: works on logins, so that nobody else waits for the check of a password.
    """

    group: Group | None
    logins: BoundedLane

    async def quickly(self, work: Callable[[], HandlerResult]) -> Response:
        """What quick work comes to."""
        if self.group is None:
            return await self.alone(work)
        return await self.group.answered(work)

    async def alone(self, work: Callable[[], HandlerResult]) -> Response:
        """What work comes to that may take its time, or only reads: quick work does not wait."""
        return await self.slowly(lambda: stored_alone(work()))

    async def login(self, work: Callable[[], HandlerResult]) -> Response:
        """What a login comes to.

        Raises:
            Unavailable: too many logins wait already.
        """
        return await self.logins.run(lambda: stored_alone(work()))

    async def slowly(self, work: Callable[[], T]) -> T:
        """What comes of some part of such work."""
        return await anyio.to_thread.run_sync(work)
