"""A preview shows what a send would do, and stores nothing (A7)."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from compose_core.compose import Preview
from compose_core.errors import PreviewOutdated, Rejected
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.request import Command, contents
from compose_core.model.site import SiteDepartment, SiteUser
from compose_core.model.user import CREATE_ACTIVITY, EDIT_BCC
from compose_core.testing import builders
from world import World, told

pytestmark = pytest.mark.rule("A7")
AGENT = builders.AGENT
WITH_MACROS = builders.request(
    subject="Ref ``external_case_id for ``contact_person_first_name",
    contents=contents(
        text="``greeting\n``signature ``order_page",
        html="``greeting<p>``activity_id & ``signature</p>",
    ),
    cc=("kim@example.com",),
)


def shown(world: World, **members: Any) -> Preview:
    return world.service.preview(builders.request(**members), AGENT)


def test_a_preview_stores_nothing_and_tells_no_event() -> None:
    world = World()
    preview = world.service.preview(WITH_MACROS, AGENT)
    assert (world.rows, world.events.all) == (0, ())
    assert preview.subject == "Ref [#1] for Pat"
    assert preview.text == (
        "Dear Pat\nAnn, service Your order <https://shop.example.com/orders/1?c=1>"
    )
    assert preview.html == "<p>Dear Pat</p><p>1 & Ann, service</p>"
    assert [each.address.text for each in preview.recipients] == [
        "pat@example.com",
        "kim@example.com",
    ]
    assert preview.sizes is not None
    assert preview.sizes.body_octets == len(preview.text) + len(preview.html)
    assert (preview.denials, preview.findings, preview.secure) == ((), (), False)


def test_a_prepared_send_sends_exactly_what_was_shown() -> None:
    world = World()
    preview = world.service.preview(WITH_MACROS, AGENT)
    assert preview.prepared is not None
    world.clock.time += timedelta(hours=1)
    receipt = world.service.send_prepared(preview.prepared)
    (message,) = world.tables.messages.values()
    letter = message.letter
    assert (letter.subject, letter.text, letter.html) == (
        preview.subject,
        preview.text,
        preview.html,
    )
    assert receipt.activity_id == preview.prepared.decision.activity.id
    assert world.tables.activities[receipt.activity_id].subject == preview.subject


def test_a_prepared_send_happens_once() -> None:
    world = World()
    prepared = shown(world).prepared
    assert prepared is not None
    world.service.send_prepared(prepared)
    with pytest.raises(PreviewOutdated):
        world.service.send_prepared(prepared)
    assert len(world.tables.activities) == 1


def test_a_prepared_send_is_refused_when_a_permission_was_taken_away() -> None:
    world = World()
    prepared = shown(world).prepared
    assert prepared is not None
    world.site.apply(builders.site(user=attrs.evolve(builders.agent(), actions=frozenset())))
    with pytest.raises(PreviewOutdated):
        world.service.send_prepared(prepared)
    assert world.rows == 0


def test_a_prepared_send_is_refused_when_the_case_or_the_customer_moved() -> None:
    world = World()
    world.service.send(builders.request(), AGENT)
    joined = shown(world, case_id=1).prepared
    known = shown(world, to="kim@example.com").prepared
    assert joined is not None
    assert known is not None
    world.service.send(builders.request(to="kim@example.com", case_id=1), AGENT)
    for prepared in (joined, known):
        with pytest.raises(PreviewOutdated):
            world.service.send_prepared(prepared)


def test_a_prepared_send_is_refused_when_its_due_date_has_passed() -> None:
    world = World()
    prepared = shown(world, due_date=builders.NOON + timedelta(seconds=5)).prepared
    assert prepared is not None
    world.clock.time += timedelta(seconds=5)
    with pytest.raises(PreviewOutdated):
        world.service.send_prepared(prepared)


@pytest.mark.rule("H5")
def test_denials_and_findings_are_shown_together() -> None:
    world = World(builders.site(user=attrs.evolve(builders.agent(), view_folders=frozenset())))
    preview = shown(world, subject="``greeting", case_id=99, priority=3)
    assert told(preview.denials) == [("", "permission.view_folder")]
    assert told(preview.findings) == [("case.id", "case.not_found")]
    assert preview.prepared is None


@pytest.mark.rule("P1", "P2", "P4", "P5", "P6", "P7", "P8", "P9")
@pytest.mark.parametrize(
    ("lacking", "name"),
    [
        ({"active": False}, "permission.inactive_user"),
        ({"licences": frozenset()}, "permission.licence"),
        ({"actions": frozenset({EDIT_BCC})}, "permission.create_activity"),
        ({"actions": frozenset({CREATE_ACTIVITY})}, "permission.edit_bcc"),
        ({"home_department": "sales"}, "permission.department"),
        ({"view_folders": frozenset()}, "permission.view_folder"),
        ({"execute_usage_links": frozenset()}, "permission.execute_usage_link"),
        ({"pull_queues": frozenset()}, "permission.pull_queue"),
    ],
)
def test_a_preview_with_a_denial_shows_no_values_sizes_or_places(
    lacking: dict[str, Any], name: str
) -> None:
    user = attrs.evolve(builders.agent(), **lacking)
    world = World(builders.site(user=user, settings=builders.ONLY_SECURE))
    world.tables.customers[7] = builders.customer(7)
    world.tables.addresses[None, builders.CUSTOMER] = 7
    preview = shown(
        world,
        subject="``greeting ``order_page ``customer_id ``nothing_such",
        queue="outbound",
        bcc=("boss@example.com",),
        due_date=builders.NOON - timedelta(days=1),
    )
    assert [each.name for each in preview.denials] == [name]
    assert preview == Preview(
        subject=None,
        text=None,
        html=None,
        denials=preview.denials,
        findings=preview.findings,
        faults=(),
        landings=(),
        recipients=(),
        sizes=None,
        secure=False,
        prepared=None,
    )
    assert "due_date.past" in [each.name for each in preview.findings]
    assert {each for finding in preview.findings for each in finding.params.values()} == {"…"}
    assert all(each.message.count("…") == len(each.params) for each in preview.findings)


@pytest.mark.rule("P8", "P9")
def test_for_who_has_no_account_any_more_nothing_is_stored() -> None:
    gone = attrs.evolve(builders.agent("gone"), active=False)
    site = builders.site()
    world = World(attrs.evolve(site, users=(*site.users, SiteUser(gone))))
    world.service.send(builders.request(), AGENT)
    found = [
        world.service.preview(builders.request(customer=None, to=to, case_id=case_id), "gone")
        for to, case_id in ((builders.CUSTOMER, 1), ("new@example.com", 99))
    ]
    assert found[0] == found[1]
    assert [each.name for each in found[0].findings] == ["case.not_found", "customer.required"]


@pytest.mark.rule("E7", "P9")
def test_a_case_of_another_department_is_as_one_that_does_not_exist() -> None:
    site = builders.site()
    sales = SiteDepartment(builders.department("sales"))
    seller = attrs.evolve(builders.agent("seller"), home_department="sales")
    both = attrs.evolve(builders.agent("both"), foreign_departments=frozenset({"sales"}))
    world = World(
        attrs.evolve(
            site,
            departments=(*site.departments, sales),
            users=(*site.users, SiteUser(seller), SiteUser(both)),
        )
    )
    world.service.send(builders.request(department="sales"), "seller")
    asked = {"subject": "``case_status ``case_created", "to": "kim@example.com"}
    hidden, missing = (shown(world, case_id=each, **asked) for each in (1, 99))
    assert hidden == missing
    assert told(hidden.findings) == [("case.id", "case.not_found")]
    seen = world.service.preview(builders.request(case_id=1, **asked), "both")
    assert seen.subject == "open 2030-01-02 12:00 GMT"


EXECUTABLE = Attachment("text/plain", "a.exe", InMemory(b"x"))


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"due_date": builders.NOON - timedelta(days=1)}, "due_date.past"),
        ({"queue": "nowhere"}, "queue.not_found"),
        ({"attachments": (EXECUTABLE,)}, "attachment.blocked"),
        ({"sender": "other@example.com"}, "from.not_alias"),
        ({"custom_attributes": (AttributeValue("colour", "red"),)}, "attribute.unknown"),
    ],
)
def test_whatever_else_is_found_all_that_can_be_made_is_shown(
    members: dict[str, Any], name: str
) -> None:
    preview = shown(World(), subject="Ref ``case_id", **members)
    assert [each.name for each in preview.findings] == [name]
    assert (preview.subject, preview.text) == ("Ref 1", "Good morning")
    assert [(each.name, each.start, each.end) for each in preview.landings] == [("case_id", 4, 5)]
    assert preview.sizes is not None
    assert [each.address.text for each in preview.recipients] == ["pat@example.com"]
    assert preview.prepared is None


@pytest.mark.parametrize(
    "members",
    [{"subject": "A ``nothing_such"}, {"case_id": 99}, {"customer": None}],
    ids=["a macro", "the case", "the customer"],
)
def test_who_would_get_it_is_shown_even_where_nothing_can_be_expanded(
    members: dict[str, Any],
) -> None:
    site = builders.site(settings=builders.ONLY_SECURE)
    preview = shown(World(site), cc=("kim@example.com",), **members)
    assert (preview.subject, preview.sizes, preview.secure) == (None, None, True)
    assert [each.address.text for each in preview.recipients] == [
        "pat@example.com",
        "kim@example.com",
    ]


def test_macro_faults_come_with_their_places() -> None:
    preview = shown(World(), subject="A ``nothing_such")
    assert told(preview.findings) == [("subject", "macro.undefined")]
    assert [(each.offset, each.name) for each in preview.faults] == [(2, "nothing_such")]
    assert (preview.subject, preview.landings, preview.sizes) == (None, (), None)


@pytest.mark.rule("H6", "M3")
def test_what_no_value_could_mend_is_found_even_where_nothing_can_be_expanded() -> None:
    html = contents(html="<a title=``case_id>x</a> ``contact_person_first_name")
    preview = shown(World(), subject="``nothing_such", contents=html, customer=None)
    assert told(preview.findings) == [
        ("customer", "customer.required"),
        ("payload.email.contents.content[0].value", "macro.in_unquoted"),
        ("subject", "macro.undefined"),
    ]


def test_without_a_department_only_the_denial_is_told() -> None:
    preview = shown(World(), department="sales", subject="``nothing_such")
    assert told(preview.denials) == [("department.name", "permission.department")]
    assert (preview.findings, preview.recipients, preview.secure) == ((), (), False)


def test_each_macro_is_shown_where_it_landed() -> None:
    preview = shown(World(), subject="To ``contact_person_first_name!")
    (landing, *_) = preview.landings
    assert preview.subject is not None
    assert preview.subject[landing.start : landing.end] == "Pat"


def test_a_request_that_is_wrong_by_itself_is_refused() -> None:
    with pytest.raises(Rejected):
        shown(World(), priority=9)


@pytest.mark.rule("A2")
def test_a_draft_is_previewed_with_its_macros_as_they_are() -> None:
    world = World()
    draft = builders.request(subject="For ``customer_name")
    assert world.service.preview(draft, AGENT, Command.SAVE).subject == "For ``customer_name"
    expanded = world.service.preview(draft, AGENT, Command.SAVE, expand_macros=True)
    assert expanded.subject == "For Pat Example"


def test_a_host_without_our_policies_gets_a_preview_of_a_department_that_is_not_there() -> None:
    world = World()
    service = attrs.evolve(world.service, policies=())
    preview = service.preview(builders.request(department="nowhere"), AGENT)
    assert (preview.recipients, preview.secure, preview.prepared) == ((), False, None)
