"""What the request alone tells (H5, stage 4)."""

import html
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compose_core.errors import Definition, Stage
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.request import BodyContent, Command, ComposeRequest, contents
from compose_core.rules import check_request
from compose_core.testing import builders
from world import told

EMPTY: dict[str, Any] = {"subject": None, "contents": (), "attachments": ()}


def found(command: Command = Command.SEND, **members: Any) -> list[tuple[str, str]]:
    return told(check_request(builders.request(**members), command))


def file(name: str = "a.pdf", content_type: str = "application/pdf") -> Attachment:
    return Attachment(content_type, name, InMemory(b""))


@pytest.mark.rule("E1", "E2", "E3", "E4", "E5")
def test_a_complete_request_has_no_findings() -> None:
    assert found() == []


@pytest.mark.rule("E1", "E2", "E3", "E4")
def test_every_required_element_that_is_missing_is_named_at_once() -> None:
    assert found(department=None, type=None, subtype=None, to=None) == [
        ("department.name", "element.missing"),
        ("type.value", "element.missing"),
        ("type.subtype.value", "element.missing"),
        ("payload.email.emailAddresses.to", "element.missing"),
    ]


@pytest.mark.rule("E2", "E3")
@pytest.mark.parametrize("value", ["Email", "phone", ""])
def test_only_a_composed_email_can_be_sent(value: str) -> None:
    assert found(type=value) == [("type.value", "type.not_email")]
    assert found(subtype=value) == [("type.subtype.value", "type.not_compose")]


@pytest.mark.rule("E5")
@pytest.mark.parametrize(
    "member",
    [
        {"subject": "x"},
        {"contents": contents(text="x")},
        {"contents": contents(html="x")},
        {"attachments": (file(),)},
    ],
)
def test_one_of_subject_contents_and_attachments_is_enough(member: dict[str, Any]) -> None:
    assert found(**{**EMPTY, **member}) == []


@pytest.mark.rule("E5")
def test_with_nothing_to_send_only_a_draft_is_allowed() -> None:
    blank: dict[str, Any] = {**EMPTY, "subject": " \t", "contents": contents(text="\n", html="  ")}
    assert found(**EMPTY) == [("payload.email.contents", "contents.missing")]
    assert found(**blank) == [("payload.email.contents", "contents.missing")]
    assert found(Command.SAVE, **EMPTY) == []


@pytest.mark.rule("E9")
@pytest.mark.parametrize("priority", [0, 8, -1])
def test_a_priority_outside_1_to_7_is_refused(priority: int) -> None:
    assert found(priority=priority) == [("priority", "value.out_of_range")]


@pytest.mark.rule("E9", "F4")
def test_the_ends_of_the_ranges_are_allowed() -> None:
    assert found(priority=1, case_id=1) == []
    assert found(priority=7, case_id=2**63 - 1) == []


@pytest.mark.rule("F4")
@pytest.mark.parametrize("case_id", [0, 2**63])
def test_an_id_outside_1_to_2_63_is_refused(case_id: int) -> None:
    assert found(case_id=case_id) == [("case.id", "value.out_of_range")]


@pytest.mark.rule("F2")
@pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=1))])
def test_a_due_date_that_is_not_utc_is_refused(zone: timezone | None) -> None:
    assert found(due_date=datetime(2031, 1, 1, tzinfo=zone)) == [("dueDate", "date.not_utc")]
    assert found(due_date=datetime(2031, 1, 1, tzinfo=UTC)) == []


@pytest.mark.rule("E11")
def test_a_subject_has_at_most_245_code_points() -> None:
    assert found(subject="😀" * 245) == []
    assert found(subject="x" * 246) == [("subject", "subject.too_long")]


@pytest.mark.rule("E11")
@pytest.mark.parametrize(
    "character", [*map(chr, range(32)), "\x7f", "\x85", "\x9f", "\u2028", "\u2029", "\ud800"]
)
def test_a_subject_is_one_line_without_control_characters(character: str) -> None:
    assert found(subject=f"a{character}b") == [("subject", "subject.control_character")]


@pytest.mark.rule("E11")
@pytest.mark.parametrize("layout", [" ", "\t", "\n  ", "\r\n", "\u2028", "\x85"])
def test_a_subject_of_white_space_only_is_absent_on_however_many_lines(layout: str) -> None:
    assert found(subject=layout) == []
    assert found(subject=f"{layout}\x1c") == [("subject", "subject.control_character")]


@pytest.mark.rule("E12")
@pytest.mark.parametrize(
    ("name", "content_type", "expected"),
    [
        ("", "text/plain", ("fileName", "value.empty")),
        ("n" * 256, "text/plain", ("fileName", "value.too_long")),
        ("a.txt", "text/" + "x" * 251, ("contentType", "value.too_long")),
        ("a.txt", "text", ("contentType", "attachment.content_type")),
        ("a.txt", "", ("contentType", "attachment.content_type")),
    ],
)
def test_an_attachment_has_a_name_and_a_media_type(
    name: str, content_type: str, expected: tuple[str, str]
) -> None:
    member, finding = expected
    path = f"attachments.attachment[1].{member}"
    assert found(attachments=(file(), file(name, content_type))) == [(path, finding)]


@pytest.mark.rule("E12")
def test_names_and_types_of_255_characters_are_allowed() -> None:
    assert found(attachments=(file("n" * 255, "text/" + "x" * 250),)) == []


@pytest.mark.rule("E13")
def test_an_attribute_is_given_once_and_has_a_name() -> None:
    twice = (AttributeValue("a", "1"), AttributeValue("", "2"), AttributeValue("a", "3"))
    assert found(custom_attributes=twice) == [
        ("customAttributes.customAttribute[1].attribName", "value.empty"),
        ("customAttributes.customAttribute[2].attribName", "attribute.repeated"),
    ]


@pytest.mark.rule("E13")
def test_two_spellings_of_one_name_are_one_attribute() -> None:
    twice = (AttributeValue("Ger\u00e4t", "1"), AttributeValue("Gera\u0308t", "2"))
    assert found(custom_attributes=twice) == [
        ("customAttributes.customAttribute[1].attribName", "attribute.repeated")
    ]


@pytest.mark.rule("E14")
def test_a_content_is_one_text_or_one_html_with_a_value() -> None:
    given = (
        BodyContent("text", "a"),
        BodyContent("text", "b"),
        BodyContent("rtf", "c"),
        BodyContent(None, "d"),
        BodyContent("html", None),
    )
    base = "payload.email.contents.content"
    assert found(contents=given) == [
        (f"{base}[1].type", "content.repeated"),
        (f"{base}[2].type", "value.not_allowed"),
        (f"{base}[3].type", "element.missing"),
        (f"{base}[4].value", "element.missing"),
    ]


@pytest.mark.rule("E15", "F1")
def test_every_wrong_address_is_named() -> None:
    lists = "payload.email.emailAddresses"
    assert found(sender="a", to="b@", cc=("ok@example.com", "c"), bcc=("=?x@example.com",)) == [
        (f"{lists}.from", "address.malformed"),
        (f"{lists}.to", "address.malformed"),
        (f"{lists}.cc.address[1]", "address.malformed"),
        (f"{lists}.bcc.address[0]", "address.encoded_word"),
    ]


@pytest.mark.rule("E15")
def test_a_list_of_copies_has_at_most_255_characters_with_its_commas() -> None:
    fits = (*["abcdefg@example.com"] * 12, "abcdefghi@host.co")
    assert len(",".join(fits)) == 257
    over = [("payload.email.emailAddresses.cc", "addresses.too_long")]
    assert found(cc=fits) == over
    assert found(cc=(*fits[:-1], "abcdefg@host.co")) == []
    assert found(bcc=fits) == [("payload.email.emailAddresses.bcc", "addresses.too_long")]


@pytest.mark.parametrize(
    "page", ['<img src="cid:logo">', "<img src=CID:logo>", "<img src='&#99;id:logo'>"]
)
def test_a_reference_to_an_inline_part_is_named(page: str) -> None:
    path = "payload.email.contents.content[0].value"
    assert found(contents=contents(html=page)) == [(path, "inline.reference")]


def test_of_a_million_references_two_hundred_are_told() -> None:
    page = "".join(f"cid:{number} " for number in range(100_000))
    assert len(found(contents=contents(html=page))) == 200


LONG = "a\u0300\u0316" * 200


@pytest.mark.rule("E1", "E8", "E13")
@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"department": LONG}, "department.name"),
        ({"queue": LONG}, "queue.name"),
        (
            {"custom_attributes": (AttributeValue(LONG, "x"),)},
            "customAttributes.customAttribute[0].attribName",
        ),
        (
            {"custom_attributes": (AttributeValue("colour", LONG),)},
            "customAttributes.customAttribute[0].attribValues.attribValue[0].value",
        ),
    ],
)
def test_a_name_and_a_value_have_at_most_255_characters(members: dict[str, Any], path: str) -> None:
    assert found(**members) == [(path, "value.too_long")]


@pytest.mark.rule("E15")
@pytest.mark.parametrize("copies", ["cc", "bcc"])
def test_the_addresses_of_a_list_that_is_too_long_are_not_looked_at(copies: str) -> None:
    path = f"payload.email.emailAddresses.{copies}"
    members: dict[str, Any] = {copies: ("nobody",) * 100}
    assert found(**members) == [(path, "addresses.too_long")]


SPELT = st.lists(
    st.sampled_from(
        [
            *("c", "i", "d", ":", "cid:", "CID:", "x", " ", "-", "é", "&", "#", "9", "a", ">"),
            *("&#99;", "&#99", "&#x63;", "&#x63", "&#0105;", "&#105", "&#x49;", "&#97;", "&#32"),
            *("&colon;", "&COLON;", "&colon", "&#58;", "&#x3a", "&amp;", "&amp", "&lt", "&nbsp;"),
            *("&eacute;", "&eacute", "&a"),
        ]
    ),
    max_size=10,
).map("".join)
REFERENCE = re.compile(r"(?<![\w+.-])cid:[^\s\"'<>)]{1,80}", re.IGNORECASE)


@settings(max_examples=2_000)
@given(SPELT)
@example("&ampcid:a")
@example("&eacute;cid:a")
@example("&#x3acid:a")
def test_a_reference_is_found_however_it_is_spelt(page: str) -> None:
    is_there = REFERENCE.search(html.unescape(page)) is not None
    assert ("inline.reference" in dict(found(contents=contents(html=page))).values()) == is_there


def test_a_finding_shows_no_more_than_a_thousand_characters_of_a_value() -> None:
    (finding,) = check_request(builders.request(to="a" * 1_000_000), Command.SEND)
    assert finding.name == "address.malformed"
    assert len(finding.message) < 1_200


def test_a_word_that_ends_like_a_reference_is_none() -> None:
    assert found(contents=contents(html="<p>acid:base, and cid: alone</p>")) == []


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ud800", "\ufffe"])
def test_characters_that_xml_cannot_carry_are_refused_in_every_text(character: str) -> None:
    bad = f"a{character}"
    request = builders.request(
        department=bad,
        queue=bad,
        contents=contents(text=bad),
        attachments=(file(bad),),
        custom_attributes=(AttributeValue("n", bad),),
    )
    findings = check_request(request, Command.SEND)
    assert [path for path, name in told(findings) if name == "value.character"] == [
        "payload.email.contents.content[0].value",
        "attachments.attachment[0].fileName",
        "department.name",
        "queue.name",
        "customAttributes.customAttribute[0].attribValues.attribValue[0].value",
    ]


def test_characters_are_judged_in_a_customer_that_may_be_ignored() -> None:
    person = builders.customer_details().contact_persons[0]
    details = attrs.evolve(
        builders.customer_details(),
        contact_persons=(attrs.evolve(person, last_name="\x01"),),
        custom_attributes=(AttributeValue("n", "\x02"),),
    )
    value = "customAttributes.customAttribute[0].attribValues.attribValue[0].value"
    assert found(customer=details) == [
        ("customer.contactPersons.contactPerson[0].lastName", "value.character"),
        (f"customer.{value}", "value.character"),
    ]


def test_a_hosts_own_rule_is_asked_like_ours() -> None:
    shouting = Definition("host.shouting", "host", "Do not shout.", Stage.REQUEST)

    def calm(request: ComposeRequest, command: Command) -> Any:
        return [shouting.at("subject")] if (request.subject or "").isupper() else []

    findings = check_request(builders.request(subject="NOW"), Command.SEND, (calm,))
    assert [finding.message for finding in findings] == ["Do not shout."]
