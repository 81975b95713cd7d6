"""A customer that nobody knew before: that it is told of, and of which type (E16, C3)."""

from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.facts import Facts
from compose_core.model import paths
from compose_core.model.customer import CustomerDetails, CustomerType
from compose_core.model.request import ComposeRequest

TYPE = f"{paths.CUSTOMER}.type.value"
NAME = f"{paths.CUSTOMER}.customerName"
GROUP = f"{paths.CUSTOMER}.type.group"
GROUP_TYPE = f"{GROUP}.type.value"
PERSONS = f"{paths.CUSTOMER}.contactPersons"
TYPES = tuple(kind.value for kind in CustomerType)


def customer_is_given(request: ComposeRequest, facts: Facts) -> CustomerDetails | None:
    """What the request tells of a customer that is needed; otherwise it is ignored (E16)."""
    return request.customer if facts.stored.customer is None else None


def is_given(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """Where no customer has the ``to`` address, the request tells of a new one (E16)."""
    if facts.stored.customer is None and request.customer is None:
        yield fact_findings.CUSTOMER_REQUIRED.at(paths.CUSTOMER, address=request.to or "")


def kind(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The type is one of three, and what goes with it is there (C3)."""
    details = customer_is_given(request, facts)
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
