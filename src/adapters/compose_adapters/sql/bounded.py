"""A connection of PostgreSQL's driver whose waits have an end."""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

_Result = TypeVar("_Result")
_INTERVAL = 0.1


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is given up when no answer comes, though the network says it is there.

    Attributes:
        answers_within: seconds that an answer may take; ``None`` without a bound.
    """

    answers_within: float | None = None

    def wait(
        self, gen: PQGen[_Result], interval: float = _INTERVAL, timeout: float | None = None
    ) -> _Result:
        """Wait for an answer.

        Raises:
            OperationalError: none came in time; the connection is closed.
        """
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.answers_within)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            # The answer to another statement must not be taken for that of the next one.
            self.close()
            raise psycopg.OperationalError("the server does not answer") from None

    def is_cut(self) -> bool:
        """Whether the other end has closed the connection while nobody used it."""
        try:
            # The first may read the server's last words, and the second that nothing follows.
            self.pgconn.consume_input()
            self.pgconn.consume_input()
        except psycopg.OperationalError:
            return True
        return False
