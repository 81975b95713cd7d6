"""The rules that need facts: settings, stored things, the clock (H5, stage 6).

The expansion and the sizes, which need the composed letter, are checked where it is composed; the
rules of a new customer are in `new_customer`.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from compose_core import formats
from compose_core.errors import Finding, Phrase
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.errors.catalogue import phrases as reasons
from compose_core.facts import Facts
from compose_core.letter.attachments import FileEvidence, blocked_types_of
from compose_core.model import paths
from compose_core.model.custom_attribute import AttributeValue, CustomAttribute, Kind, Subject
from compose_core.model.request import CheckedRequest, in_nfc
from compose_core.rules.request_alone import addresses_given

FactRule = Callable[[CheckedRequest, Facts], Iterable[Finding]]

STRING_LIMIT = 255

_CHARACTER = "[a-zA-Z0-9@ :._\\-&,()?#='\"\x81-\ud7ff\ue000-\U0010ffff]"
_STRING = re.compile(f"{_CHARACTER}{{1,{STRING_LIMIT}}}")
_INTEGER = re.compile("-?(0|[1-9][0-9]{0,18})")


def check_sender(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that ``from`` is an active alias; only secure messaging can do without (E6)."""
    if facts.department is None:
        return
    department = facts.department.name
    if request.sender is None:
        if not facts.settings.secure_messaging:
            yield fact_findings.SENDER_REQUIRED.at(paths.FROM, department=department)
    elif facts.department.alias_of(request.sender.key) is None:
        yield fact_findings.SENDER_NOT_ALIAS.at(
            paths.FROM, value=str(request.given.sender), department=department
        )


def check_case(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that the case exists, in a department of the user's (E7, P9)."""
    if request.case_id is not None and facts.stored.case is None:
        yield fact_findings.CASE_NOT_FOUND.at(paths.CASE)


def check_queue(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that the queue is an active one of the department, if agents may choose (E8, S3)."""
    if request.queue is None or facts.department is None:
        return
    department = facts.department.name
    if not facts.settings.agents_may_choose_queue:
        yield fact_findings.QUEUE_NOT_ALLOWED.at(paths.QUEUE, department=department)
    elif facts.department.queue_named(request.queue) is None:
        yield fact_findings.QUEUE_NOT_FOUND.at(
            paths.QUEUE, queue=str(request.given.queue), department=department
        )


def check_due_date(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that the due date is strictly in the future (E10)."""
    due = request.due_date
    if due is not None and due <= facts.now:
        yield fact_findings.DUE_DATE_PAST.at(
            paths.due_date(request.given.positions),
            value=formats.format_date(due),
            now=formats.format_date(facts.now),
        )


def check_special_use(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that no address is of a special-use domain, unless the partition allows it (F1)."""
    if facts.partition.allow_special_use_domains:
        return
    given = addresses_given(request.given)
    for (path, text), address in zip(given, request.addresses, strict=True):
        if address.is_special_use:
            yield fact_findings.SPECIAL_USE.at(path, value=text)


def check_activity_attributes(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that the activity's attributes are configured and their values allowed (E13)."""
    given = request.given.custom_attributes
    yield from check_attributes(given, "", Subject.ACTIVITY, facts)


def check_file_types(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that no attachment is of a blocked type by name, declared type or content (S7)."""
    blocked = facts.partition.blocked_file_types
    for index, (attachment, scan) in enumerate(zip(request.attachments, facts.scans, strict=True)):
        found = blocked_types_of(attachment.file_name, attachment.content_type, scan.kind, blocked)
        if found:
            reason = Phrase.joined(_SEEN[each.evidence].of(seen=each.seen) for each in found)
            yield fact_findings.ATTACHMENT_BLOCKED.at(
                paths.attachment(index), file_name=attachment.file_name, reason=reason
            )


def check_threats(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that no attachment holds malware that the scanner knows (S7)."""
    for index, (attachment, scan) in enumerate(zip(request.attachments, facts.scans, strict=True)):
        if scan.threat is not None:
            yield fact_findings.ATTACHMENT_THREAT.at(
                paths.attachment(index), file_name=attachment.file_name, threat=scan.threat
            )


_SEEN = {
    FileEvidence.EXTENSION: reasons.SEEN_IN_EXTENSION,
    FileEvidence.CONTENT_TYPE: reasons.SEEN_IN_CONTENT_TYPE,
    FileEvidence.CONTENT: reasons.SEEN_IN_CONTENT,
}


def check_attributes(
    given: tuple[AttributeValue, ...], owner: str, subject: Subject, facts: Facts
) -> Iterator[Finding]:
    """Check custom attributes: configured ones, with values of their kind (E13, C5, F3).

    Args:
        given: the attributes as they were given, whose names and values findings show.
        owner: the path of their owner; empty for the activity.
        subject: of what they are attributes.
        facts: with the configured attributes.
    """
    known = {each.name: each for each in facts.custom_attributes if each.of is subject}
    for index, attribute in enumerate(given):
        definition = known.get(in_nfc(attribute.name))
        if definition is None:
            path = f"{paths.custom_attribute(index, owner)}.attribName"
            yield fact_findings.ATTRIBUTE_UNKNOWN.at(path, name=attribute.name, of=_OF[subject])
        elif expected := _unmet(definition, attribute.value):
            yield fact_findings.ATTRIBUTE_VALUE.at(
                paths.attribute_value(index, owner),
                name=attribute.name,
                value=attribute.value,
                expected=expected,
            )


def _unmet(definition: CustomAttribute, value: str) -> Phrase | None:
    if definition.kind is Kind.ENUMERATION:
        # Only the facts say which values are compared with configured ones.
        allowed = in_nfc(value) in definition.values
        return None if allowed else reasons.TAKES_ONE_OF.of(values=", ".join(definition.values))
    is_met, expected = _EXPECTED[definition.kind]
    return None if is_met(value) else expected


def _is_string(value: str) -> bool:
    return _STRING.fullmatch(value) is not None


def _is_integer(value: str) -> bool:
    return _INTEGER.fullmatch(value) is not None and -(2**63) <= int(value) < 2**63


def _is_date(value: str) -> bool:
    try:
        formats.parse_date(value)
    except ValueError:
        return False
    return True


_EXPECTED = {
    Kind.STRING: (_is_string, reasons.TAKES_STRING),
    Kind.INTEGER: (_is_integer, reasons.TAKES_INTEGER),
    Kind.DATE: (_is_date, reasons.TAKES_DATE),
}
_OF = {Subject.ACTIVITY: reasons.OF_ACTIVITIES, Subject.CUSTOMER: reasons.OF_CUSTOMERS}
