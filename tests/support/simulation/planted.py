"""Bugs that a simulation worth its name finds, each in one part of an otherwise right service."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import attrs

from compose_core.delivery import DeliveryService, DeliverySettings
from compose_core.letter import Envelope, Letter
from compose_core.outbox import Change, Mail, Result, Verdict
from simulation.history import JUMPS, SETTINGS, Build
from simulation.ports import CheckedOutbox, WorkersMailer
from station import BEA, CAL, PAT


class Unfenced(CheckedOutbox):
    """Takes a worker's word for it that the mail is still its own."""

    def _holds(self, mail: Mail) -> bool:
        del mail
        return True


class LeaseWithoutExpiry(CheckedOutbox):
    """Never gives a dead worker's mail to another."""

    def _due(self, now: datetime, limit: int) -> list[Mail]:
        return [mail for mail in super()._due(now, limit) if not mail.lease]


class WritesResultsLate(DeliveryService):
    """Keeps the results of a batch to itself until the batch is done."""

    def _deliver(
        self, mails: Sequence[Mail], leased_until: timedelta, stopping: Callable[[], bool]
    ) -> int:
        del stopping
        done: list[Change] = []
        for mail in mails:
            begun = self._begin(mail)
            if begun in self.writer.write([begun], leased_until):
                done.append(self._attempt(begun.after, leased_until))
        self.writer.write(done, leased_until)
        return len(mails)


class WritesTheHandOverLate(DeliveryService):
    """Sends first, and writes down then that it will."""

    def _deliver(
        self, mails: Sequence[Mail], leased_until: timedelta, stopping: Callable[[], bool]
    ) -> int:
        del stopping
        for mail in mails:
            begun = self._begin(mail)
            done = self._attempt(begun.after, leased_until)
            if begun in self.writer.write([begun], leased_until):
                self.writer.write([done], leased_until)
        return len(mails)


class RetriesToAll(WorkersMailer):
    """Sends to everyone of the letter, whoever has it already."""

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        everyone = Envelope(envelope.sender, (PAT, CAL, BEA))
        results = dict(
            zip(everyone.recipients, super().send(letter, everyone, within), strict=True)
        )
        return tuple(results[address] for address in envelope.recipients)


class SaysSentTooEarly(WorkersMailer):
    """Calls accepted what it does not know of."""

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        results = super().send(letter, envelope, within)
        certain = Result(Verdict.ACCEPTED, "250 surely")
        return tuple(certain for _ in results)


class TrustsTheClock(DeliverySettings):
    """Tolerates every jump of the clock."""

    @property
    def clock_tolerance(self) -> timedelta:
        return timedelta.max


WITHOUT_PROTECTION = attrs.evolve(JUMPS, settings=TrustsTheClock(batch=3, backoff=SETTINGS.backoff))

PLANTED = {
    "no fencing": Build(outbox=Unfenced),
    "a lease without expiry": Build(outbox=LeaseWithoutExpiry),
    "results written late": Build(service=WritesResultsLate),
    "a hand-over written late": Build(service=WritesTheHandOverLate),
    "a retry to all recipients": Build(mailer=RetriesToAll),
    "an uncertain mail called accepted": Build(mailer=SaysSentTooEarly),
}
