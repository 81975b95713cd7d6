"""Answers have the shapes of SPEC 8 and 9, in JSON and in XML."""

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.wire import (
    Detail,
    encode_activities,
    encode_error,
    encode_login_error,
    encode_options,
    encode_preview,
    encode_receipt,
)
from compose_core.compose import (
    CustomerValues,
    Limits,
    MacroOption,
    Options,
    Preview,
    Sizes,
    WhenSecure,
)
from compose_core.decision import DeliveryLine, Receipt
from compose_core.errors.catalogue import facts, permission
from compose_core.macros import Part, SourceMapping
from compose_core.model.activity import Activity, ActivityStatus, Recipient
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.case import Case, CaseStatus
from compose_core.model.custom_attribute import AttributeValue, CustomAttribute, Kind, Subject
from compose_core.model.customer import Customer, CustomerDetails
from compose_core.model.delivery import Delivery, DeliveryState, Visibility
from compose_core.model.department import Alias
from compose_core.records import ActivityRecord
from requests_as_json import JSON, XML

GEN = "http://bindings.egain.com/ws/model/v12/gen"
NOON = datetime(2030, 1, 2, 12, 0, 0, 5000, UTC)
PAT = Address.parse("pat@example.com")
LEE = Address.parse("lee@example.com")
RECEIPT = Receipt(
    activity_id=2**60,
    case_id=2,
    case_found=True,
    case_of_other_customer=False,
    customer_id=3,
    customer_found=False,
    delivery=(DeliveryLine("pat@example.com", Visibility.TO, DeliveryState.HANDING_OVER),),
)
RECORD = ActivityRecord(
    Activity(
        id=1,
        department="service",
        case_id=2,
        customer_id=3,
        status=ActivityStatus.ASSIGNED,
        created=NOON,
        created_by="agent",
        subject="Hello",
        text="a\n",
        html="<p>",
        sender=Address.parse("support@example.com"),
        to=PAT,
        cc=(LEE,),
        bcc=(),
        queue="outbound",
        priority=5,
        due_date=NOON,
        custom_attributes=(AttributeValue("product", "router"),),
        attachments=(Attachment("text/plain", "a.txt", InMemory(b"abc")),),
        secure=False,
    ),
    Case(2, "service", 3, CaseStatus.OPEN, NOON),
    Customer(3, None, CustomerDetails("individual")),
    (Delivery("pat@example.com", Visibility.TO, DeliveryState.ACCEPTED, attempts=1),),
    (),
)


def tree(body: bytes) -> object:
    """XML as nested lists: the name, then what the element holds."""

    def told(element: ET.Element) -> list[object]:
        inside = [f"@{name}={value}" for name, value in element.attrib.items()]
        return [element.tag.replace(f"{{{GEN}/", "{"), *inside, *map(told, element), *text(element)]

    def text(element: ET.Element) -> list[str]:
        return [element.text] if element.text else []

    return told(ET.fromstring(body))


@pytest.mark.rule("A1")
def test_a_receipt_tells_what_was_found_and_what_was_made() -> None:
    assert json.loads(encode_receipt(RECEIPT, JSON)) == {
        "id": "1152921504606846976",
        "case": {"id": "2", "found": True},
        "customer": {"id": "3", "found": False},
        "delivery": [{"address": "pat@example.com", "state": "handing over"}],
    }
    space = "{interaction/activity}"
    assert tree(encode_receipt(RECEIPT, XML)) == [
        f"{space}activity",
        "@id=1152921504606846976",
        [f"{space}case", "@id=2", [f"{space}found", "true"]],
        [f"{space}customer", "@id=3", [f"{space}found", "false"]],
        [
            f"{space}delivery",
            [
                f"{space}recipient",
                [f"{space}address", "pat@example.com"],
                [f"{space}state", "handing over"],
            ],
        ],
    ]


@pytest.mark.rule("A1", "E7")
def test_a_receipt_says_when_the_case_is_another_customers_and_lists_nobody_for_a_draft() -> None:
    receipt = attrs.evolve(RECEIPT, case_of_other_customer=True, delivery=())
    told = json.loads(encode_receipt(receipt, JSON))
    assert told["case"] == {"id": "2", "found": True, "ofOtherCustomer": True}
    assert told["delivery"] == []


def test_an_activity_is_told_under_the_names_of_its_request() -> None:
    assert json.loads(encode_activities([RECORD], JSON)) == {
        "activity": [
            {
                "id": "1",
                "status": "assigned",
                "createdDate": {"date": "2030-01-02T12:00:00.005Z"},
                "department": {"name": "service"},
                "type": {"value": "email", "subtype": {"value": "compose"}},
                "case": {"id": "2", "status": "open"},
                "queue": {"name": "outbound"},
                "priority": 5,
                "dueDate": {"date": "2030-01-02T12:00:00.005Z"},
                "subject": "Hello",
                "payload": {
                    "email": {
                        "contents": {
                            "content": [
                                {"type": "text", "value": "a\n"},
                                {"type": "html", "value": "<p>"},
                            ]
                        },
                        "emailAddresses": {
                            "from": "support@example.com",
                            "to": {"address": ["pat@example.com"]},
                            "cc": {"address": ["lee@example.com"]},
                        },
                    }
                },
                "attachments": {"attachment": [{"contentType": "text/plain", "fileName": "a.txt"}]},
                "customAttributes": {
                    "customAttribute": [
                        {
                            "attribName": "product",
                            "attribValues": {"attribValue": [{"value": "router"}]},
                        }
                    ]
                },
                "customer": {"id": "3"},
                "delivery": [{"address": "pat@example.com", "state": "accepted", "attempts": 1}],
            }
        ]
    }


def test_activities_in_xml_have_the_namespaces_of_the_reference() -> None:
    root = ET.fromstring(encode_activities([RECORD, RECORD], XML))
    activity, platform, common = (
        f"{{{GEN}/{name}}}" for name in ("interaction/activity", "platform", "common")
    )
    attachment = f"{{{GEN}/interaction/attachment}}"
    assert root.tag == f"{activity}activities"
    assert [each.tag for each in root] == [f"{activity}activity"] * 2
    one = root[0]
    assert one.get("id") == "1"
    for path, text in (
        (f"{activity}department/{platform}name", "service"),
        (f"{activity}type/{activity}value", "email"),
        (f"{activity}type/{activity}subtype/{common}value", "compose"),
        (
            f"{activity}payload/{activity}email/{activity}contents/{activity}content/{common}type",
            "text",
        ),
        (f"{activity}attachments/{attachment}attachment/{attachment}fileName", "a.txt"),
        (
            (
                f"{activity}customAttributes/{common}customAttribute/{common}attribValues"
                f"/{common}attribValue/{common}value"
            ),
            "router",
        ),
        (f"{activity}delivery/{activity}recipient/{activity}attempts", "1"),
    ):
        assert one.findtext(path) == text
    attributes = {each.tag.removeprefix(activity): each.attrib for each in one if each.attrib}
    moment = {"date": "2030-01-02T12:00:00.005Z"}
    assert attributes == {
        "createdDate": moment,
        "case": {"id": "2"},
        "dueDate": moment,
        "customer": {"id": "3"},
    }


def test_what_an_activity_does_not_have_is_left_out() -> None:
    bare = attrs.evolve(
        RECORD.activity,
        subject="",
        text=None,
        html=None,
        sender=None,
        cc=(),
        queue=None,
        due_date=None,
        custom_attributes=(),
        attachments=(),
    )
    record = attrs.evolve(RECORD, activity=bare, deliveries=())
    [told] = json.loads(encode_activities([record], JSON))["activity"]
    assert sorted(told) == [
        *("case", "createdDate", "customer", "delivery", "department", "id"),
        *("payload", "priority", "status", "type"),
    ]
    assert told["payload"] == {
        "email": {"emailAddresses": {"to": {"address": ["pat@example.com"]}}}
    }


def test_an_error_lists_its_findings() -> None:
    details = [Detail("subject", "The subject is too long.", "subject.too_long")]
    assert json.loads(encode_error("400-152", "Wrong.", details, "Falsch.", JSON)) == {
        "code": "400-152",
        "developerMessage": "Wrong.",
        "details": [
            {
                "key": "subject",
                "value": "The subject is too long.",
                "name": "subject.too_long",
            }
        ],
        "userMessage": "Falsch.",
    }
    assert tree(encode_error("400-152", "Wrong.", details, None, XML)) == [
        "{common}error",
        ["{common}code", "400-152"],
        ["{common}developerMessage", "Wrong."],
        [
            "{common}details",
            [
                "{common}detail",
                ["{common}key", "subject"],
                ["{common}value", "The subject is too long."],
                ["{common}name", "subject.too_long"],
            ],
        ],
    ]


def test_an_error_without_findings_is_as_the_reference_shows_it(public_data: Path) -> None:
    shape = (public_data / "shapes" / "error_interaction_401_shape.xml").read_bytes()
    expected = ET.fromstring(shape)
    told = ET.fromstring(encode_error("401-101", "No session.", [], None, XML))
    assert [each.tag for each in told.iter()] == [each.tag for each in expected.iter()]
    assert json.loads(encode_error("401-101", "No session.", [], None, JSON)) == {
        "code": "401-101",
        "developerMessage": "No session.",
    }


def test_a_login_error_is_as_the_reference_shows_it(public_data: Path) -> None:
    shape = (public_data / "shapes" / "error_authoring_login_401_shape.xml").read_bytes()
    expected = ET.fromstring(shape)
    told = ET.fromstring(encode_login_error("Who?", XML))
    assert [each.tag for each in told.iter()] == [each.tag for each in expected.iter()]
    assert encode_login_error("Who?", JSON) == b'{"message": "Who?"}'


PREVIEW = Preview(
    subject="Hello",
    text=None,
    html="<p onclick='x'>",
    denials=(permission.BCC.at("payload.email.emailAddresses.bcc"),),
    findings=(facts.CASE_NOT_FOUND.at("case.id", id=7),),
    faults=(),
    landings=(SourceMapping(Part.SUBJECT, 0, "first_name", 0, 5),),
    recipients=(Recipient(PAT, Visibility.TO), Recipient(LEE, Visibility.BCC)),
    sizes=Sizes(3, 1000),
    secure=False,
    prepared=None,
)


@pytest.mark.rule("A7")
def test_a_preview_tells_what_would_be_sent_and_what_stands_against_it() -> None:
    assert json.loads(encode_preview(PREVIEW, JSON, "<p>", lambda each: each.name.upper())) == {
        "sendable": False,
        "secure": False,
        "subject": "Hello",
        "html": "<p onclick='x'>",
        "safeHtml": "<p>",
        "denials": [
            {
                "key": "payload.email.emailAddresses.bcc",
                "value": "PERMISSION.EDIT_BCC",
                "name": "permission.edit_bcc",
            }
        ],
        "findings": [{"key": "case.id", "value": "CASE.NOT_FOUND", "name": "case.not_found"}],
        "recipients": [
            {"address": "pat@example.com", "list": "to"},
            {"address": "lee@example.com", "list": "bcc"},
        ],
        "sizes": {"bodyOctets": 3, "emailOctets": 1000},
        "macros": [{"part": "subject", "offset": 0, "name": "first_name", "start": 0, "end": 5}],
    }
    told = json.loads(encode_preview(PREVIEW, JSON))
    assert told["findings"][0]["value"] == PREVIEW.findings[0].message
    root = ET.fromstring(encode_preview(PREVIEW, XML))
    assert root.findtext(f"{{{GEN}/interaction/activity}}html") == "<p onclick='x'>"


def test_options_tell_all_that_a_form_needs() -> None:
    options = Options(
        departments=("service", "sales"),
        department="service",
        denials=(permission.LICENCE.at(licence="L"),),
        secure=WhenSecure.WITHOUT_SENDER,
        aliases=(Alias("Support", Address.parse("support@example.com")),),
        sender_required=True,
        may_choose_queue=False,
        queues=(),
        may_send_bcc=False,
        default_priority=5,
        macros=(MacroOption("case_id", "built-in", "7", allowed=True),),
        custom_attributes=(
            CustomAttribute(Subject.ACTIVITY, "product", Kind.ENUMERATION, ("router", "switch")),
        ),
        customer_values=CustomerValues(
            ("Association",), (), ("Passport",), ("North", "South"), (), ()
        ),
        limits=Limits(245, 1024, 4096, ("exe",)),
    )
    assert json.loads(encode_options(options, JSON)) == {
        "departments": ["service", "sales"],
        "department": "service",
        "sendAllowed": False,
        "denials": [
            {
                "key": "",
                "value": "You need the licence 'L' to do this.",
                "name": "permission.licence",
            }
        ],
        "secure": "without from",
        "aliases": [{"name": "Support", "address": "support@example.com"}],
        "fromRequired": True,
        "queueAllowed": False,
        "queues": [],
        "bccAllowed": False,
        "defaultPriority": 5,
        "macros": [
            {
                "name": "case_id",
                "kind": "built-in",
                "sample": "7",
                "allowed": True,
                "inSubject": True,
            }
        ],
        "customAttributes": [
            {
                "of": "activity",
                "name": "product",
                "kind": "enumeration",
                "values": ["router", "switch"],
            }
        ],
        "customerValues": {
            "groupTypes": ["Association"],
            "contactPersonTypes": [],
            "identificationTypes": ["Passport"],
            "regions": ["North", "South"],
            "levels": [],
            "industries": [],
        },
        "limits": {
            "subjectCharacters": 245,
            "bodyOctets": 1024,
            "emailOctets": 4096,
            "blockedFileTypes": ["exe"],
            "leastPriority": 1,
            "mostPriority": 7,
            "copiesCharacters": 255,
            "fileNameCharacters": 255,
            "attributeCharacters": 255,
        },
    }
    root = ET.fromstring(encode_options(options, XML))
    space = f"{{{GEN}/interaction/activity}}"
    assert [each.text for each in root.iterfind(f"{space}departments/{space}department")] == [
        "service",
        "sales",
    ]


@given(st.text())
def test_whatever_a_message_holds_the_answer_is_well_formed(text: str) -> None:
    details = [Detail(text, text, "x")]
    decoded = json.loads(encode_error("400-152", text, details, text, JSON))
    assert decoded["userMessage"] == text
    assert ET.fromstring(encode_error("400-152", text, details, text, XML)) is not None


def test_a_character_that_a_format_cannot_carry_does_not_break_it() -> None:
    hostile = "a\0\ud800\uffff<&>\"'\r\n\tb"
    told = json.loads(encode_error("400-152", hostile, [], None, JSON))
    assert told["developerMessage"] == hostile
    root = ET.fromstring(encode_error("400-152", hostile, [], None, XML))
    assert root[1].text == "a\ufffd\ufffd\ufffd<&>\"'\r\n\tb"
