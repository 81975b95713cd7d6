"""Victims sent to their points one by one, and the one who puts right what they leave."""

import time
from datetime import datetime, timedelta
from itertools import count
from signal import SIGKILL

import attrs

from compose_adapters.memory import MemoryEvents
from compose_adapters.wiring.configuration import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.decision import Receipt
from compose_core.delivery import DeliveryService
from compose_core.outbox import JournalEntry, Mail
from compose_core.ports.clock import Clock
from compose_core.testing import builders
from crash_composing import key_of, request_of
from crash_lab import Lab
from crash_points import Order, points_in
from crash_processes import PATIENCE_SECONDS, Victim
from crash_victims import Post, deliver, send

MAILS = 2
"""How many mails a delivering victim has: the results of one go with the hand-over of the next."""


@attrs.frozen
class _Ahead:
    """The time as it will be."""

    clock: Clock
    by: timedelta

    def now(self) -> datetime:
        return self.clock.now() + self.by

    def monotonic(self) -> timedelta:
        return self.clock.monotonic()


@attrs.frozen
class Sent:
    """A victim on its way.

    Args:
        process: the victim.
        post: where it works.
        lab: what it works on.
    """

    process: Victim
    post: Post
    lab: Lab

    def dies(self) -> None:
        """It dies at its point, and the database server has noticed."""
        assert self.process.join() == -SIGKILL, f"{self.post.name}: {self.process.told}"
        self.lab.must_be_gone(self.post.name)

    def points(self) -> list[str]:
        """It comes to its end; the points on its way."""
        assert self.process.join() == 0, self.process.told
        return points_in(self.post.trace)


class Station:
    """Where victims are sent from.

    Args:
        lab: what they work on.
        lease: of what they claim.
    """

    def __init__(self, lab: Lab, lease: timedelta = timedelta(seconds=60)) -> None:
        self.lab = lab
        self.lease = lease
        self._world = Container(Configuration(database=lab.url, smtp=lab.sink.url("rescue")))
        self._numbers = count(1)

    def compose(self, number: int) -> Receipt:
        """Send the request of a number, as a caller that asks again."""
        return self._world.compose.send(
            request_of(number), builders.AGENT, idempotency_key=key_of(number)
        )

    def queue(self) -> list[int]:
        """Mails that wait for a victim; their activities."""
        return [self.compose(self.number()).activity_id for _ in range(MAILS)]

    def number(self) -> int:
        """A number that was not used."""
        return next(self._numbers)

    def sender(self, number: int, order: Order) -> Sent:
        """A process that sends the request of a number."""
        post = self._post()
        return self._sent(Victim(send, post, number, order, output=post.output), post)

    def deliverer(self, order: Order, *, stopping: bool = False) -> Sent:
        """A process that delivers what is due, once; or, when stopping, gives it back."""
        post = self._post()
        return self._sent(Victim(deliver, post, order, stopping, output=post.output), post)

    def rescue(self, ahead: timedelta) -> None:
        """Deliver all that is due after a time, dead workers' mails among it."""
        service = DeliveryService(
            outbox=self._world.outbox,
            mailer=self._world.mailer,
            clock=_Ahead(self._world.clock, ahead),
            random=self._world.random,
            events=MemoryEvents(),
            pause=lambda wait: time.sleep(wait.total_seconds()),
        )
        end = time.monotonic() + PATIENCE_SECONDS
        run = service.deliver_due(stopping=lambda: time.monotonic() > end)
        assert run.is_done, f"after {run.mails} mails there is still something due"

    def mails(self, activity: int) -> tuple[tuple[Mail, tuple[JournalEntry, ...]], ...]:
        """An activity's mails, with all that was tried."""
        return self.lab.desk.mails(activity)

    def copies(self, activity: int) -> int:
        """How often the mail of an activity was taken."""
        name = self.lab.message_id_of(self.mails(activity)[0][0])
        return sum(mail.message_id == name for mail in self.lab.sink.mails)

    def close(self) -> None:
        self._world.close()

    def _sent(self, process: Victim, post: Post) -> Sent:
        return Sent(process, post, self.lab)

    def _post(self) -> Post:
        name = f"victim{next(self._numbers)}"
        lab = self.lab
        return Post(name, lab.url_for(name), lab.sink.url(name), lab.folder, self.lease)
