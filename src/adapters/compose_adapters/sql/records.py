"""What a database kept, for those who look."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.contents import attachments_of
from compose_adapters.sql.database import Database
from compose_adapters.sql.rows.activities import activity_of, case_of
from compose_adapters.sql.rows.customers import CUSTOMERS, customers_of
from compose_adapters.sql.rows.deliveries import delivery_of
from compose_adapters.sql.rows.departments import Departments
from compose_adapters.sql.tables import (
    activities,
    audit,
    cases,
    customers,
    deliveries,
    secure_links,
)
from compose_core.model.case import Case
from compose_core.model.customer import Customer
from compose_core.model.delivery import Delivery
from compose_core.ports import ActivityRecord, AuditEntry, CaseRecord
from compose_core.secure import later_openings

_IDS: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
_ACTIVITIES = sa.select(activities).where(activities.c.id.in_(_IDS)).order_by(activities.c.id)
_OF_CASE = sa.select(activities.c.id).where(activities.c.case_id == sa.bindparam("case"))
_CASES = sa.select(cases).where(cases.c.id.in_(_IDS))
_CUSTOMERS = CUSTOMERS.where(customers.c.id.in_(_IDS))
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


class SqlRecords:
    """Reads customers, cases and activities.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._departments = Departments()

    def activities(self, ids: Iterable[int]) -> tuple[ActivityRecord, ...]:
        """The activities with these ids, in the order of their ids; unknown ones are left out."""
        wanted = sorted(set(ids))
        with self._database.reading() as connection:
            return tuple(
                record
                for start in range(0, len(wanted), _AT_ONCE)
                for record in self._records(connection, wanted[start : start + _AT_ONCE])
            )

    def case(self, case_id: int) -> CaseRecord | None:
        """A case and its activities."""
        with self._database.reading() as connection:
            case = self._cases(connection, [case_id]).get(case_id)
            ids = list(connection.execute(_OF_CASE, {"case": case_id}).scalars())
        return CaseRecord(case, self.activities(ids)) if case else None

    def customer(self, customer_id: int) -> Customer | None:
        """A customer."""
        with self._database.reading() as connection:
            return self._customers(connection, [customer_id]).get(customer_id)

    def _records(self, connection: sa.Connection, ids: list[int]) -> list[ActivityRecord]:
        rows = connection.execute(_ACTIVITIES, {"ids": ids}).all()
        found = [row.id for row in rows]
        of_cases = self._cases(connection, [row.case_id for row in rows])
        of_customers = self._customers(connection, [row.customer_id for row in rows])
        files = attachments_of(connection, self._database, found)
        lines, entries = _deliveries(connection, found), _entries(connection, found)
        return [
            ActivityRecord(
                activity=activity_of(
                    row,
                    self._departments.name(connection, row.department_id),
                    tuple(file for file, listed in files[row.id] if listed),
                ),
                case=of_cases[row.case_id],
                customer=of_customers[row.customer_id],
                deliveries=tuple(lines[row.id]),
                audit=tuple(entries[row.id]),
            )
            for row in rows
        ]

    def _cases(self, connection: sa.Connection, ids: list[int]) -> dict[int, Case]:
        rows = connection.execute(_CASES, {"ids": ids}).all()
        name = self._departments.name
        return {row.id: case_of(row, name(connection, row.department_id)) for row in rows}

    def _customers(self, connection: sa.Connection, ids: list[int]) -> dict[int, Customer]:
        rows = connection.execute(_CUSTOMERS, {"ids": ids})
        return customers_of(connection, rows, self._departments)


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
