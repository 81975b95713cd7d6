"""What a Store must do when many come at once (A5, C6)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest

from compose_core.decision import Decision, Receipt
from compose_core.errors.exceptions import StaleDecision
from compose_core.ports.ids import IdKind
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.storage import Storage

THREADS = 16

T = TypeVar("T")


class StoreConcurrencyContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.fixture
    def applied(self, storage: Storage) -> Storage:
        """The store, with the site of the builders."""
        storage.site.apply(builders.site())
        return storage

    def test_sends_to_one_new_address_at_once_make_one_customer(self, applied: Storage) -> None:
        sent = at_once(lambda number: send(applied, number))
        ids = [each.activity.id for each in sent]
        assert len(set(ids)) == THREADS
        found = applied.records.activities(ids)
        assert len(found) == THREADS
        assert {record.customer for record in found} == {sent[0].customer}
        assert [each.receipt.customer_found for each in sent].count(False) == 1

    def test_sends_to_one_case_at_once_all_move_its_version(self, applied: Storage) -> None:
        first = send(applied, 0)
        case_id = first.case.id
        at_once(lambda number: send(applied, number, case_id=case_id))
        found = applied.records.case(case_id)
        assert found is not None
        assert (found.case.version, len(found.activities)) == (THREADS, THREADS + 1)

    def test_posts_of_one_idempotency_key_at_once_make_one_activity(self, applied: Storage) -> None:
        answers = at_once(lambda number: post(applied, number))
        assert len(set(answers)) == 1
        cases = filter(None, map(applied.records.case, range(1, 2 * THREADS)))
        assert sum(len(each.activities) for each in cases) == 1

    def test_no_id_is_given_twice(self, applied: Storage) -> None:
        given = at_once(lambda _: [applied.ids.next(IdKind.CASE) for _ in range(50)])
        numbers = [number for each in given for number in each]
        assert len(set(numbers)) == len(numbers) == 50 * THREADS
        assert min(numbers) >= 1


def at_once(act: Callable[[int], T]) -> list[T]:
    """What an act comes to, done by as many threads at the same moment."""
    barrier = Barrier(THREADS)

    def together(number: int) -> T:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(together, range(1, THREADS + 1)))


def send(storage: Storage, number: int, *, case_id: int | None = None) -> Decision:
    """Send to the usual address as a service does: again when a fact has moved."""

    def attempt() -> Decision | None:
        decided = decide(storage, number, case_id, {})
        return decided if is_stored(storage, decided) else None

    return done(attempt)


def post(storage: Storage, number: int) -> Receipt:
    """Send under one key: the first answer, whoever was first."""

    def attempt() -> Receipt | None:
        if replay := storage.store.replay(builders.AGENT, "key", builders.NOON):
            return replay.receipt
        decided = decide(storage, number, None, {"idempotency": decisions.idempotency()})
        return decided.receipt if is_stored(storage, decided) else None

    return done(attempt)


def done(attempt: Callable[[], T | None]) -> T:
    """What the first attempt comes to that comes to something."""
    attempts = (attempt() for _ in range(10 * THREADS))
    found = next((each for each in attempts if each is not None), None)
    assert found is not None, "what it rests on moved every time"
    return found


def is_stored(storage: Storage, decided: Decision) -> bool:
    """Store a decision, unless what it rests on has moved."""
    try:
        storage.store.commit(decided)
    except StaleDecision:
        return False
    return True


def decide(storage: Storage, number: int, case_id: int | None, members: dict[str, Any]) -> Decision:
    """A decision on the facts as they are."""
    version = storage.directory.snapshot().version
    found = storage.store.facts(decisions.query(case_id=case_id))
    own = decisions.activity(
        storage.ids.next(IdKind.ACTIVITY),
        subject=f"Number {number}",
        case_id=case_id or storage.ids.next(IdKind.CASE),
        customer_id=storage.ids.next(IdKind.CUSTOMER),
    )
    return decisions.decision(
        own, version=version, known_customer=found.customer, known_case=found.case, **members
    )
