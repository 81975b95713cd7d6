"""Callers who wait at the same time share a commit; each has its own outcome (A2, A3, A5)."""

import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest

from compose_adapters.group_commit import MAX_BATCH, GroupCommit, GroupCommitStore
from compose_adapters.memory import MemoryStore
from compose_core.compose import ComposeService
from compose_core.decision import Decision
from compose_core.errors import IdempotencyMismatch, OutcomeUnknown, Rejected, Unavailable
from compose_core.model.request import ComposeRequest
from compose_core.testing import builders
from compose_core.testing.contracts.concurrency import THREADS, at_once
from crash_processes import wait_until
from world import World


class Book:
    """Keeps what is written; a write waits until it may go on, and some numbers are no good."""

    def __init__(self, patience: float = 20) -> None:
        self.may_go_on = threading.Semaphore(0)
        self.bad: dict[int, BaseException] = {}
        self.begun: list[list[int]] = []
        self.pages: list[list[int]] = []
        self.faults: dict[int, BaseException] = {}
        self._group = GroupCommit(self._commit_all, patience)
        self._threads: list[threading.Thread] = []

    def leads(self, number: int) -> None:
        """A thread writes the number, and holds the turn."""
        before = len(self.begun)
        self._start(number)
        wait_until(lambda: len(self.begun) > before, "the write begins")

    def follow(self, *numbers: int) -> None:
        """Threads wait to write a number each."""
        for number in numbers:
            before = len(self._group._queue)
            self._start(number)
            wait_until(lambda: len(self._group._queue) > before, "the thread waits")  # noqa: B023 - is over before the next

    def go_on(self, times: int) -> None:
        """So many writes may go on; then all threads have ended."""
        self.may_go_on.release(times)
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()

    def _start(self, number: int) -> None:
        thread = threading.Thread(target=self._written, args=(number,))
        self._threads.append(thread)
        thread.start()

    def _written(self, number: int) -> None:
        try:
            self._group.commit(number)
        except BaseException as fault:  # noqa: BLE001 - the tests look at it
            self.faults[number] = fault

    def _commit_all(self, numbers: Sequence[int]) -> list[Exception | None]:
        self.begun.append(list(numbers))
        assert self.may_go_on.acquire(timeout=20)
        found = [self.bad.get(number) for number in numbers]
        for each in found:
            if each is not None and not isinstance(each, ValueError):
                raise each
        self.pages.append([n for n in numbers if n not in self.bad])
        return [each if isinstance(each, Exception) else None for each in found]


def test_those_who_wait_share_the_next_write() -> None:
    book = Book()
    book.leads(1)
    book.follow(2, 3, 4)
    book.go_on(2)
    assert (book.pages, book.faults) == ([[1], [2, 3, 4]], {})


def test_one_that_cannot_be_written_harms_none_of_the_others() -> None:
    book = Book()
    book.bad[3] = fault = ValueError("no good")
    book.leads(1)
    book.follow(2, 3, 4)
    book.go_on(2)
    assert (book.pages, book.faults) == ([[1], [2, 4]], {3: fault})


def test_a_database_that_is_away_is_so_for_all_and_asked_once() -> None:
    book = Book()
    book.bad[3] = away = Unavailable("busy")
    book.leads(1)
    book.follow(2, 3, 4)
    book.go_on(2)
    assert (book.begun, book.faults) == ([[1], [2, 3, 4]], dict.fromkeys((2, 3, 4), away))


def test_one_by_itself_is_not_tried_twice() -> None:
    book = Book()
    book.bad[1] = fault = ValueError("no good")
    book.leads(1)
    book.go_on(1)
    assert (book.begun, book.faults) == ([[1]], {1: fault})


def test_who_waits_too_long_is_told_so_and_never_written() -> None:
    book = Book(patience=0.05)
    book.leads(1)
    book.follow(2)
    wait_until(lambda: 2 in book.faults, "the second gives up")
    book.go_on(2)
    assert isinstance(book.faults[2], Unavailable)
    assert book.begun == [[1]]


def test_who_is_just_being_written_waits_for_the_end_of_it() -> None:
    book = Book(patience=0.3)
    book.leads(1)
    book.follow(2, 3)
    book.may_go_on.release()
    wait_until(lambda: len(book.begun) > 1, "one writes for both")
    threading.Event().wait(0.5)
    book.go_on(1)
    assert (book.pages, book.faults) == ([[1], [2, 3]], {})


def test_a_write_that_is_broken_off_has_an_unknown_outcome_for_those_who_rely_on_it() -> None:
    book = Book()
    book.bad[2] = book.bad[3] = KeyboardInterrupt()
    book.leads(1)
    book.follow(2, 3)
    book.go_on(2)
    assert book.pages == [[1]]
    assert {type(fault) for fault in book.faults.values()} == {KeyboardInterrupt, OutcomeUnknown}


def test_a_batch_has_an_end() -> None:
    book = Book()
    book.leads(1)
    book.follow(*range(2, MAX_BATCH + 4))
    book.go_on(3)
    assert [len(page) for page in book.pages] == [1, MAX_BATCH, 2]


def test_the_next_one_alone_is_written_after_all_others() -> None:
    book = Book()
    book.leads(1)
    book.go_on(1)
    book.leads(2)
    book.go_on(1)
    assert book.pages == [[1], [2]]


AGENT = builders.AGENT


class Counting(MemoryStore):
    """Notes how many decisions came at once; the first commit waits until it may go on."""

    def __init__(self, world: World) -> None:
        super().__init__(world.site, world.tables)
        self.groups: list[int] = []
        self.may_go_on = threading.Event()
        self.has_begun = threading.Event()

    def commit(self, decision: Decision) -> None:
        if not self.has_begun.is_set():
            self.has_begun.set()
            assert self.may_go_on.wait(20)
        super().commit(decision)

    def commit_all(self, decisions: Sequence[Decision]) -> list[Exception | None]:
        self.groups.append(len(decisions))
        return super().commit_all(decisions)


def to(name: str, **members: object) -> ComposeRequest:
    details = builders.customer_details()
    return builders.request(to=f"{name}@example.com", customer=details, **members)


def grouped(world: World, store: MemoryStore | None = None) -> ComposeService:
    return attrs.evolve(world.service, store=GroupCommitStore(store or world.store))


@pytest.mark.rule("C1", "C6")
def test_many_threads_to_one_new_address_make_one_customer() -> None:
    world = World()
    service = grouped(world)
    receipts = at_once(lambda number: service.send(to("kim", subject=f"Number {number}"), AGENT))
    kept = world.tables.activities
    subjects = [kept[each.activity_id].subject for each in receipts]
    assert subjects == [f"Number {number}" for number in range(1, THREADS + 1)]
    assert len(world.tables.customers) == 1
    assert [each.customer_found for each in receipts].count(False) == 1


@pytest.mark.rule("A5")
def test_many_threads_under_one_key_make_one_activity() -> None:
    world = World()
    service = grouped(world)
    receipts = at_once(lambda _: service.send(to("kim"), AGENT, idempotency_key="k"))
    assert len(set(receipts)) == len(world.tables.activities) == 1
    with pytest.raises(IdempotencyMismatch):
        service.send(to("sam"), AGENT, idempotency_key="k")


def test_who_is_refused_is_told_so_alone() -> None:
    world = World()
    service = grouped(world)

    def is_sent(number: int) -> bool:
        wrong = {"subject": "``no_such"} if number % 2 else {}
        try:
            service.send(to(f"kim{number}", **wrong), AGENT)
        except Rejected:
            return False
        return True

    assert at_once(is_sent) == [number % 2 == 0 for number in range(1, THREADS + 1)]
    assert len(world.tables.activities) == THREADS / 2


def test_those_who_wait_share_a_commit() -> None:
    world = World()
    store = Counting(world)
    shared = GroupCommitStore(store)
    service = attrs.evolve(world.service, store=shared)
    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(service.send, to("kim0"), AGENT)
        assert store.has_begun.wait(20)
        others = [pool.submit(service.send, to(f"kim{n}"), AGENT) for n in range(1, 6)]
        wait_until(lambda: len(shared._group._queue) == 5, "all wait")
        store.may_go_on.set()
        receipts = [each.result() for each in (first, *others)]
    assert sorted(each.activity_id for each in receipts) == sorted(world.tables.activities)
    assert store.groups == [5]
    assert len(world.events.all) == 6


def test_where_the_commit_fails_everyone_is_told_and_the_next_call_works() -> None:
    world = World()

    class Away(MemoryStore):
        is_away = True

        def commit(self, decision: Decision) -> None:
            if self.is_away:
                raise Unavailable("the disk is full")
            super().commit(decision)

    store = Away(world.site, world.tables)
    service = grouped(world, store)

    def is_refused(number: int) -> bool:
        with pytest.raises(Unavailable, match="full"):
            service.send(to(f"kim{number}"), AGENT)
        return True

    assert all(at_once(is_refused))
    assert world.rows == 0
    store.is_away = False
    service.send(to("kim"), AGENT)


def test_to_lock_a_case_is_the_inner_stores_matter() -> None:
    world = World()
    service = grouped(world)
    first = service.send(to("kim"), AGENT)
    at_once(lambda _: service.send(to("kim", case_id=first.case_id), AGENT))
    assert len(world.tables.activities) == THREADS + 1


class Interrupted(BaseException):
    """As a signal interrupts the main thread while it waits."""


def interrupt(*_: object) -> None:
    raise Interrupted


def test_a_caller_who_is_interrupted_while_it_waits_leaves_the_others_a_leader() -> None:
    begun, may_go_on, stored = threading.Event(), threading.Event(), list[int]()

    def commit_all(numbers: Sequence[int]) -> list[None]:
        begun.set()
        assert may_go_on.wait(20)
        stored.extend(numbers)
        return [None for _ in numbers]

    group = GroupCommit(commit_all, patience=20)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(group.commit, 1)
        assert begun.wait(20)
        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(Interrupted):
                group.commit(2)
        finally:
            signal.signal(signal.SIGALRM, before)
        late = pool.submit(group.commit, 3)
        may_go_on.set()
        first.result(20)
        late.result(20)
    assert stored == [1, 3]
