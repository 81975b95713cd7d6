"""One thread composes for many: each caller has its own receipt, and commits are shared."""

from collections.abc import Sequence

import attrs
import pytest

from compose_adapters.memory import MemoryStore
from compose_adapters.workers import GroupedCompose
from compose_core.decision import Decision
from compose_core.errors import IdempotencyMismatch, Rejected
from compose_core.facts import FactsQuery, StoredFacts
from compose_core.model.activity import ActivityStatus
from compose_core.model.request import ComposeRequest
from compose_core.testing import builders
from compose_core.testing.contracts.concurrency import THREADS, at_once
from world import World

AGENT = builders.AGENT


@pytest.fixture
def world() -> World:
    return World()


def to(name: str, **members: object) -> ComposeRequest:
    details = builders.customer_details()
    return builders.request(to=f"{name}@example.com", customer=details, **members)


@pytest.mark.rule("A2")
def test_each_call_does_what_the_service_does(world: World) -> None:
    grouped = GroupedCompose(world.service)
    saved = grouped.save(to("kim", subject="``activity_id"), AGENT)
    expanded = grouped.save(to("kim", subject="``activity_id"), AGENT, expand_macros=True)
    sent = grouped.send(to("kim"), AGENT)
    completed = grouped.send_and_complete(to("kim"), AGENT)
    grouped.close()
    kept = world.tables.activities
    assert [kept[each.activity_id].status for each in (saved, expanded, sent, completed)] == [
        ActivityStatus.DRAFT,
        ActivityStatus.DRAFT,
        ActivityStatus.ASSIGNED,
        ActivityStatus.COMPLETED,
    ]
    assert kept[saved.activity_id].subject == "``activity_id"
    assert kept[expanded.activity_id].subject == str(expanded.activity_id)


@pytest.mark.rule("C1", "C6")
def test_many_threads_to_one_new_address_make_one_customer(world: World) -> None:
    grouped = GroupedCompose(world.service)
    receipts = at_once(lambda number: grouped.send(to("kim", subject=f"Number {number}"), AGENT))
    grouped.close()
    kept = world.tables.activities
    subjects = [kept[each.activity_id].subject for each in receipts]
    assert subjects == [f"Number {number}" for number in range(1, THREADS + 1)]
    assert len(world.tables.customers) == 1
    assert [each.customer_found for each in receipts].count(False) == 1


@pytest.mark.rule("A5")
def test_many_threads_under_one_key_make_one_activity(world: World) -> None:
    grouped = GroupedCompose(world.service)
    receipts = at_once(lambda _: grouped.send(to("kim"), AGENT, idempotency_key="k"))
    assert len(set(receipts)) == len(world.tables.activities) == 1
    with pytest.raises(IdempotencyMismatch):
        grouped.send(to("sam"), AGENT, idempotency_key="k")
    grouped.close()


def test_who_is_refused_is_told_so_alone(world: World) -> None:
    grouped = GroupedCompose(world.service)

    def sent(number: int) -> bool:
        wrong = {"subject": "``no_such"} if number % 2 else {}
        try:
            grouped.send(to(f"kim{number}", **wrong), AGENT)
        except Rejected:
            return False
        return True

    assert at_once(sent) == [number % 2 == 0 for number in range(1, THREADS + 1)]
    grouped.close()
    assert len(world.tables.activities) == THREADS / 2


def test_those_who_wait_share_a_commit(world: World) -> None:
    class Counting(MemoryStore):
        def facts(self, query: FactsQuery) -> StoredFacts:
            # The first lets all others come to wait.
            while not groups and len(waiting) < THREADS:
                pass
            return super().facts(query)

        def commit_all(self, decisions: Sequence[Decision]) -> list[Exception | None]:
            groups.append(len(decisions))
            return super().commit_all(decisions)

    groups: list[int] = []
    waiting: list[int] = []
    store = Counting(world.site.directory, world.tables)
    grouped = GroupedCompose(attrs.evolve(world.service, store=store))

    def sent(number: int) -> int:
        waiting.append(number)
        return grouped.send(to(f"kim{number}"), AGENT).activity_id

    assert sorted(at_once(sent)) == sorted(world.tables.activities)
    grouped.close()
    assert max(groups) > THREADS / 2


def test_a_call_after_the_end_is_refused(world: World) -> None:
    grouped = GroupedCompose(world.service)
    grouped.close()
    with pytest.raises(RuntimeError):
        grouped.send(to("kim"), AGENT)
