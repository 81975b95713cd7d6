"""Writes of several threads at once that share a transaction."""

from collections import deque
from collections.abc import Callable, Sequence

import attrs

from compose_adapters.sql.database import WriteLock
from compose_core.errors import Unavailable
from compose_core.outbox import Change

Write = Callable[[Sequence[Change]], None]


@attrs.define(eq=False)
class _Job:
    """What one thread has to write.

    Args:
        changes: all of them, or none.
        is_done: whether its thread may go on.
        fault: why it is not written.
    """

    changes: Sequence[Change]
    is_done: bool = False
    fault: Exception | None = attrs.field(factory=lambda: Unavailable("the write was broken off"))

    def run(self, write: Write) -> None:
        """Write it by itself."""
        try:
            write(self.changes)
            self.fault = None
        except Exception as fault:  # noqa: BLE001 - raised again in its own thread
            self.fault = fault


class SharedWrites:
    """Whose turn it is writes for all who wait: one commit to the disk instead of one each.

    What a thread writes is written whole or not at all, and it goes on only after the commit.

    Args:
        write: stores changes in one transaction: all of them, or it raises.
        patience: seconds that a thread waits for its turn.
    """

    def __init__(self, write: Write, patience: float) -> None:
        self._write = write
        self._turn = WriteLock(patience)
        self._waiting: deque[_Job] = deque()

    def write(self, changes: Sequence[Change]) -> None:
        """Store changes: all of them, or none.

        Raises:
            Unavailable: the turn did not come in time; nothing was stored.
            Exception: as ``write`` raises.
        """
        job = _Job(changes)
        self._waiting.append(job)
        while not job.is_done:
            try:
                with self._turn.held():
                    if not job.is_done:
                        self._write_together(self._taken())
            except Unavailable:
                # One that is no longer waiting is just being written.
                if self._is_withdrawn(job):
                    raise
        if job.fault:
            raise job.fault

    def _taken(self) -> list[_Job]:
        taken: list[_Job] = []
        try:
            while True:
                taken.append(self._waiting.popleft())
        except IndexError:
            return taken

    def _write_together(self, jobs: Sequence[_Job]) -> None:
        together = _Job([change for job in jobs for change in job.changes])
        try:
            together.run(self._write)
            for job in jobs:
                if _may_be_of_one(together.fault) and len(jobs) > 1:
                    job.run(self._write)
                else:
                    job.fault = together.fault
        finally:
            for job in jobs:
                job.is_done = True

    def _is_withdrawn(self, job: _Job) -> bool:
        try:
            self._waiting.remove(job)
        except ValueError:
            return False
        return True


def _may_be_of_one(fault: Exception | None) -> bool:
    # A database that is away is so for all: each by itself would wait as long for it again.
    return fault is not None and not isinstance(fault, Unavailable)
