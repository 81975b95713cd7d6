"""A request under an idempotency key is done once (A5)."""

from datetime import timedelta

import attrs
import pytest

from compose_core.compose.idempotency import fingerprint
from compose_core.errors import IdempotencyMismatch, Rejected
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.request import Command, CommandOptions
from compose_core.testing import builders
from world import World

pytestmark = pytest.mark.rule("A5")
AGENT = builders.AGENT


def test_the_same_key_and_request_give_the_first_answer_again() -> None:
    world = World()
    first = world.service.send(builders.request(), AGENT, idempotency_key="k")
    rows = world.rows
    assert world.service.send(builders.request(), AGENT, idempotency_key="k") == first
    assert world.rows == rows
    assert len(world.events.all) == 1


def test_a_replay_asks_no_policies_again() -> None:
    world = World()
    first = world.service.send(builders.request(), AGENT, idempotency_key="k")
    powerless = attrs.evolve(builders.agent(), actions=frozenset(), licences=frozenset())
    world.site.apply(builders.site(user=powerless))
    assert world.service.send(builders.request(), AGENT, idempotency_key="k") == first


def test_a_replay_needs_an_active_user() -> None:
    world = World()
    world.service.send(builders.request(), AGENT, idempotency_key="k")
    world.site.apply(builders.site(user=attrs.evolve(builders.agent(), active=False)))
    with pytest.raises(Rejected):
        world.service.send(builders.request(), AGENT, idempotency_key="k")


def test_another_request_or_command_under_the_key_is_a_conflict() -> None:
    world = World()
    world.service.send(builders.request(), AGENT, idempotency_key="k")
    with pytest.raises(IdempotencyMismatch):
        world.service.send(builders.request(subject="Other"), AGENT, idempotency_key="k")
    with pytest.raises(IdempotencyMismatch):
        world.service.send_and_complete(builders.request(), AGENT, idempotency_key="k")
    assert len(world.tables.activities) == 1


def test_keys_are_each_users_own() -> None:
    site = builders.site()
    colleague = attrs.evolve(site.users[0], user=builders.agent("colleague"))
    world = World(attrs.evolve(site, users=(*site.users, colleague)))
    world.service.send(builders.request(), AGENT, idempotency_key="k")
    world.service.send(builders.request(), "colleague", idempotency_key="k")
    assert len(world.tables.activities) == 2


def test_a_key_is_free_again_after_24_hours() -> None:
    world = World()
    world.service.send(builders.request(), AGENT, idempotency_key="k")
    world.clock.time += timedelta(hours=24) - timedelta(microseconds=1)
    assert world.service.send(builders.request(), AGENT, idempotency_key="k").activity_id == 1
    world.clock.time += timedelta(microseconds=1)
    assert world.service.send(builders.request(), AGENT, idempotency_key="k").activity_id == 2


def test_a_refused_request_is_not_kept() -> None:
    world = World()
    with pytest.raises(Rejected):
        world.service.send(builders.request(subject="``no_such"), AGENT, idempotency_key="k")
    assert world.service.send(builders.request(), AGENT, idempotency_key="k").activity_id > 0


@pytest.mark.parametrize("key", ["", "k" * 256, "kéy", "a\tb"])
def test_a_key_that_is_not_printable_ascii_of_1_to_255_characters_is_refused(key: str) -> None:
    with pytest.raises(Rejected) as refused:
        World().service.send(builders.request(), AGENT, idempotency_key=key)
    assert [each.name for each in refused.value.findings] == ["idempotency_key.malformed"]


def test_255_characters_are_a_key() -> None:
    receipt = World().service.send(builders.request(), AGENT, idempotency_key="k" * 255)
    assert receipt.activity_id == 1


def test_requests_have_one_fingerprint_only_if_they_are_equal() -> None:
    act = CommandOptions(Command.SEND)
    files = [Attachment("text/plain", "a", InMemory(data)) for data in (b"1", b"2")]
    different = [
        builders.request(),
        builders.request(cc=("a@example.com", "b@example.com")),
        builders.request(cc=("a@example.com",), bcc=("b@example.com",)),
        builders.request(priority=1),
        builders.request(case_id=1),
        builders.request(due_date=builders.NOON),
        builders.request(subject=None),
        builders.request(subject="None"),
        *(builders.request(attachments=(file,)) for file in files),
    ]
    marks = [fingerprint(act, request) for request in different]
    assert len(set(marks)) == len(different)
    assert fingerprint(CommandOptions(Command.SAVE), different[0]) != marks[0]
    elsewhere = attrs.evolve(different[0], positions={"subject": 7})
    assert fingerprint(act, elsewhere) == marks[0]
