"""Custom attributes: configured ones, with values of their kind (E13, C5, F3)."""

import re
from collections.abc import Iterator

from compose_core import formats
from compose_core.errors import Violation
from compose_core.errors.catalogue import facts as names
from compose_core.facts import Facts
from compose_core.model.custom_attribute import AttributeValue, CustomAttribute, Kind, Subject
from compose_core.model.request import ComposeRequest, in_nfc
from compose_core.rules import paths

_STRING = re.compile("[a-zA-Z0-9@ :._\\-&,()?#='\"\x81-\ud7ff\ue000-\U0010ffff]{1,255}")
_INTEGER = re.compile("-?(0|[1-9][0-9]{0,18})")


def of_activity(request: ComposeRequest, facts: Facts) -> Iterator[Violation]:
    """The activity's attributes are configured and their values are allowed."""
    yield from _judge(request.custom_attributes, "", Subject.ACTIVITY, facts)


def of_new_customer(request: ComposeRequest, facts: Facts) -> Iterator[Violation]:
    """So are a new customer's, each given once."""
    if request.customer is None or facts.stored.customer is not None:
        return
    given = request.customer.custom_attributes
    yield from _judge(given, paths.CUSTOMER, Subject.CUSTOMER, facts)
    seen: set[str] = set()
    for index, attribute in enumerate(given):
        if in_nfc(attribute.name) in seen:
            path = f"{paths.custom_attribute(index, paths.CUSTOMER)}.attribName"
            yield names.CUSTOMER_ATTRIBUTE_REPEATED.at(path, name=attribute.name)
        seen.add(in_nfc(attribute.name))


def _judge(
    given: tuple[AttributeValue, ...], owner: str, subject: Subject, facts: Facts
) -> Iterator[Violation]:
    known = {each.name: each for each in facts.custom_attributes if each.of is subject}
    for index, attribute in enumerate(given):
        definition = known.get(in_nfc(attribute.name))
        if definition is None:
            path = f"{paths.custom_attribute(index, owner)}.attribName"
            yield names.ATTRIBUTE_UNKNOWN.at(path, name=attribute.name, of=subject.value)
        elif expected := _unmet(definition, attribute.value):
            yield names.ATTRIBUTE_VALUE.at(
                paths.attribute_value(index, owner),
                name=attribute.name,
                value=attribute.value,
                expected=expected,
            )


def _unmet(definition: CustomAttribute, value: str) -> str:
    if definition.kind is Kind.ENUMERATION:
        allowed = in_nfc(value) in definition.values
        return "" if allowed else "which takes one of: " + ", ".join(definition.values)
    return _EXPECTED[definition.kind](value)


def _string(value: str) -> str:
    met = _STRING.fullmatch(value)
    return (
        ""
        if met
        else "which takes 1 to 255 letters, digits, spaces and @ : . _ - & , ( ) ? # = ' \""
    )


def _integer(value: str) -> str:
    met = _INTEGER.fullmatch(value) and -(2**63) <= int(value) < 2**63
    return "" if met else "which takes an integer from -2^63 to 2^63-1"


def _date(value: str) -> str:
    try:
        formats.parse_date(value)
    except ValueError:
        return "which takes a UTC date such as 2030-01-31T12:00:00Z"
    return ""


_EXPECTED = {Kind.STRING: _string, Kind.INTEGER: _integer, Kind.DATE: _date}
