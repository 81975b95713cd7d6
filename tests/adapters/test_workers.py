"""Worker threads: all that is due goes, a stop loses nothing, a fault ends nobody."""

import threading
from datetime import timedelta
from time import monotonic, sleep

import pytest

from compose_adapters.workers import Workers
from compose_core.errors import Unavailable
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Result
from station import BUSY, TAKEN, Station

SOON = timedelta(milliseconds=5)


def workers(station: Station, number: int = 1) -> Workers:
    return Workers(station.service, station.clock, number, idle=SOON)


def accepted(station: Station) -> int:
    mails = list(station.tables.mails.values())
    return sum(mail.recipients[0].state is DeliveryState.ACCEPTED for mail in mails)


def wait_for(station: Station, number: int) -> None:
    end = monotonic() + 20
    while accepted(station) < number:
        assert monotonic() < end
        sleep(0.002)


@pytest.mark.parametrize("number", [1, 4])
def test_once_hands_over_all_that_is_due_once_however_many_work(number: int) -> None:
    station = Station()
    station.queue(*range(1, 101))
    assert workers(station, number).once() == 100
    assert (accepted(station), len(station.mailer.sent)) == (100, 100)


def test_once_waits_for_the_rate() -> None:
    station = Station()
    station.queue(1, 2)
    station.mailer.letters, station.mailer.wait = 0, SOON
    threading.Timer(0.05, lambda: setattr(station.mailer, "letters", 1)).start()
    assert workers(station).once() == 2


@pytest.mark.parametrize("wait", [SOON, timedelta(minutes=1)])
@pytest.mark.parametrize("is_down", [False, True], ids=["the rate", "the server"])
def test_once_waits_as_long_as_it_takes_but_not_for_a_server_that_is_down(
    wait: timedelta, *, is_down: bool
) -> None:
    station = Station()
    station.queue(1)
    station.mailer.letters, station.mailer.wait, station.mailer.is_down = 0, wait, is_down
    crew, is_stopped = workers(station), threading.Event()

    def stop() -> None:
        is_stopped.set()
        crew.stop()

    timer = threading.Timer(20 if is_down else 0.05, stop)
    timer.start()
    assert crew.once() == 0
    assert is_stopped.is_set() is not is_down
    timer.cancel()


def test_once_tells_of_an_outbox_that_is_away() -> None:
    station = Station()
    station.queue(1)
    station.outbox.on_write = [BUSY] * 1000
    with pytest.raises(Unavailable):
        workers(station).once()


def test_workers_deliver_what_comes_until_they_are_stopped() -> None:
    station = Station()
    crew = workers(station, 2)
    crew.start()
    station.queue(1)
    wait_for(station, 1)
    station.queue(2, 3)
    wait_for(station, 3)
    crew.stop()
    assert crew.join(20)


@pytest.mark.rule("A3")
def test_a_stop_amid_many_mails_loses_none_and_sends_none_twice() -> None:
    station = Station()
    crew = workers(station, 2)

    def answer(_: str) -> Result:
        if len(station.mailer.sent) == 50:
            crew.stop()
        return TAKEN

    station.mailer.answer = answer
    station.queue(*range(1, 501))
    crew.start()
    assert crew.join(20)
    sent = len(station.mailer.sent)
    assert 50 <= sent < 60
    assert accepted(station) == sent
    assert not any(mail.lease for mail in station.tables.mails.values())
    assert workers(station).once() == 500 - sent
    assert accepted(station) == 500


def test_a_fault_ends_no_worker_and_its_text_is_not_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("compose_adapters.workers.delivering._AFTER_A_FAULT", SOON)
    station = Station()
    faults = [RuntimeError("pat@example.com"), Unavailable("the database is away")]
    claim = station.outbox.claim

    def failing(*arguments: object) -> object:
        if faults:
            raise faults.pop(0)
        return claim(*arguments)  # type: ignore[arg-type]  # passed on as they came

    station.outbox.claim = failing  # type: ignore[assignment,method-assign]  # fails first
    station.queue(1)
    crew = workers(station)
    with caplog.at_level("INFO"):
        crew.start()
        wait_for(station, 1)
        crew.stop()
        assert crew.join(20)
    assert [record.getMessage() for record in caplog.records] == [
        "delivery met a fault of its own and goes on: RuntimeError",
        "the outbox is away, so delivery waits: the database is away",
    ]
