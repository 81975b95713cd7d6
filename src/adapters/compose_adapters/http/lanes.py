"""The threads that calls are worked on in."""

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
import attrs
from starlette.responses import Response

from compose_adapters.http.grouping import Group
from compose_adapters.http.operations import Answer
from compose_core.compose import stored_alone

T = TypeVar("T")


@attrs.frozen
class Lanes:
    """A lane for the many calls that are quick and write, and the host's own pool for all others.

    Args:
        group: works on the quick calls; ``None`` leaves them to the host's pool.
    """

    group: Group | None = None

    async def quickly(self, work: Callable[[], Answer]) -> Response:
        """What quick work comes to."""
        if self.group is None:
            return await self.alone(work)
        return await self.group.answered(work)

    async def alone(self, work: Callable[[], Answer]) -> Response:
        """What work comes to that may take its time, or only reads: quick work does not wait."""
        return await self.slowly(lambda: stored_alone(work()))

    async def slowly(self, work: Callable[[], T]) -> T:
        """What comes of some part of such work."""
        return await anyio.to_thread.run_sync(work)
