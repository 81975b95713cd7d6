"""The rules of a new customer, where none has the ``to`` address (E16, C3 to C5)."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from compose_core import formats
from compose_core.errors import Finding, Phrase
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.errors.catalogue import phrases as reasons
from compose_core.facts import Facts
from compose_core.model import paths
from compose_core.model.custom_attribute import Subject
from compose_core.model.customer import (
    ContactPoint,
    CustomerDetails,
    CustomerType,
    EmailPoint,
    PhonePoint,
    Place,
    PostalPoint,
    WebPoint,
)
from compose_core.model.request import LONGEST_NAME, CheckedRequest, in_nfc
from compose_core.model.settings import PartitionSettings
from compose_core.rules.against_facts import check_attributes
from compose_core.rules.customer_members import Member, Text, person_path, point_path, texts

TYPE = f"{paths.CUSTOMER}.type.value"
NAME = f"{paths.CUSTOMER}.customerName"
GROUP = f"{paths.CUSTOMER}.type.group"
GROUP_TYPE = f"{GROUP}.type.value"
PERSONS = f"{paths.CUSTOMER}.contactPersons"
TYPES = tuple(kind.value for kind in CustomerType)
TYPE_OF: dict[type[Place], str] = {
    EmailPoint: "email",
    PhonePoint: "phone",
    PostalPoint: "postal",
    WebPoint: "web",
}
_UNFIT_FOR_URL = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")


def check_customer(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that the request describes a new customer, if none has the ``to`` address (E16)."""
    if facts.stored.customer is None and request.customer is None:
        yield fact_findings.CUSTOMER_REQUIRED.at(paths.CUSTOMER, address=str(request.given.to))


def check_customer_type(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that the type is one of three, and the members that it needs are there (C3)."""
    details = _new_customer(request, facts)
    if details is None:
        return
    if details.type is None:
        yield fact_findings.CUSTOMER_MISSING.at(TYPE, element=TYPE)
    elif details.type not in TYPES:
        allowed = ", ".join(TYPES)
        yield fact_findings.CUSTOMER_VALUE.at(
            TYPE, element=TYPE, value=details.type, allowed=allowed
        )
    else:
        yield from _members_of_type(details, CustomerType(details.type))
        yield from _persons_of_type(details, CustomerType(details.type))


def check_customer_texts(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check every text member of a new customer by its line of the table (C3 to C5)."""
    details = _new_customer(request, facts)
    for text in texts(details) if details else ():
        if text.value is None:
            yield fact_findings.CUSTOMER_MISSING.at(text.path, element=text.path)
        else:
            yield from _value(text, text.value, _values(text.member, facts.partition))


def check_dates_of_birth(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that a date of birth is a day in the past (C4)."""
    details = _new_customer(request, facts)
    for index, person in enumerate(details.contact_persons if details else ()):
        if person.date_of_birth and not _is_past(person.date_of_birth, facts):
            path = f"{person_path(index)}.dateOfBirth"
            yield _format(path, person.date_of_birth, reasons.EXPECTED_PAST_DAY)


def check_contact_points(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check that each contact point has the place of its type, and can be reached (C4)."""
    details = _new_customer(request, facts)
    for person_index, person in enumerate(details.contact_persons if details else ()):
        for index, point in enumerate(person.contact_points):
            path = point_path(person_index, index)
            yield from _fits(path, point)
            yield from _place(path, point, request, facts)


def check_customer_attributes(request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Check the custom attributes of a new customer, each given once (C5)."""
    details, given = _new_customer(request, facts), request.given.customer
    if details is None or given is None:
        return
    yield from check_attributes(given.custom_attributes, paths.CUSTOMER, Subject.CUSTOMER, facts)
    seen: set[str] = set()
    for index, attribute in enumerate(details.custom_attributes):
        if attribute.name in seen:
            path = f"{paths.custom_attribute(index, paths.CUSTOMER)}.attribName"
            yield fact_findings.CUSTOMER_ATTRIBUTE_REPEATED.at(
                path, name=given.custom_attributes[index].name
            )
        seen.add(attribute.name)


def _new_customer(request: CheckedRequest, facts: Facts) -> CustomerDetails | None:
    """The new customer of the request, which is ignored where it is not needed (E16)."""
    return request.customer if facts.stored.customer is None else None


def _members_of_type(details: CustomerDetails, of_type: CustomerType) -> Iterator[Finding]:
    named = of_type is not CustomerType.INDIVIDUAL
    grouped = of_type is CustomerType.GROUP
    for path, missing, value, wanted in (
        (NAME, NAME, details.name, named),
        (GROUP, GROUP_TYPE, details.group, grouped),
    ):
        if wanted and value is None:
            yield fact_findings.CUSTOMER_MISSING.at(missing, element=missing)
        elif value is not None and not wanted:
            yield fact_findings.CUSTOMER_UNEXPECTED.at(path, element=path, type=of_type.value)


def _persons_of_type(details: CustomerDetails, of_type: CustomerType) -> Iterator[Finding]:
    count = len(details.contact_persons)
    if count == 0:
        yield fact_findings.CUSTOMER_MISSING.at(PERSONS, element=PERSONS)
    elif of_type is CustomerType.INDIVIDUAL and count > 1:
        yield fact_findings.CUSTOMER_PERSONS.at(PERSONS, type=of_type.value, count=count)


def _values(member: Member, partition: PartitionSettings) -> tuple[str, ...]:
    if not member.configured:
        return member.values
    values: tuple[str, ...] = getattr(partition, member.configured)
    return values


def _value(text: Text, value: str, values: tuple[str, ...]) -> Iterator[Finding]:
    member, path = text.member, text.path
    if len(value) > member.limit:
        length = len(value)
        yield fact_findings.CUSTOMER_TOO_LONG.at(
            path, element=path, length=length, limit=member.limit
        )
    elif member.is_enumerated:
        if in_nfc(value) not in values:
            allowed = ", ".join(values) or "none is configured"
            yield fact_findings.CUSTOMER_VALUE.at(path, element=path, value=value, allowed=allowed)
    elif not value:
        yield fact_findings.CUSTOMER_EMPTY.at(path, element=path)
    elif member.digits is not None and not member.digits.fullmatch(value):
        yield _format(path, value, reasons.EXPECTED_DIGITS)


def _is_past(value: str, facts: Facts) -> bool:
    try:
        return formats.parse_day_or_date(value) < facts.now
    except ValueError:
        return False


def _format(path: str, value: str, expected: Phrase) -> Finding:
    return fact_findings.CUSTOMER_FORMAT.at(path, element=path, value=value, expected=expected)


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
    path: str, point: ContactPoint, request: CheckedRequest, facts: Facts
) -> Iterator[Finding]:
    match point.place:
        case EmailPoint(str(address)) if address:
            yield from _email(f"{path}.type.email.emailAddress", address, request, facts)
        case WebPoint(str(url)) if 0 < len(url) <= LONGEST_NAME and not _is_web_address(url):
            yield _format(f"{path}.type.web.url", url, reasons.EXPECTED_URL)
        case _:
            pass


def _email(path: str, text: str, request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    address = request.customer_addresses[text]
    if isinstance(address, Phrase):
        yield _format(path, text, reasons.EXPECTED_ADDRESS.of(reason=address))
        return
    if address.is_special_use and not facts.partition.allow_special_use_domains:
        yield fact_findings.SPECIAL_USE.at(path, value=text)
    if address.key in facts.stored.taken:
        yield fact_findings.CUSTOMER_ADDRESS_TAKEN.at(path, value=text)


def _is_web_address(url: str) -> bool:
    if _UNFIT_FOR_URL.search(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
