"""What a request must be against the facts (H5, stage 6)."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from compose_core.facts import Facts, Scan, StoredFacts
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.case import Case, CaseStatus
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.settings import DepartmentSettings, PartitionSettings
from compose_core.rules import check_facts
from compose_core.testing import builders
from world import facts, told

CASE = Case(5, builders.DEPARTMENT, 1, CaseStatus.OPEN, builders.NOON)
FROM = "payload.email.emailAddresses.from"
SECURE = DepartmentSettings(secure_messaging=True)
NO_QUEUES = DepartmentSettings(agents_may_choose_queue=False)
OTHERS = attrs.evolve(builders.department(), aliases=(), queues=())


def found(known: Facts | None = None, **members: Any) -> list[tuple[str, str]]:
    return told(check_facts(builders.checked_request(**members), known or facts()))


def test_a_valid_request_has_no_findings() -> None:
    assert found() == []


@pytest.mark.rule("E6")
def test_the_sender_is_an_active_alias_of_the_department_in_any_letter_case() -> None:
    assert found(sender="SUPPORT@Example.COM") == []
    assert found(sender="other@example.com") == [(FROM, "from.not_alias")]
    assert found(facts(department=OTHERS)) == [(FROM, "from.not_alias")]


@pytest.mark.rule("E6")
def test_an_inactive_alias_sends_nothing() -> None:
    retired = attrs.evolve(builders.department().aliases[0], active=False)
    department = attrs.evolve(builders.department(), aliases=(retired,))
    assert found(facts(department=department)) == [(FROM, "from.not_alias")]


@pytest.mark.rule("E6", "S1")
def test_only_secure_messaging_can_do_without_a_sender() -> None:
    assert found(sender=None) == [(FROM, "from.required")]
    assert found(facts(settings=SECURE), sender=None) == []


@pytest.mark.rule("E7")
def test_a_named_case_is_one_that_the_facts_know() -> None:
    [missing] = check_facts(builders.checked_request(case_id=5), facts())
    assert (missing.path, missing.name) == ("case.id", "case.not_found")
    assert missing.message == "This case was not found; name an existing one or none."
    assert found(facts(stored=StoredFacts(case=CASE)), case_id=5) == []


@pytest.mark.rule("E8", "S3")
@pytest.mark.parametrize(
    ("known", "queue", "names"),
    [
        (facts(), "outbound", []),
        (facts(), "Outbound", ["queue.not_found"]),
        (facts(), "retired", ["queue.not_found"]),
        (
            facts(department=attrs.evolve(OTHERS, aliases=builders.department().aliases)),
            "outbound",
            ["queue.not_found"],
        ),
        (facts(settings=NO_QUEUES), "outbound", ["queue.not_allowed"]),
        (facts(settings=NO_QUEUES), None, []),
    ],
)
def test_a_queue_is_an_active_one_where_agents_may_choose(
    known: Facts, queue: str | None, names: list[str]
) -> None:
    assert found(known, queue=queue) == [("queue.name", name) for name in names]


@pytest.mark.rule("E10")
def test_a_due_date_is_strictly_in_the_future() -> None:
    assert found(due_date=builders.NOON) == [("dueDate", "due_date.past")]
    assert found(due_date=builders.NOON + timedelta(milliseconds=1)) == []


@pytest.mark.rule("P8")
def test_without_a_department_nothing_is_said_of_its_aliases_and_queues() -> None:
    assert found(facts(department=None), queue="outbound") == []


@pytest.mark.rule("F1")
def test_special_use_domains_are_refused_under_a_name_of_their_own_unless_allowed() -> None:
    special: dict[str, Any] = {"to": "pat@host.test", "cc": ("a@b.local",)}
    lists = "payload.email.emailAddresses"
    assert found(**special) == [
        (f"{lists}.to", "address.special_use"),
        (f"{lists}.cc.address[0]", "address.special_use"),
    ]
    assert (
        found(facts(partition=PartitionSettings(allow_special_use_domains=True)), **special) == []
    )


@pytest.mark.rule("E13", "F2", "F3")
@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("product", "router", True),
        ("product", "Router", False),
        ("serial", "aZ 9@:._-&,()?#='\"é漢😀", True),
        ("serial", "x" * 255, True),
        ("serial", "x" * 256, False),
        ("serial", "", False),
        ("serial", "a;b", False),
        ("serial", "a\nb", False),
        ("serial", "\x80", False),
        ("serial", "\x81", True),
        ("serial", "\ud800", False),
        ("seats", "-9223372036854775808", True),
        ("seats", "9223372036854775807", True),
        ("seats", "9223372036854775808", False),
        ("seats", "-9223372036854775809", False),
        ("seats", "1.0", False),
        ("seats", "01", False),
        ("seats", "٣", False),
        ("bought", "2020-02-29T00:00:00Z", True),
        ("bought", "2021-02-29T00:00:00Z", False),
        ("bought", "2020-01-01", False),
    ],
)
def test_a_custom_attribute_has_a_value_of_its_kind(name: str, value: str, allowed: bool) -> None:
    path = "customAttributes.customAttribute[0].attribValues.attribValue[0].value"
    expected = [] if allowed else [(path, "attribute.value")]
    assert found(custom_attributes=(AttributeValue(name, value),)) == expected


@pytest.mark.rule("E13")
def test_a_custom_attribute_is_configured_and_matches_exactly_in_nfc() -> None:
    path = "customAttributes.customAttribute[0].attribName"
    assert found(custom_attributes=(AttributeValue("Product", "router"),)) == [
        (path, "attribute.unknown")
    ]
    accented = attrs.evolve(builders.custom_attributes()[1], name="Ger\u00e4t")
    known = facts(custom_attributes=(accented,))
    assert found(known, custom_attributes=(AttributeValue("Gera\u0308t", "x"),)) == []


def file(name: str = "a.pdf", content_type: str = "application/pdf") -> Attachment:
    return Attachment(content_type, name, InMemory(b""))


@pytest.mark.rule("S7", "E12")
@pytest.mark.parametrize(
    ("name", "content_type", "kind"),
    [
        ("invoice.pdf.EXE", "application/pdf", None),
        ("=?utf-8?q?x=2Eexe?=", "application/pdf", None),
        ("a.txt", "application/x-msdownload", None),
        ("picture.png", "image/png", "PE"),
    ],
)
def test_a_blocked_type_is_seen_in_name_declared_type_and_content(
    name: str, content_type: str, kind: str | None
) -> None:
    known = facts(scans=(Scan(), Scan(kind)))
    files = (file(), file(name, content_type))
    assert found(known, attachments=files) == [("attachments.attachment[1]", "attachment.blocked")]


@pytest.mark.rule("S7")
def test_a_list_that_is_given_replaces_the_built_in_one() -> None:
    known = facts(scans=(Scan(),), partition=PartitionSettings(blocked_file_types=("pdf",)))
    assert found(known, attachments=(file("a.exe", "text/plain"),)) == []
    assert found(known, attachments=(file("a.pdf", "text/plain"),)) == [
        ("attachments.attachment[0]", "attachment.blocked")
    ]


@pytest.mark.rule("S7")
def test_malware_that_the_scanner_names_is_refused() -> None:
    known = facts(scans=(Scan(threat="Eicar"),))
    assert found(known, attachments=(file(),)) == [
        ("attachments.attachment[0]", "attachment.threat")
    ]
