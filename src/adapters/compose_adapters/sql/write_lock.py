"""Whose turn it is to write, among the threads of one process."""

import threading

import attrs

from compose_core.errors import Unavailable


@attrs.frozen(eq=False)
class WriteLock:
    """Held by one thread at a time.

    Args:
        patience: seconds that the others wait.
    """

    patience: float
    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False)

    def within(self, patience: float) -> "WriteLock":
        """The same turn for those who wait otherwise."""
        return WriteLock(patience, self._lock)

    def __enter__(self) -> None:
        """Wait for the turn.

        Raises:
            Unavailable: it did not come in time.
        """
        if not self._lock.acquire(timeout=self.patience):
            raise Unavailable("the database is busy; the same call may succeed later")

    def __exit__(self, *_: object) -> None:
        """Give the turn to the next."""
        self._lock.release()
