"""Who waits for the same turn is written in one transaction, and hears of its own fate alone."""

import threading
from collections.abc import Sequence

from compose_adapters.sql.outbox.sharing import SharedWrites
from compose_core.delivery import queue_mails
from compose_core.errors import Unavailable
from compose_core.outbox import Change
from compose_core.testing import builders, decisions
from crash_processes import wait_until


def change(number: int) -> Change:
    (mail,) = queue_mails(decisions.decision(decisions.activity(number), version="1"))
    return Change(mail, mail, builders.NOON)


class Book:
    """Keeps what is written; a write waits until it may go on, and some numbers are no good."""

    def __init__(self, patience: float = 20) -> None:
        self.may_go_on = threading.Semaphore(0)
        self.bad: dict[int, BaseException] = {}
        self.begun: list[list[int]] = []
        self.pages: list[list[int]] = []
        self.faults: dict[int, BaseException] = {}
        self._shared = SharedWrites(self._write, patience)
        self._threads: list[threading.Thread] = []

    def leads(self, number: int) -> None:
        """A thread writes the number, and holds the turn."""
        before = len(self.begun)
        self._start(number)
        wait_until(lambda: len(self.begun) > before, "the write begins")

    def follow(self, *numbers: int) -> None:
        """Threads wait to write a number each."""
        for number in numbers:
            before = len(self._shared._waiting)
            self._start(number)
            wait_until(lambda: len(self._shared._waiting) > before, "the thread waits")  # noqa: B023 - is over before the next

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
            self._shared.write([change(number)])
        except BaseException as fault:  # noqa: BLE001 - the tests look at it
            self.faults[number] = fault

    def _write(self, changes: Sequence[Change]) -> None:
        numbers = [each.before.activity_id for each in changes]
        self.begun.append(numbers)
        assert self.may_go_on.acquire(timeout=20)
        for number in numbers:
            if number in self.bad:
                raise self.bad[number]
        self.pages.append(numbers)


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
    book.go_on(5)
    assert (book.pages, book.faults) == ([[1], [2], [4]], {3: fault})


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


def test_a_write_that_is_broken_off_is_unavailable_to_those_who_rely_on_it() -> None:
    book = Book()
    book.bad[2] = book.bad[3] = KeyboardInterrupt()
    book.leads(1)
    book.follow(2, 3)
    book.go_on(2)
    assert book.pages == [[1]]
    assert {type(fault) for fault in book.faults.values()} == {KeyboardInterrupt, Unavailable}
