"""The contact points of a new customer: places that fit their type (C4)."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from compose_core.errors import Finding
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.errors.catalogue import phrases as reasons
from compose_core.errors.exceptions import NotAnAddress
from compose_core.facts import Facts
from compose_core.model.address import Address
from compose_core.model.customer import (
    ContactPoint,
    EmailPoint,
    PhonePoint,
    Place,
    PostalPoint,
    WebPoint,
)
from compose_core.model.request import LONGEST_NAME, ComposeRequest
from compose_core.rules.customer_members import point_path
from compose_core.rules.new_customer import customer_is_given
from compose_core.rules.special_use import unless_allowed

TYPE_OF: dict[type[Place], str] = {
    EmailPoint: "email",
    PhonePoint: "phone",
    PostalPoint: "postal",
    WebPoint: "web",
}
_UNFIT_FOR_URL = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")


def contact_points(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """Each contact point has the place of its type, and the place can be reached."""
    details = customer_is_given(request, facts)
    for person_index, person in enumerate(details.contact_persons if details else ()):
        for index, point in enumerate(person.contact_points):
            path = point_path(person_index, index)
            yield from _fits(path, point)
            yield from _place(path, point, request, facts)


def _fits(path: str, point: ContactPoint) -> Iterator[Finding]:
    if point.type is None or point.type not in TYPE_OF.values():
        return
    if point.place is None:
        missing = f"{path}.type.{point.type}"
        yield fact_findings.CUSTOMER_MISSING.at(missing, element=missing)
    elif TYPE_OF[type(point.place)] != point.type:
        unfit = f"{path}.type.{TYPE_OF[type(point.place)]}"
        yield fact_findings.CUSTOMER_UNEXPECTED.at(unfit, element=unfit, type=point.type)


def _place(
    path: str, point: ContactPoint, request: ComposeRequest, facts: Facts
) -> Iterator[Finding]:
    match point.place:
        case EmailPoint(str(address)) if address:
            yield from _email(f"{path}.type.email.emailAddress", address, request, facts)
        case WebPoint(str(url)) if 0 < len(url) <= LONGEST_NAME and not _is_web_address(url):
            url_path = f"{path}.type.web.url"
            expected = reasons.EXPECTED_URL
            yield fact_findings.CUSTOMER_FORMAT.at(
                url_path, element=url_path, value=url, expected=expected
            )
        case _:
            pass


def _email(path: str, text: str, request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    try:
        key = Address.parse(text).key
    except NotAnAddress as refusal:
        expected = reasons.EXPECTED_ADDRESS.of(reason=refusal.reason)
        yield fact_findings.CUSTOMER_FORMAT.at(path, element=path, value=text, expected=expected)
        return
    yield from unless_allowed(path, text, facts)
    if key in facts.stored.taken:
        yield fact_findings.CUSTOMER_ADDRESS_TAKEN.at(path, value=text)


def _is_web_address(url: str) -> bool:
    if _UNFIT_FOR_URL.search(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
