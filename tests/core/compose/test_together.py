"""Acts of several callers share a commit, and nothing else (A2, A3, A5)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import attrs
import pytest

from compose_adapters.memory import MemoryStore
from compose_core.compose import ComposeService, Job, Pending, begun, stored_alone, work_off
from compose_core.decision import Decision, Receipt
from compose_core.errors import Rejected, Unavailable
from compose_core.events import Event
from compose_core.facts import FactsQuery, StoredFacts
from compose_core.model.request import Command, CommandOptions, ComposeRequest
from compose_core.ports import Events, Store
from compose_core.testing import builders
from world import World

SEND = CommandOptions(Command.SEND)


class Counting(MemoryStore):
    """Notes how many decisions came at once."""

    def __init__(self, world: World) -> None:
        super().__init__(world.site.directory, world.tables)
        self.groups: list[int] = []

    def commit_all(self, decisions: Sequence[Decision]) -> list[Exception | None]:
        self.groups.append(len(decisions))
        return super().commit_all(decisions)


class Away(Counting):
    """Takes nothing."""

    def commit_all(self, _decisions: Sequence[Decision]) -> list[Exception | None]:
        raise Unavailable("the database is away")


@attrs.frozen
class OneByOne:
    """A store that knows nothing of groups."""

    store: MemoryStore

    def __getattr__(self, name: str) -> object:
        if name == "commit_all":
            raise AttributeError(name)
        return getattr(self.store, name)


def to(name: str, **members: object) -> ComposeRequest:
    details = builders.customer_details()
    return builders.request(to=f"{name}@example.com", customer=details, **members)


def over(world: World, store: Store | None = None, events: Events | None = None) -> ComposeService:
    return attrs.evolve(
        world.service, store=store or world.store, events=events or world.service.events
    )


def asked(
    service: ComposeService, *requests: ComposeRequest, key: str | None = None
) -> list[Job[Receipt]]:
    """What comes of requests that are worked on together."""
    jobs = [job(service, request, key) for request in requests]
    work_off(jobs, service.store)
    return jobs


def job(service: ComposeService, request: ComposeRequest, key: str | None = None) -> Job[Receipt]:
    def work() -> Receipt | Pending[Receipt]:
        return begun(service, lambda receipt: receipt, request, builders.AGENT, SEND, key)

    return Job(work)


def test_what_waits_is_stored_in_one_commit_and_everyone_has_a_receipt() -> None:
    world = World()
    store = Counting(world)
    jobs = asked(over(world, store), to("kim"), to("sam"), to("lou"))
    assert store.groups == [3]
    receipts = [each.result() for each in jobs]
    assert [receipt.activity_id for receipt in receipts] == [1, 2, 3]
    assert [each.to.text for each in world.tables.activities.values()] == [
        "kim@example.com",
        "sam@example.com",
        "lou@example.com",
    ]
    assert len(world.events.all) == 3


def test_who_is_refused_is_told_so_alone() -> None:
    world = World()
    service = over(world)
    good, bad, fine = asked(service, to("kim"), to("sam", subject="``no_such"), to("lou"))
    with pytest.raises(Rejected, match="No macro is named"):
        bad.result()
    assert {good.result().activity_id, fine.result().activity_id} == set(world.tables.activities)


@pytest.mark.rule("C1", "C6")
def test_of_two_to_one_new_address_the_second_finds_the_customer_of_the_first() -> None:
    world = World()
    service = over(world)
    first, second = asked(service, to("kim"), to("kim"))
    assert (first.result().customer_found, second.result().customer_found) == (False, True)
    assert len(world.tables.customers) == 1
    assert len(world.tables.activities) == 2


@pytest.mark.rule("A5")
def test_two_posts_under_one_key_come_to_one_activity() -> None:
    world = World()
    service = over(world)
    first, second = asked(service, to("kim"), to("kim"), key="k")
    assert first.result() == second.result()
    assert len(world.tables.activities) == len(world.events.all) == 1
    [late] = asked(service, to("kim"), key="k")
    assert late.result() == first.result()


def test_where_the_store_is_away_everyone_is_told_and_nothing_happened() -> None:
    world = World()
    service = over(world, Away(world))
    jobs = asked(service, to("kim"), to("sam"))
    for each in jobs:
        with pytest.raises(Unavailable, match="away"):
            each.result()
    assert world.rows == 0
    assert world.events.all == ()


def test_a_store_without_groups_takes_them_one_by_one() -> None:
    world = World()
    service = over(world, OneByOne(world.store))  # type: ignore[arg-type]  # passes all on
    jobs = asked(service, to("kim"), to("kim"), to("sam"))
    assert {each.result().activity_id for each in jobs} == set(world.tables.activities)
    assert len(world.tables.customers) == 2


def test_what_happened_is_told_when_it_is_stored() -> None:
    world = World()
    seen: list[int] = []

    class Looking:
        def happened(self, event: Event) -> None:
            assert event.activity_id in world.tables.activities
            seen.append(event.activity_id)

    service = over(world, events=Looking())
    asked(service, to("kim"), to("sam"))
    assert seen == [1, 2]


def test_a_listener_that_fails_lets_nobody_wait_for_ever() -> None:
    world = World()

    class Deaf:
        def happened(self, _event: Event) -> None:
            raise OSError("no line")

    service = over(world, events=Deaf())
    jobs = asked(service, to("kim"), to("sam"))
    for each in jobs:
        with pytest.raises(OSError, match="no line"):
            each.result()


def test_a_job_has_no_answer_before_it_is_worked_off() -> None:
    with pytest.raises(AssertionError, match="not worked off"):
        job(World().service, to("kim")).result()


def test_one_moment_is_for_deciding_and_none_for_deciding_anew() -> None:
    world = World()
    told: list[str] = []

    @contextmanager
    def moment() -> Iterator[None]:
        told.append("on")
        yield
        told.append("off")

    class Noting(MemoryStore):
        def facts(self, query: FactsQuery) -> StoredFacts:
            told.append("asked")
            return super().facts(query)

    service = over(world, Noting(world.site.directory, world.tables))
    jobs = [job(service, to("kim")), job(service, to("kim"))]
    work_off(jobs, service.store, moment)
    assert told == ["on", "asked", "asked", "off", "asked"]


def test_where_there_is_no_moment_everyone_is_told() -> None:
    world = World()

    @contextmanager
    def moment() -> Iterator[None]:
        yield
        raise Unavailable("the database went away")

    jobs = [job(world.service, to("kim")), job(world.service, to("sam"))]
    work_off(jobs, world.store, moment)
    for each in jobs:
        with pytest.raises(Unavailable, match="went away"):
            each.result()
    assert world.rows == 0


def test_an_answer_that_needs_no_store_is_given_as_it_is() -> None:
    world = World()
    assert stored_alone("as it is") == "as it is"
    pending = begun(world.service, lambda receipt: receipt, to("kim"), builders.AGENT, SEND)
    receipt = stored_alone(pending)
    assert isinstance(receipt, Receipt)
    assert set(world.tables.activities) == {receipt.activity_id}
