"""Secure messages never travel by mail (section 7)."""

from datetime import timedelta

import attrs
import pytest

from compose_adapters.memory import MemoryOutbox, MemorySecureLinks
from compose_core.compose.entities import entities_of
from compose_core.decision import AuditEntry, DeliveryLine
from compose_core.errors import NotFound
from compose_core.letter import render, size_of
from compose_core.model.address import Address
from compose_core.model.delivery import DeliveryState, Visibility
from compose_core.model.request import CheckedRequest, contents
from compose_core.model.settings import DepartmentSettings, Notification, SecureMessageCenter
from compose_core.model.token import token_hash
from compose_core.outbox import Verdict
from compose_core.secure import SecureMessages
from compose_core.testing import builders
from letters_delivered import delivered, delivered_from
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
    made = entities_of(CheckedRequest.parse(SECRET), known)
    assert made is not None
    told = attrs.evolve(
        made.macro_facts(known), secure_url=f"https://s.example.com/{known.randomness.links[0]}"
    )
    random = known.randomness
    for token in (random.message_id, random.boundary, *random.links):
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
    """The tokens of the links, as the delivered mails have them."""
    return [(letter.text or "").rpartition("/")[2] for letter in delivered(world)]


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
    assert world.tables.link_tokens == {}
    given = tokens(world)
    assert len(set(given)) == 3
    assert world.tables.link_tokens == {
        token_hash(token): (1, number) for number, token in enumerate(given)
    }
    assert not any(token in repr(attrs.asdict(world.tables.messages[1, 0])) for token in given)
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


class Counting:
    """A sanitiser that notes what it was given."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def sanitise(self, html: str) -> str:
        self.asked.append(html)
        return f"safe:{html}"


def test_a_message_is_sanitised_when_it_is_kept_and_never_again() -> None:
    world, kept, opening = secure_world(), Counting(), Counting()
    attrs.evolve(world.service, sanitiser=kept).send(SECRET, AGENT)
    links = MemorySecureLinks(world.tables)
    service = SecureMessages(links, world.clock, opening)
    read = [service.open(token).html for token in tokens(world) for _ in range(3)]
    assert (set(read), len(kept.asked), opening.asked) == ({f"safe:{kept.asked[0]}"}, 1, [])


def test_a_message_that_was_kept_before_is_sanitised_at_its_first_opening_alone() -> None:
    world, opening = secure_world(), Counting()
    world.service.send(SECRET, AGENT)
    service = SecureMessages(MemorySecureLinks(world.tables), world.clock, opening)
    read = [service.open(token).html for token in tokens(world) for _ in range(3)]
    assert (set(read), len(opening.asked)) == ({f"safe:{opening.asked[0]}"}, 1)


def test_what_is_no_secure_message_is_never_sanitised() -> None:
    world, kept = World(), Counting()
    service = attrs.evolve(world.service, sanitiser=kept)
    service.send(attrs.evolve(SECRET, sender=builders.ALIAS, bcc=()), AGENT)
    attrs.evolve(secure_world().service, sanitiser=kept).save(SECRET, AGENT)
    assert kept.asked == []


@pytest.mark.parametrize("verdict", [Verdict.DEFERRED, Verdict.UNCERTAIN])
def test_every_attempt_has_a_token_of_its_own_and_all_of_them_open(verdict: Verdict) -> None:
    world = secure_world()
    world.service.send(attrs.evolve(SECRET, cc=(), bcc=()), AGENT)
    outbox = MemoryOutbox(world.tables)
    [first] = delivered_from(outbox, world.clock, verdict)
    world.clock.time += timedelta(hours=12)
    [second] = delivered_from(outbox, world.clock)
    tokens = [(letter.text or "").rpartition("/")[2] for letter in (first, second)]
    assert tokens[0] != tokens[1]
    assert [messages(world).open(token).activity_id for token in tokens] == [1, 1]
    sizes = {len(b"".join(render(letter))) for letter in (first, second)}
    assert len(sizes) == 1
    same = [attrs.evolve(letter, text=None) for letter in (first, second)]
    assert same[0] == same[1]


def test_the_stored_letter_is_as_long_as_the_one_that_is_handed_over() -> None:
    settings = attrs.evolve(
        builders.ONLY_SECURE,
        secure_message_center=SecureMessageCenter(
            "https://secure.example.com/{token}?x={token}",
            notification=Notification(
                Address.parse("noreply@example.com"),
                "Grüße",
                "Grüße " * 30 + "``secure_message_url " * 5,
            ),
        ),
    )
    world = secure_world(settings)
    world.service.send(SECRET, AGENT)
    stored = [each.letter for each in world.tables.messages.values()]
    for before, after in zip(stored, delivered(world), strict=True):
        assert before.link_token is not None
        assert before.link_token not in b"".join(render(after)).decode()
        assert size_of(before) == size_of(after)


@pytest.mark.rule("S10")
def test_a_link_lives_as_long_as_the_department_says() -> None:
    world = secure_world()
    world.service.send(SECRET, AGENT)
    token = tokens(world)[0]
    world.clock.time += timedelta(days=90) - timedelta(microseconds=1)
    assert messages(world).open(token).activity_id == 1
    world.clock.time += timedelta(microseconds=1)
    with pytest.raises(NotFound):
        messages(world).open(token)


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
