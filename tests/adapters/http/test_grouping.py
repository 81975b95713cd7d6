"""Sends that arrive at the same time share a commit; each has its own answer."""

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import attrs
import httpx
import pytest

from calls import JSON, Caller
from compose_adapters.group_commit import GroupCommitStore
from compose_adapters.http import application
from compose_adapters.http.request_context import REQUEST_ID
from compose_adapters.memory import MemoryStore
from compose_adapters.wire import encode_request
from compose_core.decision import Decision
from compose_core.errors import Unavailable
from compose_core.events import Event
from compose_core.facts import FactsQuery, StoredFacts
from compose_core.testing import builders
from host import Host

SEND = "/ws/v12/interaction/activity/send"
MANY = 12


class Slow(MemoryStore):
    """Reads its first facts when it may, so that others come to wait; notes the groups."""

    def __init__(self, host: Host) -> None:
        super().__init__(host.world.site, host.world.tables)
        self.may_go_on = threading.Event()
        self.groups: list[int] = []
        self.failure: Exception | None = None

    def facts(self, query: FactsQuery) -> StoredFacts:
        assert self.may_go_on.wait(10)
        return super().facts(query)

    def commit(self, decision: Decision) -> None:
        if self.failure is not None:
            raise self.failure
        super().commit(decision)

    def commit_all(self, decisions: Sequence[Decision]) -> list[Exception | None]:
        self.groups.append(len(decisions))
        if self.failure is not None:
            raise self.failure
        return super().commit_all(decisions)


class Noting:
    """Notes the call that an activity was stored in."""

    def __init__(self) -> None:
        self.calls: dict[int, str] = {}

    def happened(self, event: Event) -> None:
        self.calls[event.activity_id] = REQUEST_ID.get()


class Grouping:
    """A host that works on small sends together, and someone who makes many at once."""

    def __init__(self) -> None:
        self.host = Host()
        self.store = Slow(self.host)
        self.events = Noting()
        compose = attrs.evolve(
            self.host.world.service, store=GroupCommitStore(self.store), events=self.events
        )
        services = attrs.evolve(self.host.services, compose=compose)
        app = application(services)
        self.caller = Caller(app, self.host.agent().session)

    def send(self, bodies: Sequence[bytes], *, leaving: int = 0) -> list[httpx.Response]:
        """The answers to sends that are made at once; the first callers leave before theirs."""
        return asyncio.run(self._sent(bodies, leaving))

    async def _sent(self, bodies: Sequence[bytes], leaving: int) -> list[httpx.Response]:
        headers = {"Content-Type": JSON}
        calls = [
            asyncio.create_task(self.caller.answered(self.caller.request("POST", SEND, b, headers)))
            for b in bodies
        ]
        await asyncio.sleep(0.2)
        for call in calls[:leaving]:
            call.cancel()
        self.store.may_go_on.set()
        return list(await asyncio.gather(*calls[leaving:]))


def body(number: int, **members: Any) -> bytes:
    to = f"kim{number}@example.com"
    details = builders.customer_details()
    request = builders.request(to=to, subject=f"Number {number}", customer=details)
    return encode_request(attrs.evolve(request, **members), JSON)


def place(answer: httpx.Response) -> int:
    """The activity that an answer leads to."""
    assert answer.status_code == 201, answer.text
    return int(answer.headers["location"].rpartition("/")[2])


def test_each_of_many_is_answered_with_its_own_activity() -> None:
    grouping = Grouping()
    answers = grouping.send([body(number) for number in range(MANY)])
    stored = grouping.host.world.tables.activities
    subjects = [stored[place(each)].subject for each in answers]
    assert subjects == [f"Number {number}" for number in range(MANY)]
    assert len(stored) == MANY


def test_one_that_is_refused_is_the_only_one() -> None:
    grouping = Grouping()
    wrong = body(1, subject="``no_such")
    good, refused, fine = grouping.send([body(0), wrong, body(2)])
    assert refused.status_code == 400
    assert "no_such" in refused.text
    assert {place(good), place(fine)} == set(grouping.host.world.tables.activities)


def test_what_is_told_of_a_call_names_it_also_after_the_common_commit() -> None:
    grouping = Grouping()
    answers = grouping.send([body(number % 3) for number in range(MANY)])
    own = {place(each): each.headers["x-request-id"] for each in answers}
    assert grouping.events.calls == own


@pytest.mark.parametrize(
    ("failure", "status"), [(Unavailable("the disk is full"), 503), (RuntimeError("a fault"), 500)]
)
def test_where_the_commit_fails_everyone_is_told_and_the_next_call_works(
    failure: Exception, status: int
) -> None:
    grouping = Grouping()
    grouping.store.failure = failure
    answers = grouping.send([body(number) for number in range(MANY)])
    assert {each.status_code for each in answers} == {status}
    assert not grouping.host.world.tables.activities
    grouping.store.failure = None
    place(grouping.send([body(MANY)])[0])


def test_callers_who_leave_take_nothing_from_those_who_stay() -> None:
    grouping = Grouping()
    answers = grouping.send([body(number) for number in range(MANY)], leaving=4)
    stored = grouping.host.world.tables.activities
    subjects = [stored[place(each)].subject for each in answers]
    assert subjects == [f"Number {number}" for number in range(4, MANY)]


def test_who_is_not_logged_in_is_told_so_among_others_who_are() -> None:
    grouping = Grouping()
    stranger = Caller(grouping.caller.app)

    async def both() -> list[httpx.Response]:
        headers = {"Content-Type": JSON}
        calls = [
            each.answered(each.request("POST", SEND, body(number), headers))
            for number, each in enumerate((grouping.caller, stranger, grouping.caller))
        ]
        grouping.store.may_go_on.set()
        return list(await asyncio.gather(*calls))

    statuses = [each.status_code for each in asyncio.run(both())]
    assert statuses == [201, 401, 201]
