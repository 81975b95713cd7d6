"""The texts of a new customer: there, not too long, and of their values (C3 to C5)."""

from collections.abc import Iterator

from compose_core import formats
from compose_core.errors import Finding
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.errors.catalogue import phrases as reasons
from compose_core.facts import Facts
from compose_core.model.request import ComposeRequest, in_nfc
from compose_core.model.settings import PartitionSettings
from compose_core.rules.customer_members import Member, Text, person_path, texts
from compose_core.rules.new_customer import customer_is_given


def members(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """Every text member of a new customer obeys its line of the table."""
    details = customer_is_given(request, facts)
    if details is None:
        return
    for text in texts(details):
        if text.value is None:
            yield fact_findings.CUSTOMER_MISSING.at(text.path, element=text.path)
        else:
            yield from _value(text, text.value, _values(text.member, facts.partition))


def dates_of_birth(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """A date of birth is a day in the past (C4)."""
    details = customer_is_given(request, facts)
    for index, person in enumerate(details.contact_persons if details else ()):
        if person.date_of_birth and not _is_past(person.date_of_birth, facts):
            path = f"{person_path(index)}.dateOfBirth"
            yield fact_findings.CUSTOMER_FORMAT.at(
                path,
                element=path,
                value=person.date_of_birth,
                expected=reasons.EXPECTED_PAST_DAY,
            )


def _is_past(value: str, facts: Facts) -> bool:
    try:
        return formats.parse_day_or_date(value) < facts.now
    except ValueError:
        return False


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
        expected = reasons.EXPECTED_DIGITS
        yield fact_findings.CUSTOMER_FORMAT.at(path, element=path, value=value, expected=expected)
