"""Secure messages never travel by mail (section 7)."""

from datetime import timedelta

import attrs
import pytest

from compose_adapters.memory import MemorySecureLinks
from compose_core.compose.subjects import subjects
from compose_core.errors import NotFound
from compose_core.letter import render
from compose_core.model.address import Address
from compose_core.model.delivery import DeliveryState, Visibility
from compose_core.model.request import contents
from compose_core.model.token import token_hash
from compose_core.ports import AuditEntry, DeliveryLine
from compose_core.secure import SecureMessages
from compose_core.settings import DepartmentSettings, Notification, SecureMessageCenter
from compose_core.testing import builders
from world import World, facts

pytestmark = pytest.mark.rule("S1", "S2")
AGENT = builders.AGENT
SECRET = builders.request(
    sender=None,
    subject="Your results",
    contents=contents(html="<p onclick='x()'>All well<script>x()</script></p>"),
    cc=("kim@example.com",),
    bcc=("lee@example.com",),
)


def test_nothing_that_is_printed_while_deciding_opens_a_message() -> None:
    known = facts(settings=builders.ONLY_SECURE)
    made = subjects(SECRET, known)
    assert made is not None
    told = attrs.evolve(
        made.macro_facts(known), secure_url=f"https://s.example.com/{known.tokens[2]}"
    )
    for token in known.tokens:
        assert token not in repr(known)
        assert token not in repr(told)


class NoScripts:
    """A sanitiser that shows that it was asked."""

    def sanitise(self, html: str) -> str:
        return f"safe:{html}"


def secure_world(settings: DepartmentSettings = builders.ONLY_SECURE) -> World:
    return World(builders.site(settings=settings))


def messages(world: World) -> SecureMessages:
    return SecureMessages(MemorySecureLinks(world.tables), world.clock, NoScripts())


def tokens(world: World) -> list[str]:
    texts = (message.letter.text or "" for message in world.tables.messages.values())
    return [text.rpartition("/")[2] for text in texts]


def test_each_recipient_gets_a_notification_that_names_nobody_else() -> None:
    world = secure_world()
    receipt = world.service.send(SECRET, AGENT)
    sent = list(world.tables.messages.values())
    everyone = ["pat@example.com", "kim@example.com", "lee@example.com"]
    assert [line.state for line in receipt.delivery] == [DeliveryState.QUEUED] * 3
    assert [message.letter.to for message in sent] == [(each,) for each in everyone]
    for message in sent:
        letter = message.letter
        octets = b"".join(render(letter)).decode()
        assert (letter.cc, letter.html, letter.auto_submitted) == ((), None, True)
        assert [each for each in everyone if each in octets] == list(letter.to)
        assert (letter.sender.address, message.sender) == (("noreply@example.com",) * 2)
        assert letter.subject == "A message about [#1]"
        assert "All well" not in octets
    assert len({message.letter.message_id for message in sent}) == 3


def test_every_link_has_a_token_of_its_own_that_is_kept_as_a_hash() -> None:
    world = secure_world()
    world.service.send(SECRET, AGENT)
    assert len(set(tokens(world))) == 3
    assert set(world.tables.links) == {token_hash(token) for token in tokens(world)}
    assert world.tables.activities[1].message_id == ""


def test_without_a_notification_the_message_is_kept() -> None:
    center = SecureMessageCenter("https://secure.example.com/{token}")
    for chosen in (center, None):
        world = secure_world(attrs.evolve(builders.ONLY_SECURE, secure_message_center=chosen))
        receipt = world.service.send(attrs.evolve(SECRET, cc=(), bcc=()), AGENT)
        assert receipt.delivery == (
            DeliveryLine("pat@example.com", Visibility.TO, DeliveryState.KEPT),
        )
        assert (world.tables.messages, world.tables.links) == ({}, {})


def test_a_notification_that_cannot_be_made_refuses_the_send() -> None:
    broken = Notification(Address.parse("noreply@example.com"), "``no_such", "x")
    center = SecureMessageCenter("https://secure.example.com/{token}", notification=broken)
    world = secure_world(attrs.evolve(builders.ONLY_SECURE, secure_message_center=center))
    assert world.refusal(SECRET) == {"secure.notification"}


def test_a_link_opens_its_message_sanitised_and_audited() -> None:
    world = secure_world()
    world.service.send(SECRET, AGENT)
    message = messages(world).open(tokens(world)[1])
    assert (message.subject, message.text, message.attachments) == ("Your results", None, ())
    assert message.html == "safe:<p onclick='x()'>All well<script>x()</script></p>"
    assert world.tables.audit[1][1:] == [AuditEntry("open", "recipient", builders.NOON)]


@pytest.mark.rule("S10")
def test_a_link_lives_as_long_as_the_department_says() -> None:
    world = secure_world()
    world.service.send(SECRET, AGENT)
    world.clock.time += timedelta(days=90) - timedelta(microseconds=1)
    assert messages(world).open(tokens(world)[0]).activity_id == 1
    world.clock.time += timedelta(microseconds=1)
    with pytest.raises(NotFound):
        messages(world).open(tokens(world)[0])


def test_unknown_and_withdrawn_links_are_told_apart_by_nobody() -> None:
    world = secure_world()
    world.service.send(SECRET, AGENT)
    assert messages(world).withdraw(1, "operator") == 3
    for token in (tokens(world)[0], "unknown", "\ud800"):
        with pytest.raises(NotFound, match="This link leads to no message, or no longer"):
            messages(world).open(token)
    with pytest.raises(NotFound):
        messages(world).withdraw(1, "operator")
    assert world.tables.audit[1][-1] == AuditEntry("withdraw", "operator", builders.NOON)


@pytest.mark.rule("S5")
def test_a_secure_message_without_any_sender_is_measured_too() -> None:
    center = SecureMessageCenter("https://secure.example.com/{token}")
    world = secure_world(attrs.evolve(builders.ONLY_SECURE, secure_message_center=center))
    assert world.service.preview(SECRET, AGENT).sizes is not None
    assert world.service.preview(SECRET, AGENT).secure
