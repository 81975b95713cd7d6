"""The store in SQL: a send's facts, and its commit."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

import sqlalchemy as sa

from compose_adapters.sql.commit import is_stored, lock_case, write_decision
from compose_adapters.sql.database import Database
from compose_adapters.sql.driver import DriverConnection, savepoint
from compose_adapters.sql.engine import begin_for_real
from compose_adapters.sql.facts import read_facts, read_replay
from compose_adapters.sql.failures import raising_stale_decision, raising_unavailable
from compose_adapters.sql.rows.departments import Departments
from compose_core.decision import Decision, Receipt, Replay
from compose_core.errors import OutcomeUnknown, Unavailable
from compose_core.facts import FactsQuery, StoredFacts
from compose_core.ports import StoreReader

C = TypeVar("C", sa.Connection, DriverConnection)


class SqlStore:
    """Keeps customers, cases and activities in a database; safe for many threads and processes.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._departments = Departments()

    def facts(self, query: FactsQuery) -> StoredFacts:
        """What is stored that bears on a request."""
        with self._database.quick_reading() as connection:
            return read_facts(connection, self._departments, query)

    def replay(self, user: str, key: str, now: datetime) -> Replay | None:
        """The first answer under a user's idempotency key, while it is kept."""
        with self._database.quick_reading(one=True) as connection:
            return read_replay(connection, user, key, now)

    def commit(self, decision: Decision) -> None:
        """Store a decision, or nothing of it."""
        try:
            with self._database.quick_writing() as connection:
                self._write(connection, decision)
        except OutcomeUnknown as lost:
            self._settle(decision, lost)

    def commit_locked(
        self, case_id: int, decide: Callable[[StoreReader], Decision | Receipt]
    ) -> Decision | Receipt:
        """Lock a case, decide, and store the decision, all in one transaction."""
        decided: Decision | Receipt | None = None
        try:
            with self._database.quick_writing() as connection:
                with raising_stale_decision():
                    lock_case(connection, case_id)
                decided = decide(_Reader(connection, self._departments))
                if isinstance(decided, Decision):
                    self._write(connection, decided)
        except OutcomeUnknown as lost:
            if decided is None:
                raise
            if isinstance(decided, Decision):
                self._settle(decided, lost)
        return decided

    def commit_all(self, decisions: Sequence[Decision]) -> list[Exception | None]:
        """Store several decisions in one transaction, each of them all or nothing."""
        try:
            with self._database.quick_writing() as connection:
                # As a rule none is refused, and what is written together costs less.
                if savepoint(connection, partial(self._write, connection, *decisions)) is None:
                    return [None for _ in decisions]
                return [
                    savepoint(connection, partial(self._write, connection, each))
                    for each in decisions
                ]
        except OutcomeUnknown as lost:
            return [_error_of(partial(self._settle, each, lost)) for each in decisions]

    def _settle(self, decision: Decision, lost: OutcomeUnknown) -> None:
        """Make sure that a decision is stored whose commit was sent when the connection broke.

        Its id is given once, so whether it is there tells whether it was stored; if not, it is
        stored now.

        Raises:
            OutcomeUnknown: that cannot be found out, or the connection broke again.
            StaleDecision, Unavailable: it was not stored, and cannot be now.
        """
        try:
            if self._is_stored(decision):
                return
        except Unavailable:
            raise OutcomeUnknown(decision.activity.id) from lost
        try:
            with self._database.quick_writing() as connection:
                self._write(connection, decision)
        except OutcomeUnknown:
            raise OutcomeUnknown(decision.activity.id) from lost

    def _is_stored(self, decision: Decision) -> bool:
        with self._database.quick_writing() as connection:
            found = is_stored(connection, self._departments, decision)
            connection.undo()
            return found

    def in_transaction(self, connection: sa.Connection) -> "HostedStore":
        """The store inside a transaction of the host's own, on the same database.

        On SQLite the ids must come through the same transaction (`SqlIds.in_transaction`): it
        holds the only right to write.

        Args:
            connection: of the host's engine.
        """
        return HostedStore(connection, self._departments)

    def _write(self, connection: DriverConnection, *decisions: Decision) -> None:
        with raising_stale_decision():
            for decision in decisions:
                write_decision(connection, self._departments, decision)


def _error_of(act: Callable[[], None]) -> Exception | None:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - told to whom it concerns
        return error
    return None


class _Reader(Generic[C]):
    """The store as a transaction sees it."""

    def __init__(self, connection: C, departments: Departments) -> None:
        self._connection: C = connection
        self._departments = departments

    def facts(self, query: FactsQuery) -> StoredFacts:
        """What is stored that bears on a request."""
        with raising_unavailable():
            return read_facts(self._connection, self._departments, query)

    def replay(self, user: str, key: str, now: datetime) -> Replay | None:
        """The first answer under a user's idempotency key, while it is kept."""
        with raising_unavailable():
            return read_replay(self._connection, user, key, now)


class HostedStore(_Reader[sa.Connection]):
    """A store whose commits stand or fall with the host's own transaction.

    The host commits or undoes; until then nobody else sees what was stored. A commit that is
    refused undoes itself alone.
    """

    def commit(self, decision: Decision) -> None:
        """Store a decision inside the host's transaction, or nothing of it."""
        with self._apart():
            write_decision(self._connection, self._departments, decision)

    def commit_locked(
        self, case_id: int, decide: Callable[[StoreReader], Decision | Receipt]
    ) -> Decision | Receipt:
        """Lock a case until the host's transaction ends, decide, and store the decision in it."""
        with self._apart():
            lock_case(self._connection, case_id)
            decided = decide(self)
            if isinstance(decided, Decision):
                write_decision(self._connection, self._departments, decided)
            return decided

    @contextmanager
    def _apart(self) -> Iterator[None]:
        with raising_unavailable():
            begin_for_real(self._connection)
            with self._connection.begin_nested(), raising_stale_decision():
                yield
