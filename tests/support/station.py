"""Mails, an outbox in memory and a mailer that does as it is told, for the tests of delivery."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import attrs

from compose_adapters.memory import MemoryEvents, MemoryOutbox, Tables
from compose_core.decision import Decision
from compose_core.delivery import (
    DeliveryService,
    DeliverySettings,
    OutboxAdminService,
    queue_mails,
)
from compose_core.delivery import claim as decide_claim
from compose_core.errors import Unavailable
from compose_core.errors.exceptions import LeaseLost
from compose_core.letter import Envelope, Letter
from compose_core.model.address import Address
from compose_core.model.delivery import DeliveryState
from compose_core.model.settings import OnUncertainDelivery
from compose_core.outbox import Allowance, Change, Mail, Outgoing, Result, Verdict
from compose_core.testing.builders import NOON
from compose_core.testing.clock import StoppedClock
from compose_core.testing.decisions import activity, decision, message
from compose_core.testing.random import CountedTokens

PAT, CAL, BEA = "pat@example.com", "cal@example.com", "bea@example.com"
MINUTE = timedelta(minutes=1)
TAKEN = Result(Verdict.ACCEPTED, "250 taken")
LATER = Result(Verdict.DEFERRED, "450 later")
NEVER = Result(Verdict.REFUSED, "550 never")
UNKNOWN = Result(Verdict.UNCERTAIN, "the final dot: no answer in time")


def send(number: int = 1, *, hold: bool = False, at: datetime = NOON) -> Decision:
    """A send to Pat, a copy to Cal and a blind copy to Bea."""
    of = activity(number, cc=(Address.parse(CAL),), bcc=(Address.parse(BEA),), created=at)
    s9 = OnUncertainDelivery.HOLD if hold else OnUncertainDelivery.RESEND
    return decision(of, version="1", messages=(attrs.evolve(message(of), on_uncertain=s9),))


def mail(number: int = 1, *, hold: bool = False, at: datetime = NOON) -> Mail:
    """The mail of that send, queued."""
    return queue_mails(send(number, hold=hold, at=at))[0]


def claim(
    candidates: Sequence[Mail], now: datetime, until: datetime, tokens: Sequence[str]
) -> tuple[Change, ...]:
    """Decide a claim as a worker does whose clock is steady."""
    return decide_claim(candidates, now, until, tokens, expired_by=now)


def states(of: Mail) -> list[DeliveryState]:
    return [recipient.state for recipient in of.recipients]


class ToldMailer:
    """Answers what a function says, and keeps what it was given.

    Attributes:
        sent: the recipients of each letter.
        letters: how many are allowed.
        wait: for how long none is.
        is_down: whether that is because its server is down.
        fault: what it dies of, if anything.
        drops: whether it forgets to answer.
    """

    def __init__(self, answer: Callable[[str], Result]) -> None:
        self.answer = answer
        self.subjects: list[str] = []
        self.sent: list[tuple[str, ...]] = []
        self.within: list[timedelta] = []
        self.fault: Exception | None = None
        self.drops = False
        self.letters = 1_000
        self.wait = timedelta(0)
        self.is_down = False

    def allowance(self) -> Allowance:
        return Allowance(self.letters, self.wait, self.is_down)

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        self.subjects.append(letter.subject)
        self.sent.append(envelope.recipients)
        self.within.append(within)
        if self.fault:
            raise self.fault
        if self.drops:
            return ()
        return tuple(self.answer(recipient) for recipient in envelope.recipients)


class Faulty(MemoryOutbox):
    """An outbox whose next calls fail as told; a call fails only while there is a fault left."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self.before_outgoing: Callable[[], None] = lambda: None
        self.on_outgoing: list[Exception] = []
        self.on_write: list[Exception] = []
        self.written: list[list[Change]] = []

    def outgoing(self, mail: Mail) -> Outgoing:
        self.before_outgoing()
        if self.on_outgoing:
            raise self.on_outgoing.pop(0)
        return super().outgoing(mail)

    def write(self, changes: Sequence[Change]) -> None:
        if self.on_write:
            raise self.on_write.pop(0)
        super().write(changes)
        self.written.append(list(changes))


class Station:
    """A delivery service with all that it works on; time goes only when it is told to."""

    def __init__(
        self,
        answer: Callable[[str], Result] = lambda _: TAKEN,
        settings: DeliverySettings | None = None,
    ) -> None:
        self.tables = Tables()
        self.outbox = Faulty(self.tables)
        self.mailer = ToldMailer(answer)
        self.clock = StoppedClock()
        self.events = MemoryEvents()
        self.pauses: list[timedelta] = []
        self.service = DeliveryService(
            outbox=self.outbox,
            mailer=self.mailer,
            clock=self.clock,
            random=CountedTokens(),
            events=self.events,
            pause=self._pause,
            settings=settings or DeliverySettings(),
        )
        self.operation = OutboxAdminService(
            outbox=self.outbox, retention=self.outbox, clock=self.clock, events=self.events
        )

    def queue(self, *numbers: int, hold: bool = False) -> None:
        for number in numbers:
            self.tables.queue(send(number, hold=hold, at=self.clock.now()))

    def mail(self, number: int = 1) -> Mail:
        return self.tables.mails[number, 0]

    def states(self, number: int = 1) -> list[DeliveryState]:
        return states(self.mail(number))

    def _pause(self, wait: timedelta) -> None:
        self.pauses.append(wait)
        self.clock.advance(wait)


BUSY = Unavailable("the outbox is busy")


def lost(*mails: tuple[int, int]) -> LeaseLost:
    return LeaseLost(mails)
