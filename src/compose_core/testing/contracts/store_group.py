"""What a GroupStore must do beyond what every Store does."""

from collections.abc import Sequence
from typing import Any

import attrs
import pytest

from compose_core.decision import Decision
from compose_core.errors.exceptions import StaleDecision
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment
from compose_core.model.delivery import DeliveryState
from compose_core.ports import GroupStore
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.storage import Storage
from compose_core.testing.contracts.store import again, commit
from compose_core.testing.contracts.store_refusals import Torn, decided_now


class GroupStoreContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.fixture
    def applied(self, storage: Storage) -> Storage:
        """The store, with the site of the builders."""
        storage.site.apply(builders.site())
        return storage

    def test_all_of_a_group_are_stored(self, applied: Storage) -> None:
        group = [to_somebody_new(applied, number) for number in range(1, 5)]
        assert errors(applied, group) == [None] * 4
        records = applied.records.activities(range(1, 5))
        assert [each.activity for each in records] == [each.activity for each in group]
        assert [each.customer for each in records] == [each.customer for each in group]
        states = [delivery.state for each in records for delivery in each.deliveries]
        assert states == [DeliveryState.QUEUED] * 4

    def test_one_that_is_refused_harms_no_other(self, applied: Storage) -> None:
        first = commit(applied)
        # The same address again, as if someone else had asked at the same time.
        taken = decided_now(applied, again(2, case_id=2, customer_id=2))
        group = [to_somebody_new(applied, 3), taken, to_somebody_new(applied, 4)]
        found = errors(applied, group)
        assert isinstance(found[1], StaleDecision)
        assert (found[0], found[2]) == (None, None)
        assert ids(applied) == [1, 3, 4]
        assert applied.records.case(2) is None
        assert applied.store.facts(decisions.query()).customer == first.customer

    def test_a_file_that_cannot_be_read_harms_no_other(self, applied: Storage) -> None:
        torn = Attachment("text/plain", "torn.txt", Torn())
        broken = to_somebody_new(applied, 2, attachments=(torn,))
        found = errors(applied, [to_somebody_new(applied, 1), broken, to_somebody_new(applied, 3)])
        assert isinstance(found[1], OSError)
        assert (found[0], found[2]) == (None, None)
        assert ids(applied) == [1, 3]
        assert (applied.records.case(2), applied.records.customer(2)) == (None, None)

    def test_later_ones_see_what_earlier_ones_stored(self, applied: Storage) -> None:
        first = commit(applied)
        known = {"known_customer": first.customer, "known_case": first.case}
        group = [decided_now(applied, again(number), **known) for number in (2, 3)]
        found = errors(applied, group)
        assert found[0] is None
        assert isinstance(found[1], StaleDecision)
        assert ids(applied) == [1, 2]
        case = applied.records.case(1)
        assert case is not None
        assert case.case.version == 1

    def test_of_one_key_the_first_of_a_group_counts(self, applied: Storage) -> None:
        key = decisions.idempotency()
        group = [
            attrs.evolve(to_somebody_new(applied, number), idempotency=key) for number in (1, 2)
        ]
        found = errors(applied, group)
        assert found[0] is None
        assert isinstance(found[1], StaleDecision)
        replay = applied.store.replay(builders.AGENT, "key", builders.NOON)
        assert replay is not None
        assert replay.receipt == group[0].receipt

    def test_nothing_is_a_group_too(self, applied: Storage) -> None:
        assert errors(applied, []) == []


def to_somebody_new(storage: Storage, number: int, **members: Any) -> Decision:
    """A decision that rests on nothing that another of its kind changes."""
    to = Address.parse(f"kim{number}@example.com")
    own = decisions.activity(number, case_id=number, customer_id=number, to=to, **members)
    return decided_now(storage, own)


def errors(storage: Storage, group: Sequence[Decision]) -> list[Exception | None]:
    """What a group comes to."""
    assert isinstance(storage.store, GroupStore)
    return list(storage.store.commit_all(group))


def ids(storage: Storage) -> list[int]:
    """Of the activities that are there."""
    return [record.activity.id for record in storage.records.activities(range(1, 10))]
