"""Two acts at once on one mail come to what one after the other would have come to.

Every act of operators and workers is run with every other act, whole, between each two of its
statements. What follows must be what the outbox in memory comes to, in which the acts take turns:
an operator's before or after the other; a worker's claim, the beginning of a hand-over and its
results each before or after it. Who would have to wait for a lock is told that the database is
busy, and has done nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import count, product
from typing import Any, Literal

import attrs
import pytest
import sqlalchemy as sa

from boundaries import Boundaries
from compose_adapters.memory import MemoryEvents
from compose_adapters.sql import Database
from compose_adapters.system import SystemRandom
from compose_core.delivery import (
    Backoff,
    DeliveryService,
    DeliverySettings,
    OutboxAdminService,
    begin_attempt,
)
from compose_core.delivery.admin import Purged
from compose_core.errors import Conflict, NotFound, Unavailable
from compose_core.letter import Envelope, Letter
from compose_core.model.address import Address
from compose_core.model.settings import OnUncertainDelivery
from compose_core.outbox import Allowance, Mail, Result
from compose_core.ports import Outbox
from compose_core.testing import builders, decisions
from compose_core.testing.builders import NOON
from compose_core.testing.clock import StoppedClock
from compose_core.testing.contracts import Storage
from compose_core.testing.contracts.outbox import claim_due
from compose_core.testing.contracts.store import again, commit
from station import LATER, TAKEN, UNKNOWN
from storages import memory_storage, sql_storage

DAY = timedelta(days=1)
# No jitter: what happens is the same in every run.
SETTINGS = DeliverySettings(backoff=Backoff(base=timedelta(0)))


@attrs.define
class Ground:
    """A mail to two recipients, and what happened to it.

    Args:
        storage: where it is.
        number: of its activity.
        clock: stands still while the acts run.
        events: what was told.
        handed: to whom it was handed over.
    """

    storage: Storage
    number: int
    clock: StoppedClock = attrs.field(factory=StoppedClock)
    events: MemoryEvents = attrs.field(factory=MemoryEvents)
    handed: list[str] = attrs.field(factory=list)

    def mail(self) -> Mail:
        [(mail, _)] = self.storage.admin.mails(self.number)
        return mail


@attrs.frozen
class NotingMailer:
    """Answers the same for everyone but Kim, and notes whom it was given."""

    ground: Ground
    pat: Result
    kim: Result

    def allowance(self) -> Allowance:
        return Allowance(10)

    def send(self, _letter: Letter, envelope: Envelope, _within: timedelta) -> tuple[Result, ...]:
        self.ground.handed += envelope.recipients
        return tuple(self.kim if to.startswith("kim") else self.pat for to in envelope.recipients)


Act = Callable[[Ground, Storage], object]


def working(pat: Result, kim: Result) -> Act:
    def act(ground: Ground, storage: Storage) -> object:
        worker(ground, storage.outbox, pat, kim).deliver_batch()
        return None

    return act


def worker(ground: Ground, outbox: Outbox, pat: Result, kim: Result) -> DeliveryService:
    return DeliveryService(
        outbox=outbox,
        mailer=NotingMailer(ground, pat, kim),
        clock=ground.clock,
        random=SystemRandom(),
        events=ground.events,
        pause=lambda _: None,
        settings=SETTINGS,
    )


def operating(do: Callable[[OutboxAdminService, int], object]) -> Act:
    def act(ground: Ground, storage: Storage) -> object:
        operation = OutboxAdminService(
            outbox=storage.admin,
            retention=storage.retention,
            clock=ground.clock,
            events=ground.events,
        )
        found = do(operation, ground.number)
        return [seen(each) for each in found] if isinstance(found, tuple) else found

    return act


OPERATORS = {
    "retry": operating(lambda desk, number: desk.retry(number, "operator")),
    "cancel": operating(lambda desk, number: desk.cancel(number, "operator")),
    "resolve as delivered": operating(
        lambda desk, number: desk.resolve(number, "operator", delivered=True)
    ),
    "resolve as to be repeated": operating(
        lambda desk, number: desk.resolve(number, "operator", delivered=False)
    ),
    "bounce": operating(
        lambda desk, number: desk.bounced(again(number).message_id, None, "report")
    ),
    "purge": operating(lambda desk, _: desk.purge(NOON + 9 * DAY)),
}
WORKERS = {
    "a worker whose mail is taken": working(TAKEN, TAKEN),
    "a worker who hears of Pat alone": working(TAKEN, UNKNOWN),
}
ACTS = OPERATORS | WORKERS


def waits(_: Ground) -> None:
    """Queued."""


def put_off(ground: Ground) -> None:
    working(LATER, LATER)(ground, ground.storage)


def half_taken_and_due(ground: Ground) -> None:
    working(TAKEN, LATER)(ground, ground.storage)
    ground.clock.advance(DAY)


def uncertain(ground: Ground) -> None:
    working(UNKNOWN, UNKNOWN)(ground, ground.storage)


def uncertain_and_due(ground: Ground) -> None:
    uncertain(ground)
    ground.clock.advance(DAY)


def claimed_by_who_died(ground: Ground) -> None:
    now = ground.clock.now()
    claim_due(ground.storage.outbox, now, now + SETTINGS.lease, [SystemRandom().token()])
    ground.clock.advance(DAY)


def handed_over_by_who_died(ground: Ground) -> None:
    now = ground.clock.now()
    until = now + SETTINGS.lease
    [change] = claim_due(ground.storage.outbox, now, until, [SystemRandom().token()])
    ground.storage.outbox.write([begin_attempt(change.after, now, until)])
    ground.clock.advance(DAY)


def taken(ground: Ground) -> None:
    working(TAKEN, TAKEN)(ground, ground.storage)


SCENES = [
    (waits, OnUncertainDelivery.RESEND),
    (put_off, OnUncertainDelivery.RESEND),
    (half_taken_and_due, OnUncertainDelivery.RESEND),
    (uncertain, OnUncertainDelivery.HOLD),
    (uncertain_and_due, OnUncertainDelivery.RESEND),
    (claimed_by_who_died, OnUncertainDelivery.RESEND),
    (handed_over_by_who_died, OnUncertainDelivery.HOLD),
    (taken, OnUncertainDelivery.RESEND),
]
Scene = tuple[Callable[[Ground], None], OnUncertainDelivery]


def prepared(storage: Storage, number: int, scene: Scene) -> Ground:
    """A mail that stands as the scene says, of which nothing was told yet."""
    prepare, on_uncertain = scene
    own = again(
        number,
        case_id=number,
        customer_id=number,
        to=Address.parse(f"pat{number}@example.com"),
        cc=(Address.parse(f"kim{number}@example.com"),),
    )
    message = attrs.evolve(decisions.message(own), on_uncertain=on_uncertain)
    commit(storage, own, messages=(message,))
    ground = Ground(storage, number)
    prepare(ground)
    return attrs.evolve(ground, events=MemoryEvents(), handed=[])


def seen(mail: Mail) -> tuple[object, ...]:
    """All of a mail but who has it."""
    recipients = tuple(
        (each.number, each.uncertain_attempts, attrs.evolve(each.delivery, address=""))
        for each in mail.recipients
    )
    lease = mail.lease.until if mail.lease else None
    return recipients, mail.attempts, mail.expired_leases, mail.revision, lease, mail.due


def outcome(ground: Ground, first: object, second: object) -> tuple[object, ...]:
    """What two acts came to: for who did them, for the mail, and for its recipients."""
    told = Counter((each.recipient, each.before, each.after) for each in ground.events.all)  # type: ignore[union-attr]
    [(mail, journal)] = ground.storage.admin.mails(ground.number)
    [record] = ground.storage.records.activities([ground.number])
    try:
        has_letter = bool(ground.storage.outbox.outgoing(mail))
    except NotFound:
        has_letter = False
    return (
        repr(first),
        repr(second),
        seen(mail),
        sorted((entry.number, entry.attempt, entry.state.value) for entry in journal),
        sorted(address[:3] for address in ground.handed),
        sorted(told.items()),
        sorted(each.act for each in record.audit),
        has_letter,
    )


def done(act: Act, ground: Ground, storage: Storage) -> object:
    """What an act comes to for who does it."""
    try:
        return act(ground, storage)
    except Unavailable:
        return "busy"
    except (Conflict, NotFound) as refused:
        return type(refused).__name__


class Turns:
    """Counts the turns of an act in memory; before one of them something happens.

    Args:
        at: before which of them, from 1; the last comes when the act is over.
        act: what happens.
    """

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self._at, self._act, self._begun = at, act, 0

    def begin(self) -> None:
        self._begun += 1
        if self._begun == self._at:
            self._act()

    def taken(self, storage: Storage) -> Storage:
        """A storage of which the calls of workers are turns, and the end of a report's search."""
        return attrs.evolve(
            storage,
            outbox=TurnsOf(storage.outbox, self, before={"claim", "write"}),
            retention=TurnsOf(storage.retention, self, after={"mails_of_message"}),
        )


@attrs.frozen
class TurnsOf:
    """A port of which some calls begin a turn, or end one."""

    port: Any
    turns: Turns
    before: frozenset[str] | set[str] = frozenset()
    after: frozenset[str] | set[str] = frozenset()

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> Any:
            if name in self.before:
                self.turns.begin()
            found = getattr(self.port, name)(*arguments)
            if name in self.after:
                self.turns.begin()
            return found

        return call


def serial(scene: Scene, first: str, second: str) -> list[tuple[object, ...]]:
    """What two acts can come to that take turns; or the first alone, where the second is busy.

    An operator's act is one turn; a worker's are as many as the calls of its outbox, and who
    reports that a mail came back looks for it first.
    """
    found = []
    for at in count(1):
        ground = in_memory(scene)
        others: list[object] = []
        turns = Turns(at, partial(do_other, second, ground, ground.storage, others))
        turns.begin()
        mine = done(ACTS[first], ground, turns.taken(ground.storage))
        turns.begin()
        if others:
            found.append(outcome(ground, mine, others[0]))
        else:
            break
    ground = in_memory(scene)
    mine = done(ACTS[first], ground, ground.storage)
    # Workers and the forgetting pass by what another has locked.
    alone = ["busy", Purged(0, 0) if second == "purge" else None]
    return [*found, *(outcome(ground, mine, each) for each in alone)]


def in_memory(scene: Scene) -> Ground:
    storage = memory_storage()
    storage.site.apply(builders.site())
    return prepared(storage, 1, scene)


def do_other(act: str, ground: Ground, storage: Storage, others: list[object]) -> None:
    others.append(done(ACTS[act], ground, storage))


# In the short form each scene has a third of the pairs without a worker, and another than the next.
SHARE = {"short": 3, "full": 1}


def pairs(scene: Scene, scale: Literal["short", "full"]) -> Iterator[tuple[str, str]]:
    """The acts that a scene is about: what is not over cannot be purged."""
    own = SCENES.index(scene)
    for number, (first, second) in enumerate(product(ACTS, ACTS)):
        is_about = "purge" not in {first, second} or scene[0] in {taken, half_taken_and_due}
        has_worker = bool({first, second} & WORKERS.keys())
        if is_about and (has_worker or (number + own) % SHARE[scale] == 0):
            yield first, second


@pytest.fixture
def hasty(database: Database) -> Iterator[Database]:
    """The same database, for who waits for no lock."""
    made = Database(database.engine.url.render_as_string(hide_password=False), patience=1)

    def wait_for_nobody(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=0" if made.is_sqlite else "SET lock_timeout = 20")
        cursor.close()
        connection.commit()

    sa.event.listen(made.engine, "connect", wait_for_nobody)
    yield made
    made.close()


def settle(storage: Storage, database: Database) -> None:
    """Nothing that was before is due or can be purged."""
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE mails SET due = NULL WHERE due IS NOT NULL")
        connection.exec_driver_sql("DELETE FROM letters")


# SQLite has one writer at a time; there is less that could go wrong.
PLACES = [
    pytest.param(kind, scene, id=f"{kind}-{scene[0].__name__}")
    for kind, scenes in {"postgresql": SCENES, "sqlite": SCENES[::3]}.items()
    for scene in scenes
]


@pytest.mark.crash
@pytest.mark.rule("A3", "S9")
@pytest.mark.parametrize(("database", "scene"), PLACES, indirect=["database"])
def test_an_act_within_another_comes_to_what_one_after_the_other_would(
    database: Database, hasty: Database, scene: Scene, scale: Literal["short", "full"]
) -> None:
    boundaries = Boundaries(database.engine)
    # A connection from before is not watched.
    database.close()
    storage, other = sql_storage(database), sql_storage(hasty)
    storage.site.apply(builders.site())
    numbers = count(1)
    for first, second in pairs(scene, scale):
        allowed = serial(scene, first, second)
        for at in count(1):
            settle(storage, database)
            ground = prepared(storage, next(numbers), scene)
            others: list[object] = []
            act = partial(do_other, second, ground, other, others)
            boundaries.at(at, act)
            mine = done(ACTS[first], ground, storage)
            if not boundaries.over():
                break
            found = outcome(ground, mine, others[0])
            assert found in allowed, f"{second} before statement {at} of {first}"
        assert at > 1
