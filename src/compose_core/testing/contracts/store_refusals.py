"""What a Store must refuse, and that a refusal stores nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest

from compose_core.decision import Decision
from compose_core.errors.exceptions import StaleDecision
from compose_core.model.activity import Activity
from compose_core.model.attachment import Attachment
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.storage import Storage
from compose_core.testing.contracts.store import again, commit


class StoreRefusalContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.fixture
    def applied(self, storage: Storage) -> Storage:
        """The store, with the site of the builders."""
        storage.site.apply(builders.site())
        return storage

    def test_the_directory_must_not_have_changed(self, applied: Storage) -> None:
        decided = decisions.decision(version=applied.directory.snapshot().version)
        applied.site.apply(builders.site())
        refused(applied, decided)

    def test_a_new_activity_must_not_be_there(self, applied: Storage) -> None:
        first = commit(applied)
        known = {"known_customer": first.customer, "known_case": first.case}
        refused(applied, decided_now(applied, again(1), **known))

    def test_a_new_case_must_not_be_there(self, applied: Storage) -> None:
        first = commit(applied)
        refused(applied, decided_now(applied, again(2), known_customer=first.customer))

    def test_a_new_customer_must_not_be_there(self, applied: Storage) -> None:
        commit(applied)
        second = again(2, case_id=2)
        same = builders.customer(1, "kim@example.com")
        refused(applied, decided_now(applied, second, customer=same))

    def test_a_new_customers_address_must_not_be_taken(self, applied: Storage) -> None:
        commit(applied)
        refused(applied, decided_now(applied, again(2, case_id=2, customer_id=2)))

    def test_a_case_that_was_found_must_not_have_changed(self, applied: Storage) -> None:
        first = commit(applied)
        known = {"known_customer": first.customer, "known_case": first.case}
        commit(applied, again(2), **known)
        refused(applied, decided_now(applied, again(3), **known))

    def test_a_case_that_was_found_must_be_there(self, applied: Storage) -> None:
        first = commit(applied)
        known = {"known_customer": first.customer, "known_case": decisions.case(5)}
        refused(applied, decided_now(applied, again(2), **known))

    def test_a_customer_that_was_found_must_not_have_changed(self, applied: Storage) -> None:
        first = commit(applied)
        other = attrs.evolve(first.customer, version=1)
        known = {"known_customer": other, "known_case": first.case}
        refused(applied, decided_now(applied, again(2), **known))

    def test_a_customer_that_was_found_must_be_there(self, applied: Storage) -> None:
        known = {"known_customer": builders.customer(9)}
        refused(applied, decided_now(applied, again(2), **known))

    def test_an_idempotency_key_must_not_be_used(self, applied: Storage) -> None:
        first = commit(applied, idempotency=decisions.idempotency())
        known = {"known_customer": first.customer, "known_case": first.case}
        key = decisions.idempotency()
        refused(applied, decided_now(applied, again(2), idempotency=key, **known))

    def test_a_file_that_cannot_be_read_leaves_nothing(self, applied: Storage) -> None:
        torn = Attachment("text/plain", "torn.txt", Torn())
        decided = decided_now(applied, again(1, attachments=(torn,)))
        with pytest.raises(OSError, match="torn"):
            applied.store.commit(decided)
        assert applied.records.activities([1]) == ()
        assert applied.records.customer(1) is None
        commit(applied)


class Torn:
    """A content whose second piece cannot be read."""

    size = 1_000_000

    def chunks(self) -> Iterator[bytes]:
        """One piece, then an error."""
        yield b"x" * 500_000
        raise OSError("the file is torn")


def decided_now(storage: Storage, of: Activity, **members: Any) -> Decision:
    """A decision that rests on the directory as it is."""
    return decisions.decision(of, version=storage.directory.snapshot().version, **members)


def refused(storage: Storage, decided: Decision) -> None:
    """The store refuses a decision and is what it was, as far as anyone can see."""
    before = seen(storage)
    with pytest.raises(StaleDecision):
        storage.store.commit(decided)
    assert seen(storage) == before


def seen(storage: Storage) -> tuple[object, ...]:
    """All that can be seen of the activities, cases and customers 1 to 9."""
    numbers = range(1, 10)
    later = builders.NOON + timedelta(hours=1)
    return (
        storage.records.activities(numbers),
        [storage.records.case(number) for number in numbers],
        [storage.records.customer(number) for number in numbers],
        storage.store.replay(builders.AGENT, "key", later),
        storage.store.facts(decisions.query()),
    )
