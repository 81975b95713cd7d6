"""The elements of section 1: what each may hold, whatever the format."""

from datetime import UTC, datetime
from typing import Any

import pytest

from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    CustomerDetails,
    EmailPoint,
    GroupDetails,
    PhonePoint,
)
from compose_core.model.request import BodyContent, Command
from requests_as_json import (
    decoded,
    found_in,
    members,
    told_of,
    with_addresses,
    with_attachment,
    with_contents,
)

ADDRESSES = "payload.email.emailAddresses"
CONTENTS = "payload.email.contents.content"
CUSTOMER = {"type": {"value": "individual"}, "contactPersons": {"contactPerson": []}}


def with_attributes(*attributes: Any) -> dict[str, Any]:
    return members(customAttributes={"customAttribute": list(attributes)})


def with_customer(**changes: Any) -> dict[str, Any]:
    return members(customer={**CUSTOMER, **changes})


def with_person(**person: Any) -> dict[str, Any]:
    return with_customer(contactPersons={"contactPerson": [person]})


@pytest.mark.rule("E1", "E2", "E3", "E4", "H6")
def test_all_that_is_missing_is_told_at_once() -> None:
    assert found_in({}) == [
        ("payload.email.contents", "contents.missing"),
        ("department.name", "element.missing"),
        ("type.value", "element.missing"),
        ("type.subtype.value", "element.missing"),
        (f"{ADDRESSES}.to", "element.missing"),
    ]


@pytest.mark.rule("E1")
@pytest.mark.parametrize("department", [..., None, {}, {"name": None}, []])
def test_a_department_is_required(department: object) -> None:
    assert found_in(members(department=department)) == [("department.name", "element.missing")]


@pytest.mark.rule("E2", "E3")
def test_type_and_subtype_are_email_and_compose() -> None:
    other = {"value": "chat", "subtype": {"value": "reply"}}
    assert found_in(members(type=other)) == [
        ("type.value", "type.not_email"),
        ("type.subtype.value", "type.not_compose"),
    ]


@pytest.mark.rule("E4", "E15")
@pytest.mark.parametrize(
    "to",
    [
        {"address": ["pat@example.com"]},
        {"address": "pat@example.com"},
        "pat@example.com",
        ["pat@example.com"],
    ],
)
def test_one_address_may_stand_in_a_list_or_by_itself(to: object) -> None:
    assert decoded(with_addresses(to=to)).to == "pat@example.com"


@pytest.mark.rule("E4")
@pytest.mark.parametrize(
    "to",
    [
        {"address": ["pat@example.com", "lee@example.com"]},
        ["pat@example.com", "lee@example.com"],
        [{"address": ["pat@example.com"]}, {"address": ["lee@example.com"]}],
    ],
)
def test_two_customers_are_one_too_many(to: object) -> None:
    assert found_in(with_addresses(to=to)) == [(f"{ADDRESSES}.to", "list.not_one")]


@pytest.mark.rule("E4")
@pytest.mark.parametrize("to", [None, [], {}, {"address": []}, {"address": None}])
def test_a_customer_is_required(to: object) -> None:
    assert found_in(with_addresses(to=to)) == [(f"{ADDRESSES}.to", "element.missing")]


@pytest.mark.rule("E15")
@pytest.mark.parametrize(
    "cc",
    [
        {"address": ["a@example.com", "b@example.com"]},
        ["a@example.com", "b@example.com"],
        [{"address": "a@example.com"}, {"address": ["b@example.com"]}],
    ],
)
def test_copies_are_a_list_of_addresses(cc: object) -> None:
    assert decoded(with_addresses(cc=cc)).cc == ("a@example.com", "b@example.com")


@pytest.mark.rule("E15")
@pytest.mark.parametrize("bcc", [None, [], {}, {"address": []}])
def test_an_empty_list_is_absent(bcc: object) -> None:
    assert decoded(with_addresses(bcc=bcc)).bcc == ()


@pytest.mark.rule("E15")
@pytest.mark.parametrize(
    ("cc", "found"),
    [
        (["a@example.com", {"address": "b@example.com"}], (f"{ADDRESSES}.cc", "list.mixed")),
        (
            {"address": ["a@example.com", {"x": 1}]},
            (f"{ADDRESSES}.cc.address", "list.mixed"),
        ),
        ({"address": [7]}, (f"{ADDRESSES}.cc.address[0]", "element.not_text")),
        ({"address": [None]}, (f"{ADDRESSES}.cc.address[0]", "element.missing")),
        ({"address": [["a@example.com"]]}, (f"{ADDRESSES}.cc.address[0]", "element.repeated")),
        ([["a@example.com"]], (f"{ADDRESSES}.cc[0]", "element.repeated")),
        ({"adress": "a@example.com"}, (f"{ADDRESSES}.cc.adress", "element.unsupported")),
        ("", (f"{ADDRESSES}.cc.address[0]", "address.malformed")),
        (5, (f"{ADDRESSES}.cc.address[0]", "element.not_text")),
    ],
)
def test_what_is_no_list_of_addresses_is_told(cc: object, found: tuple[str, str]) -> None:
    assert found_in(with_addresses(cc=cc)) == [found]


@pytest.mark.rule("E6")
def test_a_sender_is_one_address() -> None:
    assert decoded(with_addresses(**{"from": "support@example.com"})).sender == (
        "support@example.com"
    )
    assert found_in(with_addresses(**{"from": ["support@example.com"]})) == [
        (f"{ADDRESSES}.from", "element.repeated")
    ]


@pytest.mark.rule("E7", "F4")
@pytest.mark.parametrize("number", [7, "7"])
def test_an_id_is_a_number_or_a_text(number: object) -> None:
    assert decoded(members(case={"id": number})).case_id == 7


@pytest.mark.rule("E7", "F4")
@pytest.mark.parametrize(
    ("case", "name"),
    [
        ({}, "element.missing"),
        ({"id": None}, "element.missing"),
        ({"id": 0}, "id.malformed"),
        ({"id": -1}, "id.malformed"),
        ({"id": 1.0}, "id.malformed"),
        ({"id": "01"}, "id.malformed"),
        ({"id": 2**63}, "id.malformed"),
        ({"id": "٣"}, "id.malformed"),
        ({"id": True}, "id.malformed"),
        ({"id": [7]}, "element.repeated"),
        ({"id": {}}, "element.not_a_value"),
    ],
)
def test_what_is_no_id_is_told(case: object, name: str) -> None:
    assert found_in(members(case=case)) == [("case.id", name)]


@pytest.mark.rule("E7")
@pytest.mark.parametrize(
    ("case", "found"),
    [
        (7, ("case", "element.not_an_object")),
        ("7", ("case", "element.not_an_object")),
        ([{"id": 7}], ("case", "element.repeated")),
        ({"id": 7, "number": 7}, ("case.number", "element.unsupported")),
    ],
)
def test_a_case_is_an_object_that_holds_its_id(case: object, found: tuple[str, str]) -> None:
    assert found_in(members(case=case)) == [found]


@pytest.mark.rule("E8")
def test_a_queue_has_a_name() -> None:
    assert decoded(members(queue={"name": "outbound"})).queue == "outbound"
    assert found_in(members(queue={})) == [("queue.name", "element.missing")]


@pytest.mark.rule("E9", "F4")
@pytest.mark.parametrize("priority", [3, "3"])
def test_an_integer_is_a_number_or_a_text(priority: object) -> None:
    assert decoded(members(priority=priority)).priority == 3


@pytest.mark.rule("E9", "F4")
@pytest.mark.parametrize(
    ("priority", "name"),
    [
        (0, "value.out_of_range"),
        (8, "value.out_of_range"),
        ("-1", "value.out_of_range"),
        (3.0, "integer.malformed"),
        (1e2, "integer.malformed"),
        ("3 ", "integer.malformed"),
        ("", "integer.malformed"),
        ("3.0", "integer.malformed"),
        (10**19, "integer.malformed"),
        ("9" * 5000, "integer.malformed"),
        (False, "integer.malformed"),
        ({"value": 3}, "element.not_a_value"),
    ],
)
def test_what_is_no_priority_is_told(priority: object, name: str) -> None:
    assert found_in(members(priority=priority)) == [("priority", name)]


@pytest.mark.rule("E10", "F2")
@pytest.mark.parametrize("due", [{"date": "2030-01-31T09:30:00Z"}, "2030-01-31T09:30:00.000Z"])
def test_a_due_date_may_stand_by_itself(due: object) -> None:
    assert decoded(members(dueDate=due)).due_date == datetime(2030, 1, 31, 9, 30, tzinfo=UTC)


@pytest.mark.rule("E10", "F2")
@pytest.mark.parametrize(
    ("due", "found"),
    [
        ({}, ("dueDate.date", "element.missing")),
        ({"date": "2030-02-30T00:00:00Z"}, ("dueDate.date", "date.malformed")),
        ({"date": "10000-01-01T00:00:00Z"}, ("dueDate.date", "date.malformed")),
        ("2030-01-31", ("dueDate", "date.malformed")),
        ("", ("dueDate", "date.malformed")),
        (1893456000, ("dueDate", "date.malformed")),
        (["2030-01-31T09:30:00Z"], ("dueDate", "element.repeated")),
    ],
)
def test_what_is_no_due_date_is_told(due: object, found: tuple[str, str]) -> None:
    assert found_in(members(dueDate=due)) == [found]


@pytest.mark.rule("E11")
def test_a_subject_keeps_its_white_space() -> None:
    assert decoded(members(subject="  a  b ")).subject == "  a  b "


@pytest.mark.rule("E5")
@pytest.mark.parametrize("subject", [..., None, "", "   "])
def test_a_subject_of_white_space_is_absent(subject: object) -> None:
    assert found_in(members(subject=subject)) == [("payload.email.contents", "contents.missing")]
    assert found_in(members(subject=subject), command=Command.SAVE) == []


@pytest.mark.rule("E5")
@pytest.mark.parametrize(
    "request_members",
    [
        members(subject=5),
        with_contents("text") | {"subject": None},
        with_attachment(content="?") | {"subject": None},
        members(subject=None, payload={"email": 5}),
    ],
)
def test_what_has_a_fault_of_form_is_not_called_missing_too(
    request_members: dict[str, Any],
) -> None:
    assert "contents.missing" not in [name for _, name in found_in(request_members)]


@pytest.mark.rule("E14")
def test_line_breaks_in_contents_become_lf() -> None:
    request = decoded(with_contents({"type": "text", "value": "a\r\nb\rc\n\r\u2028d\u0085"}))
    assert request.contents == (BodyContent("text", "a\nb\nc\n\n\u2028d\u0085"),)


@pytest.mark.rule("E14")
def test_one_content_may_stand_outside_a_list() -> None:
    email = {
        "emailAddresses": {"to": "pat@example.com"},
        "contents": {"content": {"type": "html", "value": "<p>"}},
    }
    assert decoded(members(payload={"email": email})).contents == (BodyContent("html", "<p>"),)


@pytest.mark.rule("E14")
def test_a_content_has_a_type_and_a_value() -> None:
    assert found_in(with_contents({"type": "text"}, {"value": "x"}, {})) == [
        (f"{CONTENTS}[0].value", "element.missing"),
        (f"{CONTENTS}[1].type", "element.missing"),
        (f"{CONTENTS}[2].type", "element.missing"),
        (f"{CONTENTS}[2].value", "element.missing"),
    ]


@pytest.mark.rule("E14")
@pytest.mark.parametrize(
    ("contents", "found"),
    [
        ([{"type": "text", "value": 1}], (f"{CONTENTS}[0].value", "element.not_text")),
        ([{"type": "text", "value": None}], (f"{CONTENTS}[0].value", "element.missing")),
        ([{"type": "rtf", "value": "x"}], (f"{CONTENTS}[0].type", "value.not_allowed")),
        (["x"], (f"{CONTENTS}[0]", "element.not_an_object")),
        (["x", {"type": "text", "value": "x"}], (CONTENTS, "list.mixed")),
        ([[]], (f"{CONTENTS}[0]", "element.missing")),
    ],
)
def test_what_is_no_content_is_told(contents: list[object], found: tuple[str, str]) -> None:
    assert found_in(with_contents(*contents)) == [found]


@pytest.mark.rule("E12")
def test_an_attachment_is_decoded_and_may_be_empty() -> None:
    request = decoded(with_attachment(content=" YW\r\nJj\t"))
    assert request.attachments == (Attachment("text/plain", "a.txt", InMemory(b"abc")),)
    assert decoded(with_attachment(content="")).attachments[0].content.size == 0


@pytest.mark.rule("E12")
@pytest.mark.parametrize("member", ["contentType", "fileName", "content"])
def test_each_member_of_an_attachment_is_required(member: str) -> None:
    path = f"attachments.attachment[0].{member}"
    assert found_in(with_attachment(**{member: ...})) == [(path, "element.missing")]
    assert found_in(with_attachment(**{member: None})) == [(path, "element.missing")]


@pytest.mark.rule("E12")
@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"fileName": "x" * 300}, ("fileName", "value.too_long")),
        ({"fileName": ""}, ("fileName", "value.empty")),
        ({"contentType": "text"}, ("contentType", "attachment.content_type")),
        ({"content": 5}, ("content", "element.not_text")),
        ({"size": 5}, ("size", "element.unsupported")),
    ],
)
def test_what_is_no_attachment_is_told(changes: Any, found: tuple[str, str]) -> None:
    member, name = found
    assert found_in(with_attachment(**changes)) == [(f"attachments.attachment[0].{member}", name)]


@pytest.mark.rule("E13")
def test_a_custom_attribute_has_one_value_which_may_be_a_number() -> None:
    def value(given: object) -> dict[str, object]:
        return {"attribValues": {"attribValue": given}}

    request = decoded(
        with_attributes(
            {"attribName": "product", **value([{"value": "router"}])},
            {"attribName": "seats", **value({"value": -5})},
        )
    )
    assert request.custom_attributes == (
        AttributeValue("product", "router"),
        AttributeValue("seats", "-5"),
    )


@pytest.mark.rule("E13")
@pytest.mark.parametrize(
    ("attribute", "found"),
    [
        ({"attribName": "x"}, ("attribValues", "element.missing")),
        ({"attribName": "x", "attribValues": {}}, ("attribValues", "element.missing")),
        (
            {"attribName": "x", "attribValues": {"attribValue": [{"value": "1"}, {"value": "2"}]}},
            ("attribValues", "list.not_one"),
        ),
        (
            {"attribName": "x", "attribValues": {"attribValue": [{}]}},
            ("attribValues.attribValue[0].value", "element.missing"),
        ),
        (
            {"attribName": "x", "attribValues": {"attribValue": ["1"]}},
            ("attribValues.attribValue[0]", "element.not_an_object"),
        ),
        (
            {"attribName": "x", "attribValues": {"attribValue": {"value": 1.5}}},
            ("attribValues.attribValue[0].value", "integer.malformed"),
        ),
        ({"attribValues": {"attribValue": {"value": "1"}}}, ("attribName", "element.missing")),
    ],
)
def test_what_is_no_custom_attribute_is_told(attribute: Any, found: tuple[str, str]) -> None:
    member, name = found
    path = f"customAttributes.customAttribute[0].{member}"
    assert found_in(with_attributes(attribute)) == [(path, name)]


@pytest.mark.rule("E13")
def test_two_attributes_without_a_name_are_not_one_that_is_repeated() -> None:
    names = [name for _, name in found_in(with_attributes({}, {}))]
    assert names == ["element.missing"] * 4


@pytest.mark.rule("E16", "C4")
def test_a_customer_is_as_given_without_judgement_of_its_values() -> None:
    person = {
        "firstName": "",
        "salutation": {"value": "Dr."},
        "gender": {},
        "dateOfBirth": "yesterday",
        "hasDirectMailingConsent": "true",
        "contactPoints": {
            "contactPoint": [
                {"type": {"value": "email", "email": {"emailAddress": "nowhere"}}},
                {"type": {"value": "phone", "phone": {}}, "priority": {"value": "urgent"}},
                {"type": {"value": "pigeon"}},
            ]
        },
    }
    assert decoded(with_person(**person)).customer == CustomerDetails(
        "individual",
        (
            ContactPerson(
                "",
                salutation="Dr.",
                gender="",
                date_of_birth="yesterday",
                has_direct_mailing_consent=True,
                contact_points=(
                    ContactPoint("email", EmailPoint("nowhere")),
                    ContactPoint("phone", PhonePoint(None, None), "urgent"),
                    ContactPoint("pigeon", None),
                ),
            ),
        ),
    )


@pytest.mark.rule("E16", "C5")
def test_the_members_of_a_customer_go_where_they_belong() -> None:
    attribute = {"attribName": "seats", "attribValues": {"attribValue": {"value": "3"}}}
    given = {
        "type": {"value": "group", "group": {"type": {"value": "Association"}}},
        "customerName": "Friends",
        "role": {"value": "Partner"},
        "howReferred": {"value": "Website"},
        "level": {"value": "Gold"},
        "industry": {"value": "Telecom"},
        "pin": "1",
        "marketSegment": "2",
        "entitlements": "3",
        "customAttributes": {"customAttribute": attribute},
    }
    assert decoded(with_customer(**given)).customer == CustomerDetails(
        "group",
        name="Friends",
        group=GroupDetails("Association"),
        role="Partner",
        how_referred="Website",
        level="Gold",
        industry="Telecom",
        pin="1",
        market_segment="2",
        entitlements="3",
        custom_attributes=(AttributeValue("seats", "3"),),
    )


@pytest.mark.rule("E16")
@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"department": {"name": "service"}}, ("customer.department", "element.unsupported")),
        ({"pin": 5}, ("customer.pin", "element.not_text")),
        ({"type": "individual"}, ("customer.type", "element.not_an_object")),
        ({"role": "Partner"}, ("customer.role", "element.not_an_object")),
        ({"nickname": "x"}, ("customer.nickname", "element.unsupported")),
    ],
)
def test_the_shape_of_a_customer_is_judged_always(changes: Any, found: tuple[str, str]) -> None:
    assert found_in(with_customer(**changes)) == [found]


@pytest.mark.rule("E16", "C4")
@pytest.mark.parametrize(
    ("person", "found"),
    [
        ({"hasHoldingDataConsent": "yes"}, ("hasHoldingDataConsent", "boolean.malformed")),
        ({"hasHoldingDataConsent": 1}, ("hasHoldingDataConsent", "boolean.malformed")),
        ({"firstName": "\x00"}, ("firstName", "value.character")),
        ({"firstName": ["Pat"]}, ("firstName", "element.repeated")),
        (
            {"contactPoints": {"contactPoint": {"type": {"email": {}, "web": {}}}}},
            ("contactPoints.contactPoint[0].type.web", "element.alternative"),
        ),
    ],
)
def test_the_shape_of_a_contact_person_is_judged_always(
    person: Any, found: tuple[str, str]
) -> None:
    member, name = found
    path = f"customer.contactPersons.contactPerson[0].{member}"
    assert found_in(with_person(**person)) == [(path, name)]


@pytest.mark.rule("H6")
def test_elements_that_nobody_knows_are_named() -> None:
    unknown = {"isSecure": True, "a.b": 1, "": 2, "\ud800": 3, "x" * 200: 4, "payload2": {"a": {}}}
    assert found_in(members(**unknown)) == [
        ("isSecure", "element.unsupported"),
        ('["a.b"]', "element.unsupported"),
        ('[""]', "element.unsupported"),
        ('["\\ud800"]', "element.unsupported"),
        (f'["{"x" * 99}…"]', "element.unsupported"),
        ("payload2", "element.unsupported"),
    ]


@pytest.mark.parametrize(
    ("character", "code"),
    [("\0", "0000"), ("\x0b", "000B"), ("\ud800", "D800"), ("\uffff", "FFFF")],
)
def test_a_character_that_xml_cannot_carry_is_told_in_json_too(character: str, code: str) -> None:
    [told] = told_of(with_contents({"type": "text", "value": f"ab{character}"}))
    assert told == (
        f"'{CONTENTS}[0].value' holds the character U+{code} at offset 2, "
        "which no message can carry; remove it."
    )


@pytest.mark.rule("H6")
def test_findings_stand_in_the_order_of_the_document_then_of_their_names() -> None:
    request = {"priority": "x", "zebra": 1, "department": {"name": ""}, "aardvark": 1}
    found = [path for path, _ in found_in({**request, "subject": "x"})]
    assert found[-4:] == ["priority", "zebra", "department.name", "aardvark"]


@pytest.mark.rule("H6")
def test_what_follows_from_a_fault_of_form_is_not_told_beside_it() -> None:
    assert found_in(members(type=5, department="service")) == [
        ("department", "element.not_an_object"),
        ("type", "element.not_an_object"),
    ]
    assert found_in(with_addresses(cc=["not an address", 5])) == [
        (f"{ADDRESSES}.cc.address[0]", "address.malformed"),
        (f"{ADDRESSES}.cc.address[1]", "element.not_text"),
    ]
