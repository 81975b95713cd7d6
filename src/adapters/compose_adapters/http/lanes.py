"""The threads that calls are worked on in."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar

import anyio.to_thread
import attrs

T = TypeVar("T")


def _executor(at_once: int | None) -> Executor | None:
    return None if at_once is None else ThreadPoolExecutor(at_once, "quick-calls")


@attrs.frozen
class Lanes:
    """A lane for the many calls that are quick and write, and the host's own pool for all others.

    Args:
        quick: how many quick calls are worked on at the same time; ``None`` leaves them to the
            host's pool. Threads of one process that all compute, or all write to the same SQLite
            file, gain nothing from one another: they only hand the interpreter to and fro. A
            number needs a host that runs asyncio, whose own way into a thread is the shorter.
    """

    quick: Executor | None = attrs.field(default=None, converter=_executor)

    async def quickly(self, work: Callable[..., T], *given: object) -> T:
        """What quick work comes to."""
        if self.quick is None:
            return await self.slowly(work, *given)
        # As in any other thread, what is logged there names the call.
        within = partial(copy_context().run, work, *given)
        return await asyncio.get_running_loop().run_in_executor(self.quick, within)

    async def slowly(self, work: Callable[..., T], *given: object) -> T:
        """What work comes to that may take its time, or only reads: quick work does not wait."""
        return await anyio.to_thread.run_sync(work, *given)
