"""What a store in memory kept, for those who look."""

from collections.abc import Iterable

from compose_adapters.memory.tables import Tables
from compose_core.decision import AuditEntry
from compose_core.model.activity import Activity
from compose_core.model.customer import Customer
from compose_core.ports import ReadScope
from compose_core.records import ActivityRecord, CaseRecord
from compose_core.secure import later_openings


class MemoryRecords:
    """Reads what a `MemoryStore` keeps.

    Args:
        tables: the store's.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def activities(
        self, ids: Iterable[int], scope: ReadScope | None = None
    ) -> tuple[ActivityRecord, ...]:
        """The activities with these ids, in the order of their ids; unknown ones are left out."""
        with self._tables.lock:
            departments = scope.departments if scope else None
            asked = (self._tables.activity_within(each, departments) for each in sorted(set(ids)))
            return tuple(self._record(each, scope) for each in asked if each)

    def case(self, case_id: int, scope: ReadScope | None = None) -> CaseRecord | None:
        """A case and its activities, oldest first."""
        with self._tables.lock:
            case = self._tables.case_within(case_id, scope.departments if scope else None)
            if case is None:
                return None
            ids = (each.id for each in self._tables.of_case(case_id))
            return CaseRecord(case, self.activities(ids, scope))

    def customer(self, customer_id: int, scope: ReadScope | None = None) -> Customer | None:
        """A customer."""
        found = self._tables.customers.get(customer_id)
        if found is None or scope is None or scope.all_customers:
            return found
        return found if found.department in {None, *scope.departments} else None

    def _record(self, activity: Activity, scope: ReadScope | None) -> ActivityRecord:
        departments = scope.departments if scope else None
        return ActivityRecord(
            activity=activity,
            case=self._tables.case_within(activity.case_id, departments),
            customer=self.customer(activity.customer_id, scope),
            deliveries=self._tables.deliveries_of(activity.id),
            audit=(*self._tables.audit[activity.id], *self._openings(activity.id)),
        )

    def _openings(self, activity_id: int) -> list[AuditEntry]:
        """The openings of links but the first, which is in the audit."""
        opened = [
            (last, number, openings)
            for (of, number), (openings, last) in self._tables.openings.items()
            if of == activity_id and openings > 1
        ]
        return [later_openings(openings, last) for last, _, openings in sorted(opened)]
