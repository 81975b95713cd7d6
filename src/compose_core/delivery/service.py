"""The service that hands over what is due."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import attrs

from compose_core.delivery.settings import DeliverySettings, fraction_of
from compose_core.delivery.transition import (
    begin_attempt,
    claim,
    envelope_of,
    events_of,
    recipients_of_attempt,
    record_results,
    release,
)
from compose_core.errors import Unavailable
from compose_core.errors.exceptions import LeaseLost
from compose_core.model.token import token_hash
from compose_core.outbox import Change, Mail, Outgoing, Result, Verdict
from compose_core.ports import Events, Mailer, Outbox
from compose_core.ports.clock import Clock
from compose_core.ports.random import Random

_FIRST_WAIT = timedelta(milliseconds=100)
_LONGEST_WAIT = timedelta(seconds=5)


@attrs.frozen
class Run:
    """The outcome of a run.

    Args:
        mails: how many were handed over.
        is_done: whether nothing was due any more.
        is_held: whether the mailer would take no more.
        wait: for how long, then.
        is_down: whether it is so because its server is down.
    """

    mails: int
    is_done: bool = False
    is_held: bool = False
    wait: timedelta = timedelta(0)
    is_down: bool = False


class ClockWatch:
    """Notices when the clock jumps, by the monotonic time beside it.

    The end of a lease is a time of the clock. When the clock jumps forward, every lease seems to
    be over, also that of a worker that is just handing its mail over. So no lease is taken over
    until the clock has been steady for as long as a lease lasts: by then every hand-over that
    began before the jump has ended, because its deadline is monotonic.

    Args:
        clock: that all workers read.
        settings: the lease, and the jump that is tolerated.
    """

    def __init__(self, clock: Clock, settings: DeliverySettings) -> None:
        self._clock = clock
        self._settings = settings
        # The time of the clock when the monotonic time was 0, which moves when the clock jumps,
        # and until when leases are distrusted. Threads that race may only prolong this.
        self._state = (clock.now() - clock.monotonic(), clock.monotonic())

    def read(self) -> tuple[datetime, bool]:
        """Read the clock, and say whether the ends of leases can be trusted by it."""
        zero, distrusted_until = self._state
        monotonic, now = self._clock.monotonic(), self._clock.now()
        if abs(now - monotonic - zero) > self._settings.clock_tolerance:
            distrusted_until = monotonic + self._settings.lease
            self._state = (now - monotonic, distrusted_until)
        return now, monotonic >= distrusted_until


@attrs.frozen
class ChangeWriter:
    """Writes a worker's changes and reports those that are stored.

    The store may be busy, and leases may be lost meanwhile.
    """

    outbox: Outbox
    clock: Clock
    events: Events
    pause: Callable[[timedelta], None]

    def write(self, changes: Sequence[Change], until: timedelta) -> Sequence[Change]:
        """Store the changes of all mails that are still the worker's, in one transaction.

        Args:
            changes: of leased mails.
            until: how long a busy store is waited for, by the monotonic time.

        Returns:
            Those that were stored.

        Raises:
            Unavailable: the outbox stayed away until then.
        """
        while changes:
            try:
                self._store(changes, until)
            except LeaseLost as lost:
                left = [each for each in changes if each.before.name not in lost.mails]
                if len(left) == len(changes):
                    raise
                changes = left
            else:
                self.report(changes)
                break
        return changes

    def report(self, changes: Sequence[Change]) -> None:
        """Publish the events of changes that are stored."""
        for change in changes:
            for event in events_of(change):
                self.events.happened(event)

    def _store(self, changes: Sequence[Change], until: timedelta) -> None:
        # What a server answered is known here alone: it is worth waiting for the store.
        wait = _FIRST_WAIT
        while True:
            try:
                return self.outbox.write(changes)
            except Unavailable:
                if self.clock.monotonic() + wait >= until:
                    raise
            self.pause(wait)
            wait = min(wait * 2, _LONGEST_WAIT)


def _never() -> bool:
    return False


@attrs.frozen
class DeliveryService:
    """Hands over what is due, in this process and in any number of others at once.

    A mail is handed over only by the worker that holds its lease, after that was written; the
    results of one mail are written with the hand-over of the next (A3).

    Args:
        outbox: where the mails are.
        mailer: takes the letters.
        clock: the time.
        random: for the tokens of leases and of secure links, and the jitter.
        events: hears of every transition.
        pause: waits for a time, before results are written again that the outbox was too busy
            for.
        settings: how to work.
    """

    outbox: Outbox
    mailer: Mailer
    clock: Clock
    random: Random
    events: Events
    pause: Callable[[timedelta], None]
    settings: DeliverySettings = attrs.field(factory=DeliverySettings)
    writer: ChangeWriter = attrs.field(init=False)
    watch: ClockWatch = attrs.field(init=False)

    @writer.default
    def _make_writer(self) -> ChangeWriter:
        return ChangeWriter(self.outbox, self.clock, self.events, self.pause)

    @watch.default
    def _make_watch(self) -> ClockWatch:
        return ClockWatch(self.clock, self.settings)

    def deliver_due(
        self, due_by: datetime | None = None, stopping: Callable[[], bool] = _never
    ) -> Run:
        """Hand over all that is due, each mail once.

        Args:
            due_by: what comes due later is left alone; now, unless given.
            stopping: asked before every mail; once it says so, what is left is given back.

        Raises:
            Unavailable: the outbox is busy or away. What was under way is put right when its
                leases have run out.
        """
        due_by = due_by or self.clock.now()
        run = Run(0)
        while not (run.is_done or run.is_held or stopping()):
            latest = self.deliver_batch(due_by, stopping)
            run = attrs.evolve(latest, mails=run.mails + latest.mails)
        return run

    def deliver_batch(
        self, due_by: datetime | None = None, stopping: Callable[[], bool] = _never
    ) -> Run:
        """Claim due mails and hand them over; the arguments are those of `deliver_due`.

        Raises:
            Unavailable: as in `deliver_due`.
        """
        allowance = self.mailer.allowance()
        if not allowance.letters:
            return Run(0, is_held=True, wait=allowance.wait, is_down=allowance.is_down)
        leased_until = self.clock.monotonic() + self.settings.lease
        changes = self._claim(due_by, allowance.letters)
        mails = [change.after for change in changes if change.after.lease]
        return Run(self._deliver(mails, leased_until, stopping), is_done=not changes)

    def _claim(self, due_by: datetime | None, letters: int) -> Sequence[Change]:
        latest = due_by or self.clock.now()
        token = self.random.token()
        tokens = [f"{token}.{number}" for number in range(min(letters, self.settings.batch))]

        def decide(candidates: Sequence[Mail]) -> tuple[Change, ...]:
            # Read here, where the leases are seen: one of them may have been written after the
            # clock was set back, and would seem to be over by a time that was read before.
            now, is_steady = self.watch.read()
            expired_by = min(latest, now) if is_steady else None
            return claim(candidates, latest, now + self.settings.lease, tokens, expired_by)

        changes = self.outbox.claim(latest, len(tokens), decide)
        self.writer.report(changes)
        return changes

    def _deliver(
        self, mails: Sequence[Mail], leased_until: timedelta, stopping: Callable[[], bool]
    ) -> int:
        done: list[Change] = []
        number, until = 0, leased_until
        while number < len(mails) and self._goes_on(number, leased_until, stopping):
            until = self.clock.monotonic() + self.settings.lease
            begun = self._begin(mails[number])
            stored = self.writer.write([*done, begun], leased_until)
            done = [self._attempt(begun.after, until)] if begun in stored else []
            number += 1
        now, rest = self.clock.now(), mails[number:]
        changes = [*done, *(release(mail, now) for mail in rest)]
        self.writer.write(changes, leased_until if rest else until)
        return number

    def _goes_on(self, number: int, leased_until: timedelta, stopping: Callable[[], bool]) -> bool:
        if stopping():
            return False
        # A hand-over that begins later might let the leases of the rest of the batch run out.
        is_early = self.clock.monotonic() <= leased_until - self.settings.reach
        # The first goes in any case, or a slow outbox would bring deliveries to a stand.
        return not number or (is_early and self.mailer.allowance().letters > 0)

    def _begin(self, mail: Mail) -> Change:
        now = self.clock.now()
        return begin_attempt(mail, now, now + self.settings.lease)

    def _attempt(self, mail: Mail, until: timedelta) -> Change:
        results = self._hand_over(mail, until)
        fraction = fraction_of(self.random.token())
        return record_results(mail, results, self.clock.now(), self.settings.backoff, fraction)

    def _hand_over(self, mail: Mail, until: timedelta) -> Sequence[Result]:
        """Hand a mail over; a fault of ours is a result too, so that the others go on.

        Before the mailer was asked the mail is deferred; after that nobody knows what went out.
        """
        recipients = len(recipients_of_attempt(mail))
        try:
            outgoing = self._outgoing(mail)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the others go on
            text = f"the letter could not be read ({_name(fault)})"
            return [Result(Verdict.DEFERRED, text)] * recipients
        try:
            # Asked last of all, because to read a letter may take long.
            left = until - self.settings.margin - self.clock.monotonic()
            within = min(left, self.settings.deadline)
            envelope = envelope_of(mail, outgoing.sender)
            results = self.mailer.send(outgoing.letter, envelope, within)
            return [result for result, _ in zip(results, envelope.recipients, strict=True)]
        except Exception as fault:  # noqa: BLE001 - as above
            text = f"a fault while handing over ({_name(fault)})"
            return [Result(Verdict.UNCERTAIN, text)] * recipients

    def _outgoing(self, mail: Mail) -> Outgoing:
        """Read the letter; a notification gets a token that no store and no other attempt has."""
        outgoing = self.outbox.outgoing(mail)
        if outgoing.letter.link_token is None:
            return outgoing
        token = self.random.token()
        # Before the mail can arrive: its reader may open it at once, and shall find the message.
        self.outbox.add_link_token(mail, token_hash(token))
        return attrs.evolve(outgoing, letter=outgoing.letter.with_link_token(token))


def _name(fault: Exception) -> str:
    # Its text may hold an address or a secret.
    return type(fault).__name__
