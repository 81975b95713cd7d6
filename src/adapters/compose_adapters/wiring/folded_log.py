"""What happens too often for a line of the log each time."""

import asyncio
import logging
from collections import Counter

LOG = logging.getLogger("compose_core.http")

_FOLD_SECONDS = 60


class FoldedLog:
    """Counts what happens too often for a line each, and writes a line a minute at most.

    Args:
        seconds: between two lines.
    """

    def __init__(self, seconds: float = _FOLD_SECONDS) -> None:
        self._seconds = seconds
        self._counts: Counter[str] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    def note(self, event: str) -> None:
        """Count an event; the first after a quiet time is written at once. Needs a running loop."""
        self._counts[event] += 1
        if self._timer is None:
            self._write()

    def _write(self) -> None:
        self._timer = None
        if not self._counts:
            return
        LOG.warning("connections: %s", ", ".join(f"{n} {e}" for e, n in self._counts.items()))
        self._counts.clear()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._write)
