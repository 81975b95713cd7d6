"""What is stored that bears on a request."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa

from compose_adapters.sql.compiled_statements import CompiledStatement, Connection, ResultRow
from compose_adapters.sql.rows.activities import case_of
from compose_adapters.sql.rows.customers import CUSTOMERS, customer_of
from compose_adapters.sql.rows.departments import Departments
from compose_adapters.sql.rows.json_columns import from_json_column
from compose_adapters.sql.tables import (
    SHARED,
    activities,
    cases,
    customer_addresses,
    customers,
    idempotency_keys,
)
from compose_core.decision import Receipt, Replay
from compose_core.facts import FactsQuery, StoredFacts
from compose_core.model.activity import ActivityStatus
from compose_core.model.case import Case
from compose_core.model.customer import Customer

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


def read_facts(connection: Connection, departments: Departments, query: FactsQuery) -> StoredFacts:
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


def read_replay(connection: Connection, user: str, key: str, now: datetime) -> Replay | None:
    """The first answer under a user's idempotency key, while it is kept."""
    row = _REPLAY.first(connection, {"login": user, "key": key, "now": now})
    return Replay(row.fingerprint, from_json_column(row.receipt, Receipt)) if row else None


def _customer(
    connection: Connection, departments: Departments, query: FactsQuery
) -> Customer | None:
    statement = _FIND_CUSTOMER_OF_DEPARTMENT if query.departmentalised else _FIND_CUSTOMER
    asked = {"key": query.to, "own": _own(connection, departments, query)}
    row = statement.first(connection, asked)
    return customer_of(connection, row, departments) if row else None


def _own(connection: Connection, departments: Departments, query: FactsQuery) -> int:
    number = departments.find(connection, query.department)
    return _NO_DEPARTMENT if number is None else number


def _taken(connection: Connection, departments: Departments, query: FactsQuery) -> frozenset[str]:
    statement = _TAKEN_IN_DEPARTMENT if query.departmentalised else _TAKEN
    own = _own(connection, departments, query) if query.departmentalised else None
    return frozenset(
        key for key in query.others if statement.first(connection, {"key": key, "own": own})
    )


def _case(connection: Connection, departments: Departments, query: FactsQuery) -> Case | None:
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


def _lines(connection: Connection, case: Case | None) -> list[ResultRow]:
    return _OF_CASE.rows(connection, {"case": case.id}) if case else []
