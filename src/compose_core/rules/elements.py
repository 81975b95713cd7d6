"""Which elements must be there, and what their values may be (E1 to E4, E7, E9, E13, F2, F4)."""

from collections.abc import Iterator
from datetime import timedelta

from compose_core.errors import Finding
from compose_core.errors.catalogue import body
from compose_core.errors.catalogue import request as request_findings
from compose_core.model import paths
from compose_core.model.request import Command, ComposeRequest, in_nfc

LARGEST_ID = 2**63 - 1
EMAIL = "email"
COMPOSE = "compose"
LEAST_PRIORITY = 1
MOST_PRIORITY = 7


def required(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Department, type, subtype and the customer's address are there (E1 to E4)."""
    needed = (
        (paths.DEPARTMENT, request.department),
        (paths.TYPE, request.type),
        (paths.SUBTYPE, request.subtype),
        (paths.TO, request.to),
    )
    for path, value in needed:
        if value is None:
            yield body.ELEMENT_MISSING.at(path, element=path)


def kind_of_activity(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """The activity is an email that is composed (E2, E3)."""
    if request.type not in {None, EMAIL}:
        yield request_findings.NOT_EMAIL.at(paths.TYPE, value=str(request.type))
    if request.subtype not in {None, COMPOSE}:
        yield request_findings.NOT_COMPOSE.at(paths.SUBTYPE, value=str(request.subtype))


def ranges(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Numbers are in their ranges (E9, F4)."""
    bounded = (
        (paths.CASE, request.case_id, 1, LARGEST_ID),
        (paths.PRIORITY, request.priority, LEAST_PRIORITY, MOST_PRIORITY),
    )
    for path, value, least, most in bounded:
        if value is not None and not least <= value <= most:
            yield request_findings.VALUE_OUT_OF_RANGE.at(
                path, element=path, value=value, least=least, most=most
            )


def points_in_time(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """The due date is in UTC (F2)."""
    if request.due_date is not None and request.due_date.utcoffset() != timedelta(0):
        yield request_findings.DATE_NOT_UTC.at(paths.DUE_DATE, element=paths.DUE_DATE)


def attributes_once(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """No custom attribute is given twice (E13)."""
    seen: set[str] = set()
    for index, attribute in enumerate(request.custom_attributes):
        if in_nfc(attribute.name) in seen:
            path = f"{paths.custom_attribute(index)}.attribName"
            yield request_findings.ATTRIBUTE_REPEATED.at(path, name=attribute.name)
        seen.add(in_nfc(attribute.name))
