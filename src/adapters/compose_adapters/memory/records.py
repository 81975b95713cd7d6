"""What a store in memory kept, for those who look."""

from collections.abc import Iterable

from compose_adapters.memory.tables import Tables
from compose_core.model.customer import Customer
from compose_core.ports import ActivityRecord, AuditEntry, CaseRecord
from compose_core.secure import later_openings


class MemoryRecords:
    """Reads what a `MemoryStore` keeps.

    Args:
        tables: the store's.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def activities(self, ids: Iterable[int]) -> tuple[ActivityRecord, ...]:
        """The activities with these ids, in the order of their ids; unknown ones are left out."""
        with self._tables.lock:
            return tuple(self._record(i) for i in sorted(set(ids)) if i in self._tables.activities)

    def case(self, case_id: int) -> CaseRecord | None:
        """A case and its activities."""
        with self._tables.lock:
            case = self._tables.cases.get(case_id)
            if case is None:
                return None
            activities = self._tables.of_case(case_id)
            return CaseRecord(case, tuple(self._record(each.id) for each in activities))

    def customer(self, customer_id: int) -> Customer | None:
        """A customer."""
        return self._tables.customers.get(customer_id)

    def _record(self, activity_id: int) -> ActivityRecord:
        activity = self._tables.activities[activity_id]
        return ActivityRecord(
            activity=activity,
            case=self._tables.cases[activity.case_id],
            customer=self._tables.customers[activity.customer_id],
            deliveries=self._tables.deliveries_of(activity_id),
            audit=(*self._tables.audit[activity_id], *self._openings(activity_id)),
        )

    def _openings(self, activity_id: int) -> list[AuditEntry]:
        """The openings of links but the first, which is in the audit."""
        opened = [
            (last, number, openings)
            for (of, number), (openings, last) in self._tables.openings.items()
            if of == activity_id and openings > 1
        ]
        return [later_openings(openings, last) for last, _, openings in sorted(opened)]
