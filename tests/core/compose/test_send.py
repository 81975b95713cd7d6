"""What a send stores and queues, all of it or nothing (E1 to E16, A1 to A4)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from compose_adapters.memory import MemoryStore
from compose_core.decision import AuditEntry, Decision, DeliveryLine, OutboundMessage, Receipt
from compose_core.errors import Conflict, Finding, Rejected, Stage
from compose_core.errors.exceptions import StaleDecision
from compose_core.events import ActivityStored
from compose_core.model.activity import ActivityStatus
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.case import CaseStatus
from compose_core.model.customer import ContactPoint, EmailPoint
from compose_core.model.delivery import DeliveryState, Visibility
from compose_core.model.request import Command, ComposeRequest, contents
from compose_core.model.settings import DepartmentSettings, PartitionSettings
from compose_core.model.site import SiteDepartment
from compose_core.ports.ids import IdKind
from compose_core.testing import builders
from world import World, told

AGENT = builders.AGENT


def only_message(world: World) -> OutboundMessage:
    (message,) = world.tables.messages.values()
    return message


@pytest.mark.rule("A1", "A3")
def test_a_send_is_answered_with_what_was_stored_and_where_the_mail_goes() -> None:
    world = World()
    copies = builders.request(cc=("kim@example.com",), bcc=("lee@example.com",))
    assert world.service.send(copies, AGENT) == Receipt(
        activity_id=1,
        case_id=1,
        case_found=False,
        case_of_other_customer=False,
        customer_id=1,
        customer_found=False,
        delivery=(
            DeliveryLine("pat@example.com", Visibility.TO, DeliveryState.QUEUED),
            DeliveryLine("kim@example.com", Visibility.CC, DeliveryState.QUEUED),
            DeliveryLine("lee@example.com", Visibility.BCC, DeliveryState.QUEUED),
        ),
    )


@pytest.mark.rule("A4")
def test_the_letter_shows_the_alias_and_hides_the_blind_copy() -> None:
    world = World()
    world.service.send(builders.request(cc=("kim@example.com",), bcc=("lee@example.com",)), AGENT)
    message = only_message(world)
    letter = message.letter
    assert (letter.sender.name, letter.sender.address) == ("Example Support", builders.ALIAS)
    assert letter.reply_to == letter.sender
    assert (letter.to, letter.cc) == (("pat@example.com",), ("kim@example.com",))
    assert message.sender == builders.ALIAS
    assert [each.address.text for each in message.recipients] == [
        "pat@example.com",
        "kim@example.com",
        "lee@example.com",
    ]
    assert letter.message_id == f"<1.1.{world.random_text(1)[:22]}@example.com>"
    assert letter.date == builders.NOON


@pytest.mark.rule("F1")
def test_one_who_stands_in_several_lists_gets_one_mail_and_is_shown_once() -> None:
    world = World()
    world.service.send(
        builders.request(
            cc=("PAT@example.com", "kim@example.com"), bcc=("Kim@Example.com", "lee@example.com")
        ),
        AGENT,
    )
    message = only_message(world)
    assert [(r.address.key, r.visibility) for r in message.recipients] == [
        ("pat@example.com", Visibility.TO),
        ("kim@example.com", Visibility.CC),
        ("lee@example.com", Visibility.BCC),
    ]
    assert message.letter.cc == ("kim@example.com",)


@pytest.mark.rule("A2", "E7", "E9", "C2")
def test_activity_case_and_customer_are_kept_together() -> None:
    world = World()
    due = builders.NOON + timedelta(days=1)
    world.service.send(builders.request(queue="outbound", due_date=due), AGENT)
    activity = world.tables.activities[1]
    case = world.tables.cases[1]
    customer = world.tables.customers[1]
    assert (activity.status, activity.priority) == (ActivityStatus.ASSIGNED, 5)
    assert (activity.queue, activity.due_date) == ("outbound", due)
    assert (activity.created_by, activity.department) == (AGENT, builders.DEPARTMENT)
    assert (case.status, case.customer_id) == (CaseStatus.OPEN, 1)
    assert (customer.name, customer.department) == ("Pat Example", None)
    assert customer.details.contact_persons[0].emails == ("pat@example.com",)


@pytest.mark.rule("A6")
def test_every_act_leaves_an_audit_entry_and_is_told_to_the_events() -> None:
    world = World()
    world.service.save(builders.request(), AGENT)
    world.service.send_and_complete(builders.request(), AGENT)
    assert world.tables.audit[1] == [AuditEntry("save", AGENT, builders.NOON)]
    assert world.tables.audit[2] == [AuditEntry("sendcomplete", AGENT, builders.NOON)]
    assert world.events.all == (
        ActivityStored(1, 1, 1, "save", 1, builders.NOON),
        ActivityStored(2, 2, 1, "sendcomplete", 1, builders.NOON),
    )


@pytest.mark.rule("A2", "E5", "M3")
def test_a_draft_keeps_its_macros_and_queues_nothing() -> None:
    world = World()
    draft = builders.request(subject="For ``customer_name", contents=())
    receipt = world.service.save(draft, AGENT)
    assert receipt.delivery == ()
    assert world.tables.messages == {}
    activity = world.tables.activities[receipt.activity_id]
    assert (activity.status, activity.subject) == (ActivityStatus.DRAFT, "For ``customer_name")
    assert (activity.text, activity.message_id) == (None, "")


@pytest.mark.rule("A2")
def test_a_draft_is_expanded_when_asked() -> None:
    world = World()
    draft = builders.request(subject="For ``customer_name")
    receipt = world.service.save(draft, AGENT, expand_macros=True)
    assert world.tables.activities[receipt.activity_id].subject == "For Pat Example"


@pytest.mark.rule("A2", "M3")
def test_a_draft_with_an_undefined_macro_is_refused() -> None:
    world = World()
    with pytest.raises(Rejected):
        world.service.save(builders.request(subject="``nothing_such"), AGENT)
    assert world.rows == 0


@pytest.mark.rule("A2")
@pytest.mark.parametrize(
    ("earlier", "now", "status"),
    [
        ([], Command.SEND, CaseStatus.OPEN),
        ([], Command.SAVE, CaseStatus.OPEN),
        ([], Command.SEND_AND_COMPLETE, CaseStatus.CLOSED),
        ([Command.SEND], Command.SEND_AND_COMPLETE, CaseStatus.OPEN),
        ([Command.SEND_AND_COMPLETE], Command.SEND_AND_COMPLETE, CaseStatus.CLOSED),
        ([Command.SEND_AND_COMPLETE], Command.SEND, CaseStatus.OPEN),
    ],
)
def test_a_case_is_open_while_it_has_a_draft_or_assigned_activity(
    earlier: list[Command], now: Command, status: CaseStatus
) -> None:
    world = World()
    for number, command in enumerate([*earlier, now]):
        case_id = 1 if number else None
        world.do(command, builders.request(case_id=case_id, subject="It is ``case_status"))
    assert world.tables.cases[1].status is status
    last = world.tables.activities[len(earlier) + 1]
    shown = "``case_status" if now is Command.SAVE else status.value
    assert last.subject == f"It is {shown}"


@pytest.mark.rule("A4", "E7")
def test_mails_of_one_case_to_one_customer_are_a_thread() -> None:
    world = World()
    for case_id in (None, 1, 1):
        world.service.send(builders.request(case_id=case_id), AGENT)
    first, second, third = (each.letter for each in world.tables.messages.values())
    assert (first.in_reply_to, first.references) == (None, ())
    assert (second.in_reply_to, second.references) == (first.message_id, (first.message_id,))
    assert third.in_reply_to == second.message_id
    assert third.references == (first.message_id, second.message_id)


@pytest.mark.rule("A4")
def test_a_long_thread_refers_to_its_first_and_its_latest_mails() -> None:
    world = World()
    for number in range(25):
        world.service.send(builders.request(case_id=1 if number else None), AGENT)
    ids = [each.letter.message_id for each in world.tables.messages.values()]
    last = list(world.tables.messages.values())[-1].letter
    assert last.references == (ids[0], *ids[5:24])


@pytest.mark.rule("E7", "A1")
def test_a_case_of_another_customer_is_joined_but_not_its_thread() -> None:
    world = World()
    world.service.send(builders.request(), AGENT)
    other = builders.request(to="kim@example.com", case_id=1)
    receipt = world.service.send(other, AGENT)
    assert (receipt.case_found, receipt.case_of_other_customer) == (True, True)
    assert world.tables.cases[1].customer_id == 1
    assert list(world.tables.messages.values())[1].letter.references == ()


@pytest.mark.rule("C1", "E16")
def test_letter_case_never_makes_a_second_customer() -> None:
    world = World()
    world.service.send(builders.request(), AGENT)
    receipt = world.service.send(builders.request(to="PAT@EXAMPLE.COM", customer=None), AGENT)
    assert (receipt.customer_found, receipt.customer_id) == (True, 1)


@pytest.mark.rule("C2")
def test_an_address_that_was_given_with_the_customer_is_not_added_again() -> None:
    world = World()
    given = builders.request(customer=builders.customer_details("Pat@Example.com"))
    world.service.send(given, AGENT)
    (person,) = world.tables.customers[1].details.contact_persons
    assert person.contact_points == (ContactPoint("email", EmailPoint("Pat@Example.com")),)


@pytest.mark.rule("C2", "S4")
def test_a_new_customer_is_the_departments_when_customers_are_departmentalised() -> None:
    partition = PartitionSettings(customer_departmentalisation=True)
    world = World(builders.site(partition=partition))
    world.service.send(builders.request(), AGENT)
    assert world.tables.customers[1].department == builders.DEPARTMENT


def attached(size: int) -> Any:
    return builders.request(
        attachments=(Attachment("application/pdf", "../a:b.pdf", InMemory(b"x" * size)),)
    )


@pytest.mark.rule("S7", "E12")
def test_a_file_is_mailed_under_its_cleaned_name_and_kept_under_its_own() -> None:
    world = World()
    world.service.send(attached(1), AGENT)
    (enclosure,) = only_message(world).letter.enclosures
    assert enclosure.file_name == "ab.pdf"
    assert world.tables.activities[1].attachments[0].file_name == "../a:b.pdf"


@pytest.mark.rule("S5")
def test_a_mail_at_the_size_limit_passes_and_one_octet_more_does_not() -> None:
    sizes = World().service.preview(attached(3), AGENT).sizes
    assert sizes is not None
    fits = World(builders.site(partition=PartitionSettings(max_email_octets=sizes.email_octets)))
    assert fits.refusal(attached(3)) == set()
    tight = PartitionSettings(max_email_octets=sizes.email_octets - 1)
    assert World(builders.site(partition=tight)).refusal(attached(3)) == {"size.email"}


@pytest.mark.rule("S6")
def test_text_and_html_together_are_limited_in_utf8_octets() -> None:
    partition = PartitionSettings(max_body_octets=6)
    fits = builders.request(contents=contents(text="é", html="äöx"[:2]))
    over = builders.request(contents=contents(text="é", html="äöx"))
    assert World(builders.site(partition=partition)).refusal(fits) == set()
    assert World(builders.site(partition=partition)).refusal(over) == {"size.body"}
    preview = World(builders.site(partition=partition)).service.preview(over, AGENT)
    assert told(preview.findings) == [("payload.email.contents", "size.body")]
    with pytest.raises(Rejected, match=r"have 7 octets; at most 6"):
        World(builders.site(partition=partition)).service.save(over, AGENT)


@pytest.mark.rule("S6")
@pytest.mark.parametrize("act", ["save", "send", "send_and_complete", "preview"])
def test_no_rule_reads_contents_that_stay_too_large(act: str) -> None:
    def read(request: ComposeRequest, command: Command) -> Iterable[Finding]:
        raise AssertionError("the contents are read")

    world = World(builders.site(partition=PartitionSettings(max_body_octets=6)))
    service = attrs.evolve(world.service, request_rules=(read,))
    over = builders.request(contents=contents(html="ä" * 300_007))
    with pytest.raises(Rejected) as refusal:
        getattr(service, act)(over, AGENT)
    [finding] = refusal.value.findings
    assert (finding.name, finding.params) == ("size.body", {"size": 600_014, "limit": 6})


@pytest.mark.rule("E11")
def test_an_expanded_subject_has_at_most_245_characters() -> None:
    subject = "x" * 232 + " ``user_login"
    assert len(subject) == 245
    assert World().refusal(builders.request(subject=subject)) == set()
    longer = "x" * 224 + "``customer_name ``user_login"
    over = builders.request(subject=longer[:245], to="k" * 40 + "@example.com")
    named = attrs.evolve(over, subject="``activity_to " * 5)
    assert World().refusal(named) == {"subject.too_long_expanded"}


@pytest.mark.rule("M9")
def test_a_text_alternative_is_made_only_when_it_is_asked_for() -> None:
    page = builders.request(contents=contents(html="<p>Good <b>morning</b></p>"))
    plain, automatic = World(), World()
    plain.service.send(page, AGENT)
    automatic.service.send(page, AGENT, automatic_text=True)
    assert only_message(plain).letter.text is None
    assert (only_message(automatic).letter.text or "").strip() == "Good morning"


@pytest.mark.rule("M2", "M3", "P1", "P8", "E16")
@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"subject": "``nothing_such"}, {"macro.undefined"}),
        ({"department": "sales"}, {"permission.department"}),
        ({"customer": None}, {"customer.required"}),
        ({"to": "nobody"}, {"address.malformed"}),
        ({"case_id": 99}, {"case.not_found"}),
    ],
)
def test_nothing_at_all_is_stored_of_a_refused_request(
    members: dict[str, Any], expected: set[str]
) -> None:
    assert World().refusal(builders.request(**members)) == expected


@pytest.mark.rule("H5", "H6")
def test_each_stage_ends_the_judgement_with_all_its_findings() -> None:
    world = World(builders.site(user=attrs.evolve(builders.agent(), actions=frozenset())))
    wrong = {"priority": 9, "subject": "x" * 246}
    with pytest.raises(Rejected) as first:
        world.service.send(builders.request(**wrong, case_id=99), AGENT)
    assert first.value.stage is Stage.REQUEST
    assert len(first.value.findings) == 2
    with pytest.raises(Rejected) as second:
        world.service.send(builders.request(case_id=99), AGENT)
    assert second.value.stage is Stage.PERMISSION


@pytest.mark.rule("P8")
@pytest.mark.parametrize("active", [True, False])
def test_a_user_who_is_unknown_or_inactive_is_denied(active: bool) -> None:
    inactive = attrs.evolve(builders.agent(), active=False)
    world = World(builders.site(user=None if active else inactive))
    assert world.refusal(builders.request(), "stranger" if active else AGENT) == {
        "permission.inactive_user"
    }


class Restless(MemoryStore):
    """A store in which something always moved in between."""

    tries = 0

    def commit(self, decision: Decision) -> None:
        self.tries += 1
        raise StaleDecision(f"activity {decision.activity.id} moved")


def test_what_keeps_moving_is_given_up_after_five_attempts() -> None:
    world = World()
    restless = Restless(world.site)
    service = attrs.evolve(world.service, store=restless)
    with pytest.raises(Conflict):
        service.send(builders.request(), AGENT)
    assert restless.tries == 5


@pytest.mark.rule("E6", "S1", "S2")
@pytest.mark.parametrize(
    ("settings", "sender", "secure"),
    [
        (DepartmentSettings(), builders.ALIAS, False),
        (DepartmentSettings(secure_messaging=True), builders.ALIAS, False),
        (DepartmentSettings(secure_messaging=True), None, True),
        (builders.ONLY_SECURE, builders.ALIAS, True),
        (attrs.evolve(builders.ONLY_SECURE, secure_messaging=False), builders.ALIAS, False),
    ],
)
def test_a_message_is_secure_as_the_settings_say(
    settings: DepartmentSettings, sender: str | None, secure: bool
) -> None:
    world = World(builders.site(settings=settings))
    world.service.send(builders.request(sender=sender), AGENT)
    activity = world.tables.activities[1]
    assert activity.secure is secure
    assert (activity.sender.text if activity.sender else None) == sender


@pytest.mark.rule("C4")
def test_a_malformed_address_of_a_new_customer_is_told_once_it_is_needed() -> None:
    wrong = builders.request(customer=builders.customer_details("nobody"))
    assert World().refusal(wrong) == {"customer.format"}


@pytest.mark.rule("C1", "C4")
def test_a_new_customer_cannot_have_another_customers_address() -> None:
    world = World()
    world.service.send(builders.request(), AGENT)
    details = builders.customer_details(builders.CUSTOMER)
    both = builders.request(to="kim@example.com", customer=details)
    rows = world.rows
    with pytest.raises(Rejected) as refused:
        world.service.send(both, AGENT)
    assert [each.name for each in refused.value.findings] == ["customer.address_taken"]
    assert world.rows == rows


@pytest.mark.rule("P3", "P8")
def test_a_department_that_is_missing_inactive_or_anothers_is_one_denial() -> None:
    def denied(departments: tuple[SiteDepartment, ...], foreign: set[str]) -> list[Finding]:
        user = attrs.evolve(builders.agent(), foreign_departments=frozenset(foreign))
        site = builders.site(user=user)
        world = World(attrs.evolve(site, departments=(*site.departments, *departments)))
        with pytest.raises(Rejected) as refused:
            world.service.send(builders.request(department="sales"), AGENT)
        return list(refused.value.findings)

    anothers = SiteDepartment(builders.department("sales"))
    inactive = SiteDepartment(attrs.evolve(anothers.department, active=False))
    missing = denied((), {"sales"})
    assert [each.name for each in missing] == ["permission.department"]
    assert denied((anothers,), set()) == missing
    assert denied((inactive,), {"sales"}) == missing


@pytest.mark.rule("P3")
def test_a_foreign_user_sends_for_the_department() -> None:
    foreign = attrs.evolve(builders.agent(), home_department="sales")
    assert World(builders.site(user=foreign)).refusal(builders.request()) == {
        "permission.department"
    }
    foreign = attrs.evolve(foreign, foreign_departments=frozenset({builders.DEPARTMENT}))
    assert World(builders.site(user=foreign)).refusal(builders.request()) == set()


@pytest.mark.rule("C1", "S4")
@pytest.mark.parametrize(
    ("departmentalised", "scopes", "found"),
    [
        (False, ("sales", None, builders.DEPARTMENT), 3),
        (False, ("sales", None), 2),
        (False, ("sales", "legal"), 1),
        (True, ("sales", None, builders.DEPARTMENT), 3),
        (True, ("sales", None), None),
    ],
)
def test_of_several_customers_the_departments_own_is_taken_then_a_shared_one(
    departmentalised: bool, scopes: tuple[str | None, ...], found: int | None
) -> None:
    partition = PartitionSettings(customer_departmentalisation=departmentalised)
    world = World(builders.site(partition=partition))
    for number, scope in enumerate(scopes, start=1):
        known = attrs.evolve(builders.customer(number), department=scope)
        world.tables.customers[number] = known
        world.tables.addresses[scope, builders.CUSTOMER] = number
        world.ids.next(IdKind.CUSTOMER)
    receipt = world.service.send(builders.request(), AGENT)
    assert receipt.customer_found is (found is not None)
    assert receipt.customer_id == (found or len(scopes) + 1)
