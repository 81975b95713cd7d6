"""Custom attributes: configured ones, with values of their kind (E13, C5, F3)."""

import re
from collections.abc import Iterator

from compose_core import formats
from compose_core.errors import Finding, Phrase
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.errors.catalogue import phrases as reasons
from compose_core.facts import Facts
from compose_core.model import paths
from compose_core.model.custom_attribute import AttributeValue, CustomAttribute, Kind, Subject
from compose_core.model.request import ComposeRequest, in_nfc

STRING_LIMIT = 255

_CHARACTER = "[a-zA-Z0-9@ :._\\-&,()?#='\"\x81-\ud7ff\ue000-\U0010ffff]"
_STRING = re.compile(f"{_CHARACTER}{{1,{STRING_LIMIT}}}")
_INTEGER = re.compile("-?(0|[1-9][0-9]{0,18})")


def of_activity(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The activity's attributes are configured and their values are allowed."""
    yield from _judge(request.custom_attributes, "", Subject.ACTIVITY, facts)


def of_new_customer(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """So are a new customer's, each given once."""
    if request.customer is None or facts.stored.customer is not None:
        return
    given = request.customer.custom_attributes
    yield from _judge(given, paths.CUSTOMER, Subject.CUSTOMER, facts)
    seen: set[str] = set()
    for index, attribute in enumerate(given):
        if in_nfc(attribute.name) in seen:
            path = f"{paths.custom_attribute(index, paths.CUSTOMER)}.attribName"
            yield fact_findings.CUSTOMER_ATTRIBUTE_REPEATED.at(path, name=attribute.name)
        seen.add(in_nfc(attribute.name))


def _judge(
    given: tuple[AttributeValue, ...], owner: str, subject: Subject, facts: Facts
) -> Iterator[Finding]:
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
