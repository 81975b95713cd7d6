"""Customers: the people and organisations whom an agent writes to (C1 to C6)."""

from enum import Enum

import attrs

from compose_core.errors.exceptions import NotAnAddress
from compose_core.model.address import Address
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.personal import hide_texts


class CustomerType(Enum):
    """The kinds of customer (C3)."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    CORPORATE = "corporate"


@attrs.frozen(field_transformer=hide_texts())
class EmailPoint:
    """An email address of a contact person; ``address`` is as given."""

    address: str | None


@attrs.frozen(field_transformer=hide_texts())
class PhonePoint:
    """A telephone number of a contact person, and when it is answered."""

    number: str | None
    kind: str | None
    country_code: str | None = None
    area_code: str | None = None
    extension: str | None = None
    availability_days: str | None = None
    availability_times: str | None = None


@attrs.frozen(field_transformer=hide_texts())
class PostalPoint:
    """A postal address of a contact person."""

    street1: str | None = None
    street2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None


@attrs.frozen(field_transformer=hide_texts())
class WebPoint:
    """A web address of a contact person."""

    url: str | None


Place = EmailPoint | PhonePoint | PostalPoint | WebPoint


@attrs.frozen(field_transformer=hide_texts("type", "priority"))
class ContactPoint:
    """One way to reach a contact person.

    Args:
        type: ``email``, ``phone``, ``postal`` or ``web``, as given.
        place: where that is; ``None`` where the request left it out.
        priority: ``low``, ``medium`` or ``high``.
    """

    type: str | None
    place: Place | None
    priority: str | None = None


@attrs.frozen(field_transformer=hide_texts("type"))
class Identification:
    """A document that identifies a contact person.

    Args:
        type: a configured one, such as ``Passport``.
        value: its number, or whatever else it is known by.
    """

    type: str | None
    value: str | None


@attrs.frozen(field_transformer=hide_texts())
class ContactPerson:
    """A person at the customer.

    Values are as given; `compose_core.rules` checks them (C4). A stored person obeys C4.
    """

    first_name: str | None
    middle_name: str | None = None
    last_name: str | None = None
    salutation: str | None = None
    suffix: str | None = None
    initials: str | None = None
    gender: str | None = None
    job_title: str | None = None
    date_of_birth: str | None = None
    marital_status: str | None = None
    employment_status: str | None = None
    occupation: str | None = None
    income_level: str | None = None
    start_greeting: str | None = None
    end_greeting: str | None = None
    has_direct_mailing_consent: bool | None = None
    has_direct_calling_consent: bool | None = None
    has_holding_data_consent: bool | None = None
    login_id: str | None = None
    priority: str | None = None
    first_name_furigana: str | None = None
    middle_name_furigana: str | None = None
    last_name_furigana: str | None = None
    spouse_name: str | None = None
    emergency_contact: str | None = None
    identification: Identification | None = None
    type: str | None = None
    contact_points: tuple[ContactPoint, ...] = ()

    @property
    def full_name(self) -> str:
        """First, middle and last name, as far as they are known."""
        names = (self.first_name, self.middle_name, self.last_name)
        return " ".join(name for name in names if name)

    @property
    def emails(self) -> tuple[str, ...]:
        """The addresses of the email contact points."""
        places = (point.place for point in self.contact_points)
        return tuple(p.address for p in places if isinstance(p, EmailPoint) and p.address)

    def has_address(self, address: Address) -> bool:
        """Whether an email contact point spells an address; a text that is none spells none."""
        return any(_key(email) == address.key for email in self.emails)

    def with_contact_point(self, point: ContactPoint) -> "ContactPerson":
        """Add a contact point, as the last."""
        return attrs.evolve(self, contact_points=(*self.contact_points, point))


@attrs.frozen(field_transformer=hide_texts("type"))
class GroupDetails:
    """The details of a group alone.

    Args:
        type: a configured one, such as ``Association``.
        region: a configured one.
        number_of_members: in decimal digits; it may be larger than any id.
        income: as text.
    """

    type: str | None
    region: str | None = None
    number_of_members: str | None = None
    income: str | None = None


@attrs.frozen(field_transformer=hide_texts("type"))
class CustomerDetails:
    """A customer without its identity, as a request may describe a new one (E16).

    Values are as given; `compose_core.rules` checks them (C3 to C5).

    Args:
        type: ``individual``, ``group`` or ``corporate``, as given.
        name: of a group or a corporate customer (``customerName``).
        group: of a group, and of no other type.
        contact_persons: in the order given, which is the order of their ids.
    """

    type: str | None
    contact_persons: tuple[ContactPerson, ...] = ()
    name: str | None = None
    group: GroupDetails | None = None
    role: str | None = None
    how_referred: str | None = None
    level: str | None = None
    industry: str | None = None
    pin: str | None = None
    market_segment: str | None = None
    entitlements: str | None = None
    custom_attributes: tuple[AttributeValue, ...] = ()

    @property
    def email_keys(self) -> frozenset[str]:
        """The keys of all email contact points; the details obey C4."""
        emails = (email for person in self.contact_persons for email in person.emails)
        return frozenset(Address.parse(email).key for email in emails)

    def person_at(self, address: Address) -> ContactPerson:
        """Find the contact person who has an address; else the first one."""
        found = (person for person in self.contact_persons if person.has_address(address))
        return next(found, self.contact_persons[0])

    def with_address(self, address: Address) -> "CustomerDetails":
        """Add an address that nobody has as a contact point of the first person (C2)."""
        if any(person.has_address(address) for person in self.contact_persons):
            return self
        first, *others = self.contact_persons
        point = ContactPoint("email", EmailPoint(address.text))
        return attrs.evolve(self, contact_persons=(first.with_contact_point(point), *others))


def _key(email: str) -> str | None:
    try:
        return Address.parse(email).key
    except NotAnAddress:
        return None


@attrs.frozen
class Customer:
    """A customer that is, or is about to be, stored.

    Args:
        id: 1 to 2^63-1.
        department: the name of its department; ``None`` for a customer shared by all.
        details: what is known of it.
        version: goes up with every change.
    """

    id: int
    department: str | None
    details: CustomerDetails
    version: int = 0

    @property
    def name(self) -> str:
        """The customer's name; of an individual, the contact person's full name."""
        if self.details.type == CustomerType.INDIVIDUAL.value:
            return self.details.contact_persons[0].full_name
        return self.details.name or ""
