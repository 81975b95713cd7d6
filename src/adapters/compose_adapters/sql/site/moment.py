"""One moment of the site, for all that a thread asks about it in the meantime."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from compose_adapters.sql.site.reading import Held


class Moment(threading.local):
    """What a thread has seen of the site since its moment began.

    Attributes:
        held: what it has seen; ``None`` before it has looked, and outside of a moment.
    """

    held: Held | None = None
    _is_on = False

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """A moment, which ends with the block; within another, it is the same."""
        if self._is_on:
            yield
            return
        self._is_on = True
        try:
            yield
        finally:
            self._is_on, self.held = False, None

    def saw(self, held: Held) -> None:
        """The thread has looked."""
        self.held = held if self._is_on else None
