"""One history, from its seed to the quiet at its end."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import attrs

from compose_adapters.memory import Tables
from compose_core.delivery import Backoff, DeliveryService, DeliverySettings, OutboxAdminService
from compose_core.errors import Conflict, Unavailable
from compose_core.outbox import Mail
from compose_core.testing.builders import NOON
from simulation.ledger import Ledger, Violated
from simulation.ports import (
    CertainMailer,
    CheckedOutbox,
    Unheard,
    WorkersClock,
    WorkersMailer,
    WorkersOutbox,
)
from simulation.turns import Actor
from station import send

SETTINGS = DeliverySettings(batch=3, backoff=Backoff(horizon=timedelta(hours=2)))
_IDLE = timedelta(seconds=20)
_MOST_TURNS_OF_QUIET = 6000
_IN_2038 = datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC)


@attrs.frozen
class Build:
    """What a history is made of; a planted bug replaces one part.

    Args:
        outbox: of all workers.
        service: of each worker.
        mailer: of each worker.
        settings: of the services.
        jumps: whether the machine's clock jumps, instead of workers that die, sleep or have a
            clock of their own.
    """

    outbox: Callable[[Tables, Ledger], CheckedOutbox] = CheckedOutbox
    service: type[DeliveryService] = DeliveryService
    mailer: type[WorkersMailer] = WorkersMailer
    settings: DeliverySettings = SETTINGS
    jumps: bool = False


JUMPS = Build(mailer=CertainMailer, jumps=True)


class History:
    """Workers, mails and mishaps, all drawn from one seed.

    Args:
        seed: the same seed makes the same history.
        build: what it is made of.

    Attributes:
        trace: what happened, a line a turn.
    """

    def __init__(self, seed: int, build: Build | None = None) -> None:
        self.chance = Random(seed)  # noqa: S311 - the same again from the same seed
        self.now = NOON
        self.offset = timedelta(0)
        self.is_quiet = False
        self.ledger = Ledger()
        self.tables = Tables()
        self.trace: list[str] = []
        self._build = build or Build()
        self._outbox = self._build.outbox(self.tables, self.ledger)
        self._operation = OutboxAdminService(
            outbox=self._outbox, retention=self._outbox, clock=WorkersClock(self), events=Unheard()
        )
        self._actors: list[Actor] = []
        self._workers = 0
        self._tokens = 0

    def run(self, turns: int = 90) -> "History":
        """Live through it, let all become quiet, and check that nothing is left behind.

        Raises:
            Violated: something that must hold does not.
        """
        for _ in range(2):
            self._hire()
            self._queue()
        try:
            for actor in self._actors:
                actor.take_turn()
            for _ in range(turns):
                self._turn()
            self._become_quiet()
        finally:
            for actor in self._actors:
                actor.kill()
        self.ledger.ends(list(self.tables.mails.values()))
        return self

    def happens(self, probability: float) -> bool:
        return not self.is_quiet and self.chance.random() < probability

    def sleep(self, actor: Actor, duration: timedelta) -> None:
        actor.wake = self.now + duration
        actor.pause()

    def token(self) -> str:
        self._tokens += 1
        return f"{self._tokens}.{self.chance.random()}"

    def _turn(self) -> None:
        draw = self.chance.random()
        for probability, mishap in self._mishaps():
            if draw < probability:
                mishap()
                return
            draw -= probability
        self._go_on()

    def _mishaps(self) -> tuple[tuple[float, Callable[[], None]], ...]:
        if self._build.jumps:
            return (0.03, self._jump), (0.04, self._queue)
        return (
            (0.04, self._kill),
            (0.03, self._freeze),
            (0.02, self._skew),
            (0.02, self._stop),
            (0.03, self._operate),
            (0.04, self._queue),
        )

    def _go_on(self) -> None:
        ready = [actor for actor in self._actors if actor.wake <= self.now]
        if not ready:
            self.now = min(actor.wake for actor in self._actors)
            return
        actor = self.chance.choice(ready)
        actor.take_turn()
        self.trace.append(f"{self.now.time()} {actor.name}")
        if not actor.is_alive:
            self._replace(actor)

    def _become_quiet(self) -> None:
        self.is_quiet = True
        for actor in self._actors:
            actor.skew = timedelta(0)
            actor.wake = min(actor.wake, self.now + timedelta(minutes=3))
        for _ in range(_MOST_TURNS_OF_QUIET):
            if not any(mail.lease or mail.due for mail in self.tables.mails.values()):
                return
            self._go_on()

    def _hire(self) -> None:
        self._workers += 1
        actor = Actor(f"worker {self._workers}", self._work, self.now)
        self._actors.append(actor)

    def _work(self, actor: Actor) -> None:
        outbox = WorkersOutbox(self, actor, self._outbox)
        service = self._build.service(
            outbox=outbox,
            mailer=self._build.mailer(self, actor, outbox),
            clock=WorkersClock(self, actor),
            random=self,
            events=Unheard(),
            pause=partial(self.sleep, actor),
            settings=self._build.settings,
        )
        while not actor.is_stopping:
            try:
                run = service.deliver_batch(stopping=lambda: actor.is_stopping)
            except Unavailable:
                self.sleep(actor, _IDLE)
            else:
                self.sleep(actor, run.wait or (_IDLE if run.is_done else timedelta(0)))

    def _replace(self, actor: Actor) -> None:
        self._actors.remove(actor)
        self._hire()

    def _kill(self) -> None:
        actor = self.chance.choice(self._actors)
        actor.kill()
        self.trace.append(f"{self.now.time()} {actor.name} killed")
        self._replace(actor)

    def _freeze(self) -> None:
        actor = self.chance.choice(self._actors)
        actor.wake = self.now + timedelta(seconds=self.chance.randrange(200))
        self.trace.append(f"{self.now.time()} {actor.name} frozen until {actor.wake.time()}")

    def _skew(self) -> None:
        actor = self.chance.choice(self._actors)
        actor.skew = timedelta(seconds=self.chance.randrange(-90, 90))
        self.trace.append(f"{self.now.time()} {actor.name} skewed by {actor.skew}")

    def _jump(self) -> None:
        now = self.now + self.offset
        jumps = {
            "jumps back an hour": timedelta(hours=-1),
            "jumps forward a day": timedelta(days=1),
            "jumps to 2038": _IN_2038 - now,
            "takes a leap second in": timedelta(seconds=-1),
            "leaves a leap second out": timedelta(seconds=1),
            "jumps as far as nobody notices": SETTINGS.clock_tolerance,
        }
        jump = self.chance.choice(sorted(jumps))
        if jump == "jumps to 2038" and now > _IN_2038 - timedelta(days=365):
            return
        self.offset += jumps[jump]
        self.ledger.tally[jump] += 1
        self.trace.append(f"{self.now.time()} the clock {jump}")

    def _stop(self) -> None:
        self.chance.choice(self._actors).is_stopping = True

    def _queue(self) -> None:
        number = len(self.tables.mails) + 1
        hold = self.chance.random() < 0.3
        self.tables.queue(send(number, hold=hold, at=self.now + self.offset))
        self.trace.append(f"{self.now.time()} mail {number} queued")

    def _operate(self) -> None:
        number = self.chance.randrange(len(self.tables.mails)) + 1
        acts: list[Callable[[], tuple[Mail, ...]]] = [
            partial(self._operation.cancel, number, "ann"),
            partial(self._operation.retry, number, "ann"),
            partial(self._operation.resolve, number, "ann", delivered=True),
            partial(self._operation.resolve, number, "ann", delivered=False),
        ]
        act = self.chance.choice(acts)
        self._outbox.is_operators = True
        try:
            act()
        except Conflict as refusal:
            self.trace.append(f"{self.now.time()} operator: {refusal}")
        finally:
            self._outbox.is_operators = False


@attrs.frozen
class Report:
    """What many histories came to.

    Args:
        broken: the first seed whose history breaks something, and what; ``None`` if none does.
        tally: how often what must be survived has happened.
    """

    broken: tuple[int, str] | None
    tally: Counter[str]


def histories(seeds: range, build: Build | None = None) -> Report:
    """Live through histories until one breaks something that must hold."""
    tally: Counter[str] = Counter()
    for seed in seeds:
        history = History(seed, build)
        try:
            history.run()
        except Violated as violation:
            return Report((seed, str(violation)), tally)
        tally += history.ledger.tally
    return Report(None, tally)
