"""What a database kept, for those who look."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import attrs
import sqlalchemy as sa

from compose_adapters.sql.attachments import attachments_of
from compose_adapters.sql.customer_rows import CUSTOMERS, customers_of
from compose_adapters.sql.database import Database
from compose_adapters.sql.rows import Departments, activity_of, case_of, delivery_of
from compose_adapters.sql.tables import (
    activities,
    audit,
    cases,
    customers,
    deliveries,
    secure_links,
)
from compose_core.decision import AuditEntry
from compose_core.model.case import Case
from compose_core.model.customer import Customer
from compose_core.model.delivery import Delivery
from compose_core.ports import ReadScope
from compose_core.records import ActivityRecord, CaseRecord
from compose_core.secure import later_openings

_IDS: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
_WITHIN: sa.BindParameter[int] = sa.bindparam("within", expanding=True)
_ACTIVITIES = sa.select(activities).where(activities.c.id.in_(_IDS)).order_by(activities.c.id)
_ACTIVITIES_WITHIN = _ACTIVITIES.where(activities.c.department_id.in_(_WITHIN))
_OF_CASE = sa.select(activities.c.id).where(activities.c.case_id == sa.bindparam("case"))
_CASES = sa.select(cases).where(cases.c.id.in_(_IDS))
_CASES_WITHIN = _CASES.where(cases.c.department_id.in_(_WITHIN))
_CUSTOMERS = CUSTOMERS.where(customers.c.id.in_(_IDS))
_CUSTOMERS_WITHIN = _CUSTOMERS.where(
    customers.c.department_id.is_(None) | customers.c.department_id.in_(_WITHIN)
)
_DELIVERIES = (
    sa.select(deliveries)
    .where(deliveries.c.activity_id.in_(_IDS))
    .order_by(deliveries.c.activity_id, deliveries.c.number)
)
_AUDIT = sa.select(audit).where(audit.c.activity_id.in_(_IDS)).order_by(audit.c.id)
# The first opening of a link is an entry of the audit; the later ones are counted in one.
_OPENINGS = (
    sa.select(secure_links)
    .where(secure_links.c.activity_id.in_(_IDS), secure_links.c.openings > 1)
    .order_by(secure_links.c.activity_id, secure_links.c.last_opened, secure_links.c.number)
)

_AT_ONCE = 500
"""How many ids one statement names."""


@attrs.frozen
class _Within:
    """A scope as ids of departments; ``None`` stands for all of them."""

    departments: list[int] | None = None
    customers: list[int] | None = None


class SqlRecords:
    """Reads customers, cases and activities; its statements leave out what a scope does.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._departments = Departments()

    def activities(
        self, ids: Iterable[int], scope: ReadScope | None = None
    ) -> tuple[ActivityRecord, ...]:
        """The activities with these ids, in the order of their ids; unknown ones are left out."""
        wanted = sorted(set(ids))
        with self._database.read() as connection:
            within = self._within(connection, scope)
            return tuple(
                record
                for start in range(0, len(wanted), _AT_ONCE)
                for record in self._records(connection, wanted[start : start + _AT_ONCE], within)
            )

    def case(self, case_id: int, scope: ReadScope | None = None) -> CaseRecord | None:
        """A case and its activities, oldest first."""
        with self._database.read() as connection:
            within = self._within(connection, scope)
            case = self._cases(connection, [case_id], within).get(case_id)
            if case is None:
                return None
            ids = list(connection.execute(_OF_CASE, {"case": case_id}).scalars())
        return CaseRecord(case, self.activities(ids, scope))

    def customer(self, customer_id: int, scope: ReadScope | None = None) -> Customer | None:
        """A customer."""
        with self._database.read() as connection:
            within = self._within(connection, scope)
            return self._customers(connection, [customer_id], within).get(customer_id)

    def _within(self, connection: sa.Connection, scope: ReadScope | None) -> _Within:
        if scope is None:
            return _Within()
        ids = self._departments.ids(connection, scope.departments)
        return _Within(ids, None if scope.all_customers else ids)

    def _records(
        self, connection: sa.Connection, ids: list[int], within: _Within
    ) -> list[ActivityRecord]:
        rows = _found(connection, (_ACTIVITIES, _ACTIVITIES_WITHIN), ids, within.departments)
        if not rows:
            return []
        found = [row.id for row in rows]
        of_cases = self._cases(connection, [row.case_id for row in rows], within)
        of_customers = self._customers(connection, [row.customer_id for row in rows], within)
        files = attachments_of(connection, self._database, found)
        lines, entries = _deliveries(connection, found), _entries(connection, found)
        return [
            ActivityRecord(
                activity=activity_of(
                    row,
                    self._departments.name(connection, row.department_id),
                    tuple(file for file, listed in files[row.id] if listed),
                ),
                case=of_cases.get(row.case_id),
                customer=of_customers.get(row.customer_id),
                deliveries=tuple(lines[row.id]),
                audit=tuple(entries[row.id]),
            )
            for row in rows
        ]

    def _cases(self, connection: sa.Connection, ids: list[int], within: _Within) -> dict[int, Case]:
        rows = _found(connection, (_CASES, _CASES_WITHIN), ids, within.departments)
        name = self._departments.name
        return {row.id: case_of(row, name(connection, row.department_id)) for row in rows}

    def _customers(
        self, connection: sa.Connection, ids: list[int], within: _Within
    ) -> dict[int, Customer]:
        rows = _found(connection, (_CUSTOMERS, _CUSTOMERS_WITHIN), ids, within.customers)
        return customers_of(connection, rows, self._departments)


def _found(
    connection: sa.Connection,
    statements: tuple[sa.Select[Any], sa.Select[Any]],
    ids: list[int],
    within: list[int] | None,
) -> Sequence[sa.Row[Any]]:
    """The rows with some ids: all, or those of some departments."""
    everywhere, only_within = statements
    if within is None:
        return connection.execute(everywhere, {"ids": ids}).all()
    return connection.execute(only_within, {"ids": ids, "within": within}).all()


def _deliveries(connection: sa.Connection, ids: list[int]) -> dict[int, list[Delivery]]:
    found: defaultdict[int, list[Delivery]] = defaultdict(list)
    for row in connection.execute(_DELIVERIES, {"ids": ids}):
        found[row.activity_id].append(delivery_of(row))
    return found


def _entries(connection: sa.Connection, ids: list[int]) -> dict[int, list[AuditEntry]]:
    found: defaultdict[int, list[AuditEntry]] = defaultdict(list)
    for row in connection.execute(_AUDIT, {"ids": ids}):
        found[row.activity_id].append(_entry(row))
    for row in connection.execute(_OPENINGS, {"ids": ids}):
        found[row.activity_id].append(later_openings(row.openings, row.last_opened))
    return found


def _entry(row: sa.Row[Any]) -> AuditEntry:
    return AuditEntry(row.act, row.actor, row.at, row.detail)
