"""The threads that calls are worked on in."""

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread
import attrs

T = TypeVar("T")


def _limiter(at_once: int | None) -> anyio.CapacityLimiter | None:
    return None if at_once is None else anyio.CapacityLimiter(at_once)


@attrs.frozen
class Lanes:
    """A lane for the many calls that are quick, and the host's own pool for the few that are not.

    Args:
        quick: how many quick calls are worked on at the same time; ``None`` leaves them to the
            host's pool. Threads of one process that all compute, or all write to the same SQLite
            file, gain nothing from one another: they only hand the interpreter to and fro.
    """

    quick: anyio.CapacityLimiter | None = attrs.field(default=None, converter=_limiter)

    async def quickly(self, work: Callable[..., T], *given: object) -> T:
        """What quick work comes to."""
        return await anyio.to_thread.run_sync(work, *given, limiter=self.quick)

    async def slowly(self, work: Callable[..., T], *given: object) -> T:
        """What work comes to that may take its time: quick work does not wait for it."""
        return await anyio.to_thread.run_sync(work, *given)
