"""What a Store must do."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from compose_core.decision import Decision, Replay
from compose_core.errors.exceptions import StaleDecision
from compose_core.facts import StoredFacts
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.address import Address
from compose_core.model.case import CaseStatus
from compose_core.model.customer import Customer
from compose_core.model.site import Site
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.storage import Storage

LATER = builders.NOON + timedelta(hours=25)


class StoreContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.fixture
    def applied(self, storage: Storage) -> Storage:
        """The store, with the site of the builders."""
        storage.site.apply(builders.site())
        return storage

    def test_an_empty_store_knows_nothing(self, applied: Storage) -> None:
        asked = decisions.query(case_id=7, others=frozenset({"kim@example.com"}))
        assert applied.store.facts(asked) == StoredFacts()
        assert applied.store.replay(builders.AGENT, "key", builders.NOON) is None

    def test_a_department_that_is_not_there_has_no_customers_of_its_own(
        self, applied: Storage
    ) -> None:
        commit(applied)
        nowhere = decisions.query(department="nowhere")
        assert applied.store.facts(nowhere).customer == builders.customer()
        alone = attrs.evolve(nowhere, departmentalised=True)
        assert applied.store.facts(alone).customer is None

    def test_what_was_committed_is_found(self, applied: Storage) -> None:
        sent = commit(applied)
        assert applied.store.facts(decisions.query(case_id=1)) == StoredFacts(
            customer=sent.customer,
            case=sent.case,
            case_has_open_activities=True,
            thread=(sent.activity.message_id,),
        )

    @pytest.mark.parametrize("case_id", [1, 99], ids=["foreign", "missing"])
    def test_a_case_of_another_department_is_not_in_the_facts(
        self, storage: Storage, case_id: int
    ) -> None:
        storage.site.apply(several_departments())
        known = commit(storage).customer
        for departments in ((), ("sales",), ("sales", "billing", "nowhere")):
            asked = decisions.query(case_id=case_id, departments=frozenset(departments))
            assert storage.store.facts(asked) == StoredFacts(customer=known)

    def test_a_case_is_in_the_facts_of_who_works_in_its_department(self, storage: Storage) -> None:
        storage.site.apply(several_departments())
        away = again(1, department="sales")
        sent = commit(storage, away)
        for departments in (("sales",), (builders.DEPARTMENT, "sales"), ("nowhere", "sales")):
            asked = decisions.query(case_id=1, departments=frozenset(departments))
            found = storage.store.facts(asked)
            assert (found.case, found.thread) == (sent.case, (away.message_id,))
            assert found.case_has_open_activities

    def test_a_case_that_goes_on_has_a_higher_version_and_its_new_status(
        self, applied: Storage
    ) -> None:
        first = commit(applied)
        closed = first.case.with_status(CaseStatus.CLOSED)
        commit(applied, again(2), known_customer=first.customer, known_case=closed)
        found = applied.store.facts(decisions.query(case_id=1)).case
        assert found == attrs.evolve(closed, version=1)

    def test_a_case_is_without_open_activities_when_all_are_completed(
        self, applied: Storage
    ) -> None:
        commit(applied, again(1, status=ActivityStatus.COMPLETED))
        found = applied.store.facts(decisions.query(case_id=1))
        assert not found.case_has_open_activities

    def test_the_thread_is_the_mails_of_the_case_to_this_customer_oldest_first(
        self, applied: Storage
    ) -> None:
        pat = commit(applied, again(1)).customer
        kim = builders.customer(2, "kim@example.com")
        to_kim = again(2, to=Address.parse("kim@example.com"), customer_id=2)
        commit(applied, to_kim, customer=kim, known_case=decisions.case(version=0))
        draft = again(3, message_id="", status=ActivityStatus.DRAFT)
        for version, each in enumerate((draft, again(4)), start=1):
            known_case = decisions.case(version=version)
            commit(applied, each, known_customer=pat, known_case=known_case)
        thread = applied.store.facts(decisions.query(case_id=1)).thread
        assert thread == (again(1).message_id, again(4).message_id)

    def test_the_thread_is_in_the_order_of_the_commits_whatever_the_ids_are(
        self, applied: Storage
    ) -> None:
        numbers = [300, 2, 301, 1, 150]
        pat = commit(applied, again(numbers[0])).customer
        for version, number in enumerate(numbers[1:]):
            known_case = decisions.case(version=version)
            commit(applied, again(number), known_customer=pat, known_case=known_case)
        thread = applied.store.facts(decisions.query(case_id=1)).thread
        assert thread == tuple(again(number).message_id for number in numbers)

    def test_the_departments_own_customer_comes_before_a_shared_one(self, applied: Storage) -> None:
        commit(applied, customer=customer_of(None, 1))
        second = again(2, case_id=2, customer_id=2)
        own = commit(applied, second, customer=customer_of(builders.DEPARTMENT, 2)).customer
        assert applied.store.facts(decisions.query()).customer == own

    def test_with_departmentalisation_a_shared_customer_is_not_seen(self, applied: Storage) -> None:
        commit(applied, customer=customer_of(None, 1))
        asked = decisions.query(departmentalised=True, others=frozenset({builders.CUSTOMER}))
        assert applied.store.facts(asked) == StoredFacts()

    def test_of_the_customers_of_other_departments_the_lowest_id_comes_first(
        self, storage: Storage
    ) -> None:
        storage.site.apply(several_departments())
        for number, department in ((3, "sales"), (2, "billing")):
            own = customer_of(department, number)
            commit(storage, again(number, case_id=number, customer_id=number), customer=own)
        assert storage.store.facts(decisions.query()).customer == customer_of("billing", 2)
        commit(storage, again(4, case_id=4, customer_id=4), customer=customer_of(None, 4))
        assert storage.store.facts(decisions.query()).customer == customer_of(None, 4)

    def test_an_address_is_taken_by_any_customer_in_reach(self, storage: Storage) -> None:
        storage.site.apply(several_departments())
        commit(storage, customer=customer_of("sales", 1))
        taken = frozenset({builders.CUSTOMER})
        others = taken | {"kim@example.com"}
        everywhere = decisions.query("new@example.com", others=others)
        assert storage.store.facts(everywhere).taken == taken
        here = attrs.evolve(everywhere, departmentalised=True)
        assert storage.store.facts(here).taken == frozenset()
        there = attrs.evolve(here, department="sales")
        assert storage.store.facts(there).taken == taken

    def test_letter_case_never_makes_a_second_customer(self, applied: Storage) -> None:
        commit(applied, customer=builders.customer(1, "Pat@EXAMPLE.com"))
        with pytest.raises(StaleDecision):
            commit(applied, again(2, case_id=2, customer_id=2))

    def test_an_idempotency_key_gives_the_first_answer_for_its_time(self, applied: Storage) -> None:
        sent = commit(applied, idempotency=decisions.idempotency())
        replay = Replay("f" * 64, sent.receipt)
        assert applied.store.replay(builders.AGENT, "key", builders.NOON) == replay
        assert applied.store.replay("other", "key", builders.NOON) is None
        assert applied.store.replay(builders.AGENT, "Key", builders.NOON) is None
        assert applied.store.replay(builders.AGENT, "key", LATER) is None

    def test_an_idempotency_key_is_free_again_after_its_time(self, applied: Storage) -> None:
        first = commit(applied, idempotency=decisions.idempotency())
        key = attrs.evolve(decisions.idempotency(), expires=LATER + timedelta(hours=24))
        second = commit(
            applied,
            again(2, created=LATER),
            known_customer=first.customer,
            known_case=first.case,
            idempotency=key,
        )
        replay = applied.store.replay(builders.AGENT, "key", LATER)
        assert replay == Replay("f" * 64, second.receipt)


def again(number: int, **members: Any) -> Activity:
    """An activity of the first case and customer."""
    return decisions.activity(number, **members)


def commit(storage: Storage, of: Activity | None = None, **members: Any) -> Decision:
    """Store a decision that rests on the directory as it is."""
    decided = decisions.decision(of, version=storage.directory.snapshot().version, **members)
    storage.store.commit(decided)
    return decided


def customer_of(department: str | None, number: int) -> Customer:
    """A customer with the usual address, of a department."""
    return attrs.evolve(builders.customer(number), department=department)


def several_departments() -> Site:
    """A site with two departments more."""
    site = builders.site()
    more = tuple(
        attrs.evolve(site.departments[0], department=builders.department(name))
        for name in ("sales", "billing")
    )
    return attrs.evolve(site, departments=(*site.departments, *more))
