"""An hour in which nothing gets through, and mails that kill: nobody starves, rates are kept."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Literal

import attrs
import pytest

from compose_adapters.smtp.throttle import Throttle
from compose_core.delivery import Run
from compose_core.events import DeliveryChanged, Event
from compose_core.letter import Envelope, Letter
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Allowance, Mail, Outgoing, Result
from compose_core.testing.builders import NOON
from station import LATER, TAKEN, Faulty, Station

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
A_SECOND = 10
EACH = SECOND / 100
MAILS = {"short": 60, "full": 10_000}
NOT_THERE = Result(LATER.verdict, "connecting: Connection refused")


class VirtualServer:
    """A server on virtual time, behind the throttle that the SMTP adapter has.

    Args:
        station: whose clock goes while a letter is handed over.
        refuses: whether it lets nobody in, or lets everybody in and takes nothing.
    """

    def __init__(self, station: Station, *, refuses: bool) -> None:
        self.opens = NOON + HOUR
        self.tried: list[datetime] = []
        self.taken: dict[str, datetime] = {}
        self._station = station
        self._refuses = refuses
        self._throttle = Throttle(A_SECOND, self._now())

    def allowance(self) -> Allowance:
        return self._throttle.allowance(self._now())

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        assert within > timedelta(0)
        self._throttle.spend(self._now(), self._now() + within.total_seconds())
        self.tried.append(self._station.clock.now())
        began = self._now()
        self._station.clock.advance(EACH)
        return (self._answer(letter, began),) * len(envelope.recipients)

    def _answer(self, letter: Letter, began: float) -> Result:
        if self._station.clock.now() >= self.opens:
            self._throttle.succeeded()
            self.taken[letter.message_id] = self._station.clock.now()
            return TAKEN
        if self._refuses:
            self._throttle.failed(began, self._now())
            return NOT_THERE
        self._throttle.succeeded()
        return LATER

    def _now(self) -> float:
        return (self._station.clock.now() - NOON).total_seconds()


def at(server: VirtualServer) -> Station:
    return server._station


def built(mails: int, *, refuses: bool) -> VirtualServer:
    station = Station()
    server = VirtualServer(station, refuses=refuses)
    station.service = attrs.evolve(station.service, mailer=server)
    station.queue(*range(1, mails + 1))
    return server


def work(server: VirtualServer, until: datetime) -> None:
    """Deliver as a worker does, until a time or until nothing is left."""
    clock, due = at(server).clock, next_due(at(server))
    while due and clock.now() < until:
        run: Run = at(server).service.deliver_batch()
        clock.advance(run.wait)
        if run.is_done and (due := next_due(at(server))):
            clock.time = max(clock.now(), min(due, until))


def next_due(station: Station) -> datetime | None:
    return min((mail.due for mail in station.tables.mails.values() if mail.due), default=None)


@pytest.mark.soak
def test_an_hour_without_a_server_costs_few_attempts_and_then_everything_goes(
    scale: Literal["short", "full"],
) -> None:
    mails = MAILS[scale]
    server = built(mails, refuses=True)
    work(server, server.opens)
    tried = len(server.tried)
    work(server, server.opens + 24 * HOUR)
    assert 10 < tried < 40
    assert len(server.taken) == mails
    drained = max(server.taken.values()) - server.opens
    assert drained < timedelta(minutes=5) + SECOND * (mails / A_SECOND) + timedelta(hours=1)


@pytest.mark.soak
def test_new_mails_pass_a_backlog_of_deferred_ones(scale: Literal["short", "full"]) -> None:
    mails = MAILS[scale]
    server = built(mails, refuses=False)
    station = at(server)
    work(server, server.opens)
    backlog = [mail for mail in station.tables.mails.values() if mail.attempts]
    waits = []
    for number in range(mails + 1, mails + 11):
        station.queue(number)
        queued = station.clock.now()
        while f"<{number}.example@example.com>" not in server.taken:
            run = station.service.deliver_batch()
            station.clock.advance(run.wait)
        waits.append(station.clock.now() - queued)
    assert len(backlog) == mails
    assert max(waits) < 2 * SECOND
    work(server, server.opens + 24 * HOUR)
    assert len(server.taken) == mails + 10


@pytest.mark.soak
def test_no_second_has_more_attempts_than_the_rate_allows(
    scale: Literal["short", "full"],
) -> None:
    server = built(MAILS[scale], refuses=False)
    work(server, server.opens + HOUR)
    seconds = Counter(int((tried - NOON).total_seconds()) for tried in server.tried)
    # A second's worth may have been saved up, and a batch is begun on what is left.
    assert max(seconds.values()) <= 2 * A_SECOND
    assert len(server.tried) <= A_SECOND * (max(seconds) + 2)


class Died(BaseException):
    """The worker's process is gone."""


class Poison(Faulty):
    """An outbox one letter of which kills whoever reads it."""

    def outgoing(self, mail: Mail) -> Outgoing:
        if mail.activity_id == 500:
            raise Died
        return super().outgoing(mail)


class KillsOnClaim:
    """Events that kill whoever has claimed one of some mails."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = numbers

    def happened(self, event: Event) -> None:
        is_claim = isinstance(event, DeliveryChanged) and event.after == "claimed"
        if is_claim and event.activity_id in self._numbers:
            raise Died


def deliver_with_new_workers(station: Station) -> int:
    """Deliver all; a worker that dies is replaced, and its leases run out. How many died."""
    deaths = 0
    while next_due(station):
        try:
            station.service.deliver_due()
        except Died:
            deaths += 1
        station.clock.advance(timedelta(minutes=2))
        assert deaths < 200
    return deaths


def kill_on_claim(station: Station, *numbers: int) -> None:
    station.service = attrs.evolve(station.service, events=KillsOnClaim(*numbers))


def test_a_letter_that_kills_its_reader_is_held_and_the_others_go() -> None:
    station = Station()
    station.service = attrs.evolve(station.service, outbox=Poison(station.tables))
    station.queue(*range(1, 1_001))
    assert deliver_with_new_workers(station) == 2
    states = Counter(station.states(number)[0] for number in range(1, 1001))
    assert states == {DeliveryState.ACCEPTED: 999, DeliveryState.UNCERTAIN: 1}
    assert station.mail(500).due is None


def test_a_mail_that_kills_who_claims_it_is_parked_and_the_others_go() -> None:
    station = Station()
    station.queue(*range(1, 1_001))
    kill_on_claim(station, 500)
    assert deliver_with_new_workers(station) == 5
    states = Counter(station.states(number)[0] for number in range(1, 1001))
    assert states == {DeliveryState.ACCEPTED: 999, DeliveryState.DEFERRED: 1}
    assert (station.mail(500).due, station.mail(500).attempts) == (None, 0)


def test_mails_that_were_claimed_along_with_those_that_kill_are_blamed_for_nothing() -> None:
    station = Station()
    killers = range(1, 600, 20)
    station.queue(*range(1, 601))
    kill_on_claim(station, *killers)
    assert deliver_with_new_workers(station) == 5 * len(killers)
    parked = [each for each in range(1, 601) if station.states(each)[0] is DeliveryState.DEFERRED]
    assert parked == list(killers)
