"""Sessions of PostgreSQL that no setting of a role, a database or a pooler can change the sense of.

What must hold is said with each connection, or, behind a pooler that hands every transaction to
another session, with each transaction. What only bounds a wait gives way to the URL's own options.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy.engine.interfaces import DBAPIConnection

from compose_adapters.sql.failures import StorageFailed

_Result = TypeVar("_Result")

STATEMENT_SECONDS = 60
"""How long a statement may take before the server breaks it off."""

_MILLISECONDS = 1000
_POLL_SECONDS = 0.1
_KEEPALIVE_SECONDS = 5
_KEEPALIVES = 3

# Without these texts, times and octets would mean something else than they say.
_PINS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",
    "standard_conforming_strings": "on",
    "bytea_output": "hex",
}
# Known to no server: it shows that the options have reached the session.
_MARK = "compose_core.pinned"
_LOOK = """
    SELECT current_setting('compose_core.pinned', true),
        extract(epoch FROM current_setting('statement_timeout')::interval)::float
"""
_NOT_PINNED = (
    "the settings of the session did not reach the database: if a pooler stands before it, "
    "add pooler=transaction to the URL"
)


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is given up when no answer comes, though the network says it is there.

    Attributes:
        answers_within: seconds that an answer may take; ``None`` without a bound.
    """

    answers_within: float | None = None

    def wait(
        self, gen: PQGen[_Result], interval: float = _POLL_SECONDS, timeout: float | None = None
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


def postgresql(url: sa.URL, patience: int, common: dict[str, Any], *, is_pooled: bool) -> sa.Engine:
    """Make an engine of PostgreSQL.

    Args:
        url: without ``pooler``.
        patience: as `database.Database`'s.
        common: what engines of all databases are given.
        is_pooled: whether each transaction may have another session.
    """
    made = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=_arguments(url, patience, is_pooled=is_pooled),
        isolation_level="READ COMMITTED",
        **common,
    )
    # Not as an event, so that whoever listens to connections still comes first.
    connect = partial(_connect, patience=patience, is_pooled=is_pooled)
    made.dialect.connect = connect  # type: ignore[method-assign]
    sa.event.listen(made, "checkout", _must_not_be_cut)
    if is_pooled:
        pin = _pin_of(patience)
        sa.event.listen(made, "begin", lambda connection: _execute(connection, pin))
    return made


def _pin_of(patience: int) -> str:
    """The statement that sets up one transaction of a session that may be anybody's."""
    settings = _PINS | _bounds(patience)
    calls = (f"set_config('{name}', '{value}', true)" for name, value in settings.items())
    return f"SELECT {', '.join(calls)}"


@contextmanager
def without_time_limit(connection: sa.Connection) -> Iterator[None]:
    """A block whose statements may take as long as they take, such as new tables and indexes."""
    own: Any = connection.connection.dbapi_connection
    before = getattr(own, "answers_within", None)
    own.answers_within = None
    try:
        _execute(connection, "SET LOCAL statement_timeout = 0")
        yield
    finally:
        own.answers_within = before


def _arguments(url: sa.URL, patience: int, *, is_pooled: bool) -> dict[str, Any]:
    """What the driver is told with each connection; the URL's own bounds win."""
    bounds: dict[str, Any] = {
        "connect_timeout": patience,
        # A server that is cut off is away after this time, not after the kernel's quarter hour.
        "tcp_user_timeout": 2 * patience * _MILLISECONDS,
        "keepalives_idle": patience,
        "keepalives_interval": _KEEPALIVE_SECONDS,
        "keepalives_count": _KEEPALIVES,
    }
    arguments = {name: value for name, value in bounds.items() if name not in url.query}
    arguments["client_encoding"] = "utf8"
    if is_pooled:
        arguments["prepare_threshold"] = None
    else:
        arguments["options"] = _options(url, patience)
    return arguments


def _bounds(patience: int) -> dict[str, str]:
    return {
        "lock_timeout": str(patience * _MILLISECONDS),
        "statement_timeout": str(STATEMENT_SECONDS * _MILLISECONDS),
    }


def _options(url: sa.URL, patience: int) -> str:
    given = url.query.get("options", ())
    own = [given] if isinstance(given, str) else list(given)
    pins = _PINS | {"default_transaction_isolation": "read committed", _MARK: "on"}
    # Of two with the same name the last one holds.
    return " ".join([*_set(_bounds(patience)), *own, *_set(pins)])


def _set(settings: dict[str, str]) -> list[str]:
    spaced = {name: value.replace(" ", r"\ ") for name, value in settings.items()}
    return [f"-c {name}={value}" for name, value in spaced.items()]


def _connect(*given: Any, patience: int, is_pooled: bool, **named: Any) -> DBAPIConnection:
    connection = BoundedConnection.connect(*given, **named)
    try:
        connection.answers_within = 2 * patience
        _must_be_utf8(connection)
        limit: float = STATEMENT_SECONDS
        if not is_pooled:
            limit = _limit_of_the_pinned(connection)
        # The server breaks off what takes too long; if it does not say so, it is away.
        connection.answers_within = limit + patience if limit else None
    except BaseException:
        connection.close()
        raise
    return connection  # type: ignore[return-value]  # the driver's, with more to it


def _must_not_be_cut(connection: object, _record: object, _proxy: object) -> None:
    # Without asking the server, as a ping of the pool would.
    if isinstance(connection, BoundedConnection) and connection.is_cut():
        raise sa.exc.InvalidatePoolError("the other end has closed the connection")


def _must_be_utf8(connection: BoundedConnection) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StorageFailed(
            f"the database keeps texts in {encoding}, which has not every character: make a new "
            "one with createdb --encoding=UTF8 --template=template0"
        )


def _limit_of_the_pinned(connection: BoundedConnection) -> float:
    """The seconds that a statement may take, 0 without a bound, of a session that is pinned."""
    connection.autocommit = True
    row = connection.execute(_LOOK).fetchone()
    connection.autocommit = False
    if row is None or row[0] != "on":
        raise StorageFailed(_NOT_PINNED)
    return float(row[1])


def _execute(connection: sa.Connection, statement: str) -> None:
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement)
    finally:
        cursor.close()
