"""A connection that is lost at a commit: what is told is true, and no event is lost or told twice.

Every act is cut at every one of its commits: before it arrives, after it is done, while it is on
its way, and with a server that waits for it without end.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count

import attrs
import pytest

from compose_adapters.memory import MemoryEvents
from compose_adapters.sql import Database, SqlStore
from compose_core.decision import Decision, Receipt
from compose_core.delivery import DeliveryService, OutboxAdminService
from compose_core.errors import OutcomeUnknown, Unavailable
from compose_core.errors.exceptions import StaleDecision
from compose_core.events import ActivityStored, DeliveryChanged
from compose_core.model.request import Command, CommandOptions
from compose_core.outbox import Result
from compose_core.testing import builders
from compose_core.testing.clock import StoppedClock
from compose_core.testing.contracts import Storage
from compose_core.testing.contracts.outbox import send as stored_send
from compose_core.testing.contracts.store import again, commit
from compose_core.testing.contracts.store_group import errors, to_somebody_new
from compose_core.testing.contracts.store_refusals import decided_now
from compose_core.testing.random import CountedTokens
from cut_connections import Cut, Way, way_to
from postgresql import Server
from station import LATER, TAKEN, UNKNOWN, ToldMailer
from storages import sql_storage
from world import service_over

KNOWN = [Cut.BEFORE, Cut.AFTER, Cut.LATE]


@attrs.frozen
class Place:
    """A database, by a straight way and by one that can be cut.

    Args:
        storage: by the straight way.
        cut: by the other.
        way: the other.
        events: of the acts.
        others: the activities of colleagues.
    """

    storage: Storage
    cut: Storage
    way: Way
    events: MemoryEvents = attrs.field(factory=MemoryEvents)
    others: set[int] = attrs.field(factory=set)
    clock: StoppedClock = attrs.field(factory=StoppedClock)

    def stored(self) -> list[int]:
        """The activities that are there, by their ids, without colleagues'."""
        ids = [each.activity.id for each in self.storage.records.activities(range(1, 600))]
        return [each for each in ids if each not in self.others]

    def told(self) -> list[int]:
        """The activities of which it was told that they are there."""
        return [each.activity_id for each in self.events.all if isinstance(each, ActivityStored)]


@contextmanager
def placed(server: Server) -> Iterator[Place]:
    with server.database() as url, way_to(url) as way:
        straight, cut = Database(url, patience=5), Database(way.url, patience=1)
        place = Place(sql_storage(straight), sql_storage(cut), way)
        place.storage.site.apply(builders.site())
        yield place
        way.close()
        straight.close()
        cut.close()


Compose = Callable[[Place, int], Receipt]


def composing(command: Command = Command.SEND, *, key: bool = False, case: bool = False) -> Compose:
    def act(place: Place, number: int) -> Receipt:
        service = attrs.evolve(service_over(place.cut), events=place.events)
        request = builders.request(
            to=f"new{number}@example.com",
            customer=builders.customer_details(),
            case_id=1 if case else None,
        )
        return service.perform(
            request, builders.AGENT, CommandOptions(command), f"{number}" if key else None
        )

    return act


def locking(place: Place, number: int) -> Receipt:
    """A send that was overtaken, and so locks its case."""
    service = attrs.evolve(service_over(attrs.evolve(place.cut, store=Overtaken(place))))
    service = attrs.evolve(service, events=place.events)
    request = builders.request(
        to=f"new{number}@example.com", customer=builders.customer_details(), case_id=1
    )
    return service.send(request, builders.AGENT)


class Overtaken(SqlStore):
    """A store in which a colleague writes to the case just before the first commit."""

    def __init__(self, place: Place) -> None:
        right = place.cut.store
        assert isinstance(right, SqlStore)
        super().__init__(right._database)
        self._place: Place | None = place

    def commit(self, decision: Decision) -> None:
        if self._place:
            overtake(self._place)
            self._place = None
        super().commit(decision)


def overtake(place: Place) -> None:
    receipt = service_over(place.storage).send(builders.request(case_id=1), builders.AGENT)
    place.others.add(receipt.activity_id)


ACTS: dict[str, Compose] = {
    "save": composing(Command.SAVE),
    "send": composing(),
    "send and complete": composing(Command.SEND_AND_COMPLETE),
    "send under a key": composing(key=True),
    "send to a case": composing(case=True),
    "send to a case under a key": composing(case=True, key=True),
    "send to a case that others write to": locking,
}


@pytest.mark.parametrize("how", KNOWN)
@pytest.mark.parametrize("act", ACTS)
def test_what_became_of_a_lost_commit_is_found_out(postgresql: Server, act: str, how: Cut) -> None:
    with placed(postgresql) as place:
        service_over(place.storage).send(
            builders.request(customer=builders.customer_details()), builders.AGENT
        )
        for number in count(1):
            before, told = place.stored(), place.told()
            place.way.cut(how, number)
            try:
                receipt = ACTS[act](place, number)
            except OutcomeUnknown:
                pytest.fail("it could be known")
            except Unavailable:
                # Of ids alone: nothing was stored.
                assert place.told() == told
                assert place.stored() == before
                continue
            assert set(place.stored()) - set(before) == {receipt.activity_id}
            assert place.told() == [*told, receipt.activity_id]
            if not place.way.is_cut:
                break
        assert number > 1


@pytest.mark.rule("A5")
@pytest.mark.parametrize("how", [Cut.LATE, Cut.OPEN])
def test_what_cannot_be_found_out_is_told_as_unknown_and_can_be_repeated(
    postgresql: Server, how: Cut
) -> None:
    with placed(postgresql) as place:
        # Later than the store waits for anything.
        place.way.late = 3
        place.cut.directory.snapshot()
        place.way.cut(how)
        with pytest.raises(OutcomeUnknown, match="same idempotency key, or look up the activity"):
            repeated(place, place.cut)
        assert place.told() == []
        if how is Cut.OPEN:
            place.way.close()
        receipt = repeated(place, place.storage)
        assert place.stored() == [receipt.activity_id]


def repeated(place: Place, by: Storage) -> Receipt:
    storage = attrs.evolve(by, ids=place.storage.ids)
    service = attrs.evolve(service_over(storage), events=place.events)
    request = builders.request(customer=builders.customer_details())
    return service.send(request, builders.AGENT, idempotency_key="key")


@pytest.mark.parametrize("how", KNOWN)
def test_what_became_of_a_group_is_found_out_for_each_of_it(postgresql: Server, how: Cut) -> None:
    with placed(postgresql) as place:
        first = commit(place.storage)
        stale = decided_now(place.storage, again(9, case_id=9, customer_id=9))
        group = [to_somebody_new(place.storage, 2), stale, to_somebody_new(place.storage, 3)]
        place.way.cut(how)
        found = errors(place.cut, group)
        assert place.way.is_cut
        assert [type(each) for each in found] == [type(None), StaleDecision, type(None)]
        assert place.stored() == [first.activity.id, 2, 3]


OPERATORS: dict[str, tuple[Callable[[str], Result], Callable[[OutboxAdminService], object]]] = {
    "retry": (lambda _: LATER, lambda desk: desk.retry(1, "operator")),
    "cancel": (lambda _: LATER, lambda desk: desk.cancel(1, "operator")),
    "delivered": (lambda _: UNKNOWN, lambda desk: desk.resolve(1, "operator", delivered=True)),
    "again": (lambda _: UNKNOWN, lambda desk: desk.resolve(1, "operator", delivered=False)),
}


@pytest.mark.parametrize("how", KNOWN)
@pytest.mark.parametrize("act", OPERATORS)
def test_what_became_of_an_operators_act_is_found_out(
    postgresql: Server, act: str, how: Cut
) -> None:
    answer, do = OPERATORS[act]
    for number in count(1):
        with placed(postgresql) as place:
            operation = OutboxAdminService(
                outbox=place.cut.admin,
                retention=place.cut.retention,
                clock=place.clock,
                events=place.events,
            )
            stored_send(place.storage, 1)
            deliver(place, place.storage, answer)
            before = len(place.events.all)
            place.way.cut(how, number)
            done = 1
            try:
                do(operation)
            except OutcomeUnknown:
                pytest.fail("it could be known")
            except Unavailable:
                done = 0
            (record,) = place.storage.records.activities([1])
            assert len(record.audit) == 1 + done
            assert len(place.events.all) == before + done
            if not place.way.is_cut:
                break
    assert number > 1


@pytest.mark.parametrize("how", KNOWN)
@pytest.mark.parametrize("answer", [TAKEN, LATER], ids=lambda each: each.verdict.value)
def test_what_became_of_a_workers_write_is_found_out(
    postgresql: Server, answer: Result, how: Cut
) -> None:
    for number in count(1):
        with placed(postgresql) as place:
            for activity in (1, 2):
                stored_send(place.storage, activity)
            place.way.cut(how, number)
            with suppress(Unavailable):
                mailer = deliver(place, place.cut, lambda _: answer)
                assert sorted(mailer.sent) == [("p1@example.com",), ("p2@example.com",)]
                assert steps(place) == {each: steps_of(place, each) for each in (1, 2)}
                if not place.way.is_cut:
                    break
    assert number > 1


def steps(place: Place) -> dict[int, list[tuple[str, str]]]:
    """What was told of each activity's delivery."""
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for event in place.events.all:
        if isinstance(event, DeliveryChanged):
            found[event.activity_id].append((event.before, event.after))
    return found


def steps_of(place: Place, activity: int) -> list[tuple[str, str]]:
    """What must be told of one that was claimed and handed over once."""
    ((mail, _),) = place.storage.admin.mails(activity)
    last = mail.recipients[0].state.value
    return [("queued", "claimed"), ("claimed", "handing over"), ("handing over", last)]


def deliver(place: Place, storage: Storage, answer: Callable[[str], Result]) -> ToldMailer:
    mailer = ToldMailer(answer)
    DeliveryService(
        outbox=storage.outbox,
        mailer=mailer,
        clock=place.clock,
        random=CountedTokens(),
        events=place.events,
        pause=lambda _: None,
    ).deliver_due()
    return mailer
