"""The store in SQL: a send's facts, and its commit."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, partial

import sqlalchemy as sa

from compose_adapters.sql.commit import is_stored, lock_case, write_decision
from compose_adapters.sql.compiled_statements import CompiledStatement, ResultRow
from compose_adapters.sql.customer_rows import CUSTOMERS, customer_of
from compose_adapters.sql.database import Database
from compose_adapters.sql.engine import begin_in_database
from compose_adapters.sql.failures import (
    raising_stale_decision,
    raising_unavailable,
    without_values,
)
from compose_adapters.sql.rows import Departments, case_of, from_json_column
from compose_adapters.sql.tables import (
    SHARED,
    activities,
    cases,
    customer_addresses,
    customers,
    idempotency_keys,
)
from compose_core.decision import Decision, Receipt, Replay
from compose_core.errors import OutcomeUnknown, Unavailable
from compose_core.facts import FactsQuery, StoredFacts
from compose_core.model.activity import ActivityStatus
from compose_core.model.case import Case
from compose_core.model.customer import Customer
from compose_core.ports import StoreReader


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
        with self._database.read() as connection:
            return read_facts(connection, self._departments, query)

    def replay(self, user: str, key: str, now: datetime) -> Replay | None:
        """The first answer under a user's idempotency key, while it is kept."""
        with self._database.read() as connection:
            return read_replay(connection, user, key, now)

    def commit(self, decision: Decision) -> None:
        """Store a decision, or nothing of it."""
        try:
            with self._database.write() as connection:
                self._write(connection, decision)
        except OutcomeUnknown as lost:
            self._settle(decision, lost)

    def commit_locked(
        self, case_id: int, decide: Callable[[StoreReader], Decision | Receipt]
    ) -> Decision | Receipt:
        """Lock a case, decide, and store the decision, all in one transaction."""
        decided: Decision | Receipt | None = None
        try:
            with self._database.write() as connection:
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
            with self._database.write() as connection:
                # As a rule none is refused, and what is written together costs less.
                if self._write_apart(connection, *decisions) is None:
                    return [None for _ in decisions]
                return [self._write_apart(connection, each) for each in decisions]
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
            with self._database.write() as connection:
                self._write(connection, decision)
        except OutcomeUnknown:
            raise OutcomeUnknown(decision.activity.id) from lost

    def _is_stored(self, decision: Decision) -> bool:
        with self._database.write() as connection:
            found = is_stored(connection, self._departments, decision)
            connection.rollback()
            return found

    def in_transaction(self, connection: sa.Connection) -> "HostedStore":
        """The store inside a transaction of the host's own, on the same database.

        On SQLite the ids must come through the same transaction (`SqlIds.in_transaction`): it
        holds the only right to write.

        Args:
            connection: of the host's engine.
        """
        return HostedStore(connection, self._departments)

    def _write(self, connection: sa.Connection, *decisions: Decision) -> None:
        with raising_stale_decision():
            for decision in decisions:
                write_decision(connection, self._departments, decision)

    def _write_apart(self, connection: sa.Connection, *decisions: Decision) -> Exception | None:
        """Write decisions under a savepoint; return why it was undone, ``None`` if it was not.

        Raises:
            Exception: why it failed, if all of the transaction is lost with it.
        """
        savepoint = connection.begin_nested()
        try:
            self._write(connection, *decisions)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others shall not know of it
            found = without_values(error)
            try:
                savepoint.rollback()
            except sa.exc.DBAPIError:
                # As on a full disk, where SQLite undoes everything.
                raise found from None
            if connection.invalidated:
                raise found from None
            return found
        savepoint.commit()
        return None


def _error_of(act: Callable[[], None]) -> Exception | None:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - told to whom it concerns
        return error
    return None


class _Reader:
    """The store as a transaction sees it."""

    def __init__(self, connection: sa.Connection, departments: Departments) -> None:
        self._connection = connection
        self._departments = departments

    def facts(self, query: FactsQuery) -> StoredFacts:
        """What is stored that bears on a request."""
        with raising_unavailable():
            return read_facts(self._connection, self._departments, query)

    def replay(self, user: str, key: str, now: datetime) -> Replay | None:
        """The first answer under a user's idempotency key, while it is kept."""
        with raising_unavailable():
            return read_replay(self._connection, user, key, now)


class HostedStore(_Reader):
    """A store whose commits stand or fall with the host's own transaction.

    The host commits or undoes; until then nobody else sees what was stored. A commit that is
    refused undoes itself alone.
    """

    def commit(self, decision: Decision) -> None:
        """Store a decision inside the host's transaction, or nothing of it."""
        with self._savepoint():
            write_decision(self._connection, self._departments, decision)

    def commit_locked(
        self, case_id: int, decide: Callable[[StoreReader], Decision | Receipt]
    ) -> Decision | Receipt:
        """Lock a case until the host's transaction ends, decide, and store the decision in it."""
        with self._savepoint():
            lock_case(self._connection, case_id)
            decided = decide(self)
            if isinstance(decided, Decision):
                write_decision(self._connection, self._departments, decided)
            return decided

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        with raising_unavailable():
            begin_in_database(self._connection)
            with self._connection.begin_nested(), raising_stale_decision():
                yield


_NO_DEPARTMENT = -1
_OWN = sa.bindparam("own", type_=sa.BigInteger)
_IN_DEPARTMENT = customer_addresses.c.scope == _OWN
_KEY = customer_addresses.c.key == sa.bindparam("key")
# C1: the department's own first, then a shared one, then the lowest id.
_CUSTOMER = (
    CUSTOMERS.join(customer_addresses, customer_addresses.c.customer_id == customers.c.id)
    .where(_KEY)
    .order_by(
        customer_addresses.c.scope != _OWN,
        customer_addresses.c.scope != SHARED,
        customers.c.id,
    )
    .limit(1)
)
_FIND_CUSTOMER = CompiledStatement(_CUSTOMER)
_FIND_CUSTOMER_OF_DEPARTMENT = CompiledStatement(_CUSTOMER.where(_IN_DEPARTMENT))
_OF_KEY = sa.select(customer_addresses.c.customer_id).where(_KEY).limit(1)
_TAKEN = CompiledStatement(_OF_KEY)
_TAKEN_IN_DEPARTMENT = CompiledStatement(_OF_KEY.where(_IN_DEPARTMENT))
_OF_CASE = CompiledStatement(
    sa.select(activities.c.status, activities.c.customer_id, activities.c.message_id)
    .where(activities.c.case_id == sa.bindparam("case"))
    # As they were stored; ids are reserved in blocks and tell nothing of it.
    .order_by(activities.c.case_version, activities.c.id)
)
_REPLAY = CompiledStatement(
    sa.select(idempotency_keys).where(
        idempotency_keys.c.login == sa.bindparam("login"),
        idempotency_keys.c.key == sa.bindparam("key"),
        idempotency_keys.c.expires > sa.bindparam("now"),
    )
)


def read_facts(
    connection: sa.Connection, departments: Departments, query: FactsQuery
) -> StoredFacts:
    """What is stored that bears on a request."""
    customer = _customer(connection, departments, query)
    case = _case(connection, departments, query)
    # The case before its activities: one more of them moves its version, and the commit sees it.
    lines = _lines(connection, case)
    return StoredFacts(
        customer=customer,
        taken=_taken(connection, departments, query),
        case=case,
        case_has_open_activities=any(
            line.status != ActivityStatus.COMPLETED.value for line in lines
        ),
        thread=tuple(
            line.message_id
            for line in lines
            if customer and line.customer_id == customer.id and line.message_id
        ),
    )


def read_replay(connection: sa.Connection, user: str, key: str, now: datetime) -> Replay | None:
    """The first answer under a user's idempotency key, while it is kept."""
    row = _REPLAY.first(connection, {"login": user, "key": key, "now": now})
    return Replay(row.fingerprint, from_json_column(row.receipt, Receipt)) if row else None


def _customer(
    connection: sa.Connection, departments: Departments, query: FactsQuery
) -> Customer | None:
    statement = _FIND_CUSTOMER_OF_DEPARTMENT if query.departmentalised else _FIND_CUSTOMER
    asked = {"key": query.to, "own": _own(connection, departments, query)}
    row = statement.first(connection, asked)
    return customer_of(connection, row, departments) if row else None


def _own(connection: sa.Connection, departments: Departments, query: FactsQuery) -> int:
    number = departments.find(connection, query.department)
    return _NO_DEPARTMENT if number is None else number


def _taken(
    connection: sa.Connection, departments: Departments, query: FactsQuery
) -> frozenset[str]:
    statement = _TAKEN_IN_DEPARTMENT if query.departmentalised else _TAKEN
    own = _own(connection, departments, query) if query.departmentalised else None
    return frozenset(
        key for key in query.others if statement.first(connection, {"key": key, "own": own})
    )


def _case(connection: sa.Connection, departments: Departments, query: FactsQuery) -> Case | None:
    if query.case_id is None:
        return None
    # The statement leaves out a foreign case, so that it costs what a missing one does (P9).
    within = departments.ids(connection, query.departments) or [_NO_DEPARTMENT]
    asked = {"case": query.case_id} | {_nth(at): number for at, number in enumerate(within)}
    row = _case_within(len(within)).first(connection, asked)
    return case_of(row, departments.name(connection, row.department_id)) if row else None


@cache
def _case_within(number: int) -> CompiledStatement:
    """The look-up of a case in so many departments."""
    within = [sa.bindparam(_nth(at), type_=sa.BigInteger) for at in range(number)]
    is_asked = cases.c.id == sa.bindparam("case")
    return CompiledStatement(sa.select(cases).where(is_asked, cases.c.department_id.in_(within)))


def _nth(at: int) -> str:
    return f"department{at}"


def _lines(connection: sa.Connection, case: Case | None) -> list[ResultRow]:
    return _OF_CASE.rows(connection, {"case": case.id}) if case else []
