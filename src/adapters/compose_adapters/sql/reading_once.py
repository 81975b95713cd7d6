"""One transaction for all that a thread reads in a while, instead of one for each question."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import sqlalchemy as sa

from compose_adapters.sql.failures import raising_unavailable


class ReadingOnce(threading.local):
    """The transaction that a thread reads in, while its block lasts.

    It begins with the first question: a database that is away is told to whoever asks.
    """

    _connection: sa.Connection | None = None
    _end: ExitStack | None = None

    @property
    def lasts(self) -> bool:
        """Whether this thread is in a block."""
        return self._end is not None

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """A block of one transaction; within another, it is the same."""
        if self.lasts:
            yield
            return
        with ExitStack() as end:
            self._end = end
            try:
                yield
            finally:
                self._connection = self._end = None

    @contextmanager
    def on(self, connection: sa.Connection) -> Iterator[None]:
        """A block of a transaction that is open already; also within another block."""
        before = self._connection, self._end
        self._connection, self._end = connection, ExitStack()
        try:
            yield
        finally:
            self._connection, self._end = before

    def within(
        self, begin: Callable[[], AbstractContextManager[sa.Connection]]
    ) -> AbstractContextManager[sa.Connection]:
        """The transaction of the block, or one that begins and ends here where there is none."""
        if self._end is None:
            return begin()
        if self._connection is None:
            self._connection = self._end.enter_context(begin())
        return _shared(self._connection)


@contextmanager
def _shared(connection: sa.Connection) -> Iterator[sa.Connection]:
    # Whoever asks may not be the one whose block it is, and hears of what failed as usual.
    with raising_unavailable():
        yield connection
