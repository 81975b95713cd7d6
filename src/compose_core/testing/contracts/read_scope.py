"""What Records must leave out: all that a user may not see."""

import attrs
import pytest

from compose_core.ports import ReadScope
from compose_core.testing import builders
from compose_core.testing.contracts.storage import Storage
from compose_core.testing.contracts.store import (
    again,
    commit,
    customer_of,
    several_departments,
)


class ReadScopeContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.mark.parametrize("number", [1, 99], ids=["foreign", "missing"])
    def test_what_is_outside_the_scope_is_not_found(self, storage: Storage, number: int) -> None:
        storage.site.apply(several_departments())
        commit(storage, customer=customer_of(builders.DEPARTMENT, 1))
        for departments in ((), ("sales",), ("sales", "nowhere")):
            scope = ReadScope(frozenset(departments), all_customers=False)
            assert storage.records.activities([number], scope) == ()
            assert storage.records.case(number, scope) is None
            assert storage.records.customer(number, scope) is None

    def test_what_is_inside_the_scope_is_found_as_without_one(self, storage: Storage) -> None:
        storage.site.apply(several_departments())
        commit(storage, customer=customer_of(builders.DEPARTMENT, 1))
        scope = ReadScope(frozenset({builders.DEPARTMENT, "nowhere"}), all_customers=False)
        records = storage.records
        assert records.activities([1, 99], scope) == records.activities([1])
        assert records.case(1, scope) == records.case(1)
        assert records.customer(1, scope) == records.customer(1)

    def test_customers_are_in_a_scope_when_they_are_shared_or_all_are(
        self, storage: Storage
    ) -> None:
        storage.site.apply(several_departments())
        for number, owner in ((1, None), (2, "sales")):
            of = again(number, case_id=number, customer_id=number)
            commit(storage, of, customer=customer_of(owner, number))
        own = ReadScope(frozenset({builders.DEPARTMENT}), all_customers=False)
        everyone = attrs.evolve(own, all_customers=True)
        assert storage.records.customer(1, own) == customer_of(None, 1)
        assert storage.records.customer(2, own) is None
        assert storage.records.customer(2, everyone) == customer_of("sales", 2)

    def test_an_activity_is_found_without_a_case_and_customer_that_are_outside(
        self, storage: Storage
    ) -> None:
        storage.site.apply(several_departments())
        first = commit(storage, again(1, department="sales"), customer=customer_of("sales", 1))
        second = commit(storage, again(2), known_customer=first.customer, known_case=first.case)
        scope = ReadScope(frozenset({builders.DEPARTMENT}), all_customers=False)
        (found,) = storage.records.activities([1, 2], scope)
        assert (found.activity, found.case, found.customer) == (second.activity, None, None)
        there = ReadScope(frozenset({"sales"}), all_customers=False)
        case = storage.records.case(1, there)
        assert case is not None
        assert [each.activity for each in case.activities] == [first.activity]
