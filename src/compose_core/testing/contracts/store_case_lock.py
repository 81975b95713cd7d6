"""What a CaseLockStore must do beyond what every Store does."""

import pytest

from compose_core.decision import Decision, Receipt
from compose_core.errors.exceptions import StaleDecision
from compose_core.ports import CaseLockStore, StoreReader
from compose_core.ports.ids import IdKind
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.concurrency import THREADS, at_once
from compose_core.testing.contracts.storage import Storage
from compose_core.testing.contracts.store import again, commit


class CaseLockStoreContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.fixture
    def applied(self, storage: Storage) -> Storage:
        """The store, with the site of the builders."""
        storage.site.apply(builders.site())
        return storage

    def test_who_locks_a_case_is_overtaken_by_nobody(self, applied: Storage) -> None:
        first = commit(applied)
        ids = [applied.ids.next(IdKind.ACTIVITY) + 1 for _ in range(THREADS)]
        at_once(lambda number: locked(applied, ids[number - 1]))
        found = applied.records.case(first.case.id)
        assert found is not None
        assert (found.case.version, len(found.activities)) == (THREADS, THREADS + 1)

    def test_what_was_locked_and_refused_leaves_nothing_and_frees_the_case(
        self, applied: Storage
    ) -> None:
        first = commit(applied)

        def fail(_reader: StoreReader) -> Decision:
            raise ZeroDivisionError

        def stale(_reader: StoreReader) -> Decision:
            return decisions.decision(
                again(2),
                version="of another time",
                known_customer=first.customer,
                known_case=first.case,
            )

        with pytest.raises(ZeroDivisionError):
            lock(applied).commit_locked(1, fail)
        with pytest.raises(StaleDecision):
            lock(applied).commit_locked(1, stale)
        assert len(applied.records.activities([1, 2])) == 1
        assert locked(applied, 3).case.version == 0

    def test_a_receipt_is_given_back_and_nothing_is_stored(self, applied: Storage) -> None:
        first = commit(applied)
        assert lock(applied).commit_locked(1, lambda _: first.receipt) == first.receipt
        assert len(applied.records.activities([1, 2])) == 1

    def test_a_case_that_is_not_there_hinders_nobody(self, applied: Storage) -> None:
        def decide(_reader: StoreReader) -> Decision:
            return decisions.decision(version=applied.directory.snapshot().version)

        assert isinstance(lock(applied).commit_locked(99, decide), Decision)
        assert len(applied.records.activities([1])) == 1


def lock(storage: Storage) -> CaseLockStore:
    """The store, which can lock cases."""
    assert isinstance(storage.store, CaseLockStore)
    return storage.store


def locked(storage: Storage, number: int) -> Decision:
    """Send within a lock of the first case, in one attempt."""

    def decide(reader: StoreReader) -> Decision | Receipt:
        found = reader.facts(decisions.query(case_id=1))
        return decisions.decision(
            again(number),
            version=storage.directory.snapshot().version,
            known_customer=found.customer,
            known_case=found.case,
        )

    decided = lock(storage).commit_locked(1, decide)
    assert isinstance(decided, Decision)
    return decided
