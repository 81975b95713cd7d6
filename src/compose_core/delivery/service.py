"""The service that hands over what is due."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import attrs

from compose_core.delivery.attempt import attempted
from compose_core.delivery.backoff import fraction_of
from compose_core.delivery.change_writer import ChangeWriter, Pause
from compose_core.delivery.hand_over import begin_attempt, lease_of, record_results, release
from compose_core.delivery.settings import DeliverySettings
from compose_core.outbox import Change, Mail
from compose_core.ports import Events, Mailer, Outbox
from compose_core.ports.clock import Clock
from compose_core.ports.random import Random


@attrs.frozen
class Run:
    """What a run came to.

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


def _never() -> bool:
    return False


class DeliveryService:
    """Hands over what is due, in this process and in any number of others at once.

    A mail is handed over only by who holds its lease, after that was written; the results of
    one mail are written with the hand-over of the next (A3).

    Args:
        outbox: where the mails are.
        mailer: who takes them.
        clock: the time.
        random: for the tokens of leases and of secure links, and the jitter.
        events: hears of every transition.
        pause: waits for a time, before results are written again that the outbox was too busy
            for.
        settings: how to work.
    """

    def __init__(  # noqa: PLR0913 - the ports that a delivery needs, each by its name
        self,
        *,
        outbox: Outbox,
        mailer: Mailer,
        clock: Clock,
        random: Random,
        events: Events,
        pause: Pause,
        settings: DeliverySettings | None = None,
    ) -> None:
        self._outbox = outbox
        self._mailer = mailer
        self._clock = clock
        self._random = random
        self._settings = settings or DeliverySettings()
        self._pen = ChangeWriter(outbox, clock, events, pause)

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
        due_by = due_by or self._clock.now()
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
        allowance = self._mailer.allowance()
        if not allowance.letters:
            return Run(0, is_held=True, wait=allowance.wait, is_down=allowance.is_down)
        changes = self._claim(due_by, allowance.letters)
        mails = [change.after for change in changes if change.after.lease]
        return Run(self._deliver(mails, stopping), is_done=not changes)

    def _claim(self, due_by: datetime | None, letters: int) -> Sequence[Change]:
        now = self._clock.now()
        tokens = [self._random.token() for _ in range(min(letters, self._settings.batch))]
        changes = self._outbox.claim(due_by or now, now + self._settings.lease, tokens)
        self._pen.tell(changes)
        return changes

    def _deliver(self, mails: Sequence[Mail], stopping: Callable[[], bool]) -> int:
        done: list[Change] = []
        number = 0
        while number < len(mails) and self._goes_on(mails[number], number, stopping):
            begun = self._begin(mails[number])
            stored = self._pen.write([*done, begun])
            done = [self._attempted(begun.after)] if begun in stored else []
            number += 1
        now = self._clock.now()
        self._pen.write([*done, *(release(mail, now) for mail in mails[number:])])
        return number

    def _goes_on(self, mail: Mail, number: int, stopping: Callable[[], bool]) -> bool:
        if stopping():
            return False
        # The first goes in any case, or a slow outbox would bring deliveries to a stand.
        return not number or (self._is_early(mail) and self._mailer.allowance().letters > 0)

    def _is_early(self, mail: Mail) -> bool:
        # A hand-over that begins later might let the leases of the rest of the batch run out.
        return self._clock.now() <= lease_of(mail).until - self._settings.reach

    def _begin(self, mail: Mail) -> Change:
        now = self._clock.now()
        return begin_attempt(mail, now, now + self._settings.lease)

    def _attempted(self, mail: Mail) -> Change:
        results = attempted(
            self._outbox, self._mailer, self._random, mail, lambda: self._within(mail)
        )
        fraction = fraction_of(self._random.token())
        return record_results(mail, results, self._clock.now(), self._settings.backoff, fraction)

    def _within(self, mail: Mail) -> timedelta:
        left = lease_of(mail).until - self._settings.margin - self._clock.now()
        return min(left, self._settings.deadline)
