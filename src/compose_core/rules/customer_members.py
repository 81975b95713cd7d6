"""The text members of a customer: their paths, lengths and values (C3 to C5).

One table, for every rule about a customer's texts, and for the reference.
"""

import re
from collections.abc import Iterator

import attrs

from compose_core.model import paths
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    CustomerDetails,
    EmailPoint,
    GroupDetails,
    Identification,
    PhonePoint,
    Place,
    PostalPoint,
    WebPoint,
)
from compose_core.model.personal import hide_texts

# No enumeration has a longer value, so a longer text is never compared with them.
LONGEST_VALUE = 255
DIGITS = re.compile("[0-9]+")
COUNT = re.compile("0|[1-9][0-9]*")

Owner = CustomerDetails | GroupDetails | ContactPerson | Identification | ContactPoint | Place


@attrs.frozen
class Member:
    """A text member of a customer, a contact person or a contact point.

    Args:
        attribute: its name in the model.
        path: its JSON path below its owner.
        limit: how many characters it may have.
        values: those that it may have; empty for a free text.
        required: whether its owner must have it.
        configured: the partition setting that lists its values.
        digits: what it must match where it is a number.
    """

    attribute: str
    path: str
    limit: int = LONGEST_VALUE
    values: tuple[str, ...] = ()
    required: bool = False
    configured: str = ""
    digits: re.Pattern[str] | None = None

    @property
    def is_enumerated(self) -> bool:
        """Whether only listed values are allowed."""
        return bool(self.values or self.configured)


@attrs.frozen(field_transformer=hide_texts("path"))
class Text:
    """The value of a member of one request, at its full path."""

    member: Member
    path: str
    value: str | None


def _enumeration(attribute: str, path: str, values: str, *, required: bool = False) -> Member:
    return Member(attribute, f"{path}.value", values=tuple(values.split()), required=required)


CUSTOMER = (
    Member("name", "customerName", 124),
    _enumeration("role", "role", "Partner Reseller Customer"),
    _enumeration("how_referred", "howReferred", "Website Customer Partner Employee Reseller"),
    Member("level", "level.value", configured="levels"),
    Member("industry", "industry.value", configured="industries"),
    Member("pin", "pin", 255),
    Member("market_segment", "marketSegment", 50),
    Member("entitlements", "entitlements", 1024),
)
GROUP = (
    Member("type", "type.group.type.value", required=True, configured="group_types"),
    Member("region", "type.group.region.value", configured="regions"),
    Member("number_of_members", "type.group.numberOfMembers", 19, digits=COUNT),
    Member("income", "type.group.income", 20),
)
PERSON = (
    Member("first_name", "firstName", 124, required=True),
    Member("middle_name", "middleName", 124),
    Member("last_name", "lastName", 124),
    _enumeration("salutation", "salutation", "Mr. Mrs. Ms. Miss"),
    _enumeration("suffix", "suffix", "jr. sr. i ii iii"),
    Member("initials", "initials", 16),
    _enumeration("gender", "gender", "male female"),
    Member("job_title", "jobTitle", 255),
    Member("date_of_birth", "dateOfBirth", 255),
    _enumeration("marital_status", "maritalStatus", "married single separated divorced widowed"),
    _enumeration(
        "employment_status",
        "employmentStatus",
        "part-time full-time temporary contract intern unemployed",
    ),
    Member("occupation", "occupation", 255),
    Member("income_level", "incomeLevel", 255),
    Member("start_greeting", "startGreeting", 255),
    Member("end_greeting", "endGreeting", 255),
    Member("login_id", "loginId", 255),
    Member("priority", "priority", 255),
    Member("first_name_furigana", "firstNameFurigana", 124),
    Member("middle_name_furigana", "middleNameFurigana", 124),
    Member("last_name_furigana", "lastNameFurigana", 124),
    Member("spouse_name", "spouseName", 512),
    Member("emergency_contact", "emergencyContact", 50),
    Member("type", "type.value", configured="contact_person_types"),
)
IDENTIFICATION = (
    Member("type", "identification.type.value", required=True, configured="identification_types"),
    Member("value", "identification.value", 255, required=True),
)
POINT = (
    _enumeration("type", "type", "email phone postal web", required=True),
    _enumeration("priority", "priority", "low medium high"),
)
EMAIL = (Member("address", "type.email.emailAddress", 255, required=True),)
PHONE = (
    Member("number", "type.phone.phoneNo", 40, required=True),
    _enumeration("kind", "type.phone.type", "home office mobile fax pager", required=True),
    Member("country_code", "type.phone.countryCode", 9, digits=DIGITS),
    Member("area_code", "type.phone.areaCode", 10),
    Member("extension", "type.phone.extension", 10),
    _enumeration("availability_days", "type.phone.availability.days", "weekdays weekends any_day"),
    _enumeration(
        "availability_times",
        "type.phone.availability.times",
        "mornings afternoons evenings day anytime",
    ),
)
POSTAL = tuple(
    Member(name, f"type.postal.{name}", 255)
    for name in ("street1", "street2", "city", "state", "zip", "country")
)
WEB = (Member("url", "type.web.url", 255, required=True),)
PLACES: dict[type[Place], tuple[Member, ...]] = {
    EmailPoint: EMAIL,
    PhonePoint: PHONE,
    PostalPoint: POSTAL,
    WebPoint: WEB,
}


def person_path(person: int) -> str:
    """Give the path of a contact person, counted from zero."""
    return f"{paths.CUSTOMER}.contactPersons.contactPerson[{person}]"


def point_path(person: int, point: int) -> str:
    """Give the path of a contact point of a contact person, both counted from zero."""
    return f"{person_path(person)}.contactPoints.contactPoint[{point}]"


def texts(details: CustomerDetails) -> Iterator[Text]:
    """List the members of the table that a customer has, or must have, in its order."""
    yield from _of(details, CUSTOMER, paths.CUSTOMER)
    if details.group is not None:
        yield from _of(details.group, GROUP, paths.CUSTOMER)
    for index, person in enumerate(details.contact_persons):
        yield from _of(person, PERSON, person_path(index))
        if person.identification is not None:
            yield from _of(person.identification, IDENTIFICATION, person_path(index))
        for number, point in enumerate(person.contact_points):
            yield from _of_point(point, point_path(index, number))


def _of_point(point: ContactPoint, path: str) -> Iterator[Text]:
    yield from _of(point, POINT, path)
    if point.place is not None:
        yield from _of(point.place, PLACES[type(point.place)], path)


def _of(owner: Owner, members: tuple[Member, ...], path: str) -> Iterator[Text]:
    for member in members:
        value = getattr(owner, member.attribute)
        if value is not None or member.required:
            yield Text(member, f"{path}.{member.path}", value)
