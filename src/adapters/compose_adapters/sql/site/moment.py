"""One moment of the site, for all that a thread asks about it while it answers a call."""

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
    _is_version_told = False

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """A moment, which ends with the block."""
        self._is_on, self._is_version_told = True, False
        try:
            yield
        finally:
            self._is_on, self.held = False, None

    def saw(self, held: Held) -> None:
        """The thread has looked."""
        self.held = held if self._is_on else None

    def asks_for_version(self) -> None:
        """Whoever asks for the version a second time suspects that it has moved: look again."""
        if self._is_version_told:
            self.held = None
        self._is_version_told = True
