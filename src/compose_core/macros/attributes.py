"""The attributes of business objects that macros can show (section 5, the list).

`ATTRIBUTES` declares each with a function that reads it from the facts; a new one is a line there.
The attributes that a site adds are families: the end of their path is the configured name.
"""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import attrs

from compose_core.formats import parse_date
from compose_core.model.activity import Activity
from compose_core.model.address import Address
from compose_core.model.case import Case
from compose_core.model.custom_attribute import AttributeValue, CustomAttribute, Kind, Subject
from compose_core.model.customer import ContactPerson, Customer, PhonePoint
from compose_core.model.department import Alias, Department
from compose_core.model.user import User

SECURE_MESSAGE_URL = "secure_message.url"
"""The one attribute that is there in notifications alone."""

# Families of attributes: what stands for ``<name>`` is a configured attribute's name.
FAMILIES = {
    "activity.custom.": Subject.ACTIVITY,
    "customer.custom.": Subject.CUSTOMER,
}

GRAVE_ACCENTS = "grave_accents"
"""The built-in macro that shows no attribute."""


@attrs.frozen
class MacroFacts:
    """The business objects of one request, as they will be after it (M8).

    Args:
        activity: the new activity, its subject unexpanded.
        case: its case, with the status that it has after this act (A2).
        customer: whom it is for.
        contact_person: of the customer, the one with the ``to`` address, lowest id.
        to: the customer's address.
        user: who sends.
        department: that sends.
        alias: whose address it is sent from; ``None`` where there is none.
        queue: the queue's name; ``None`` where there is none.
        now: the time of the request, aware, in UTC.
        secure_url: of the recipient's secure message; in notifications alone.
        custom_attributes: the configured ones; a date among them is shown as M8 says.
    """

    activity: Activity
    case: Case
    customer: Customer
    contact_person: ContactPerson
    to: Address
    user: User
    department: Department
    alias: Alias | None
    queue: str | None
    now: datetime
    secure_url: str | None = attrs.field(default=None, repr=False)
    custom_attributes: tuple[CustomAttribute, ...] = ()


Get = Callable[[MacroFacts], str | None]


@attrs.frozen
class Attribute:
    """One attribute of a business object.

    Args:
        path: such as ``contact_person.first_name``.
        description: what it shows, in a few English words.
        get: reads it; ``None`` where it cannot be had, empty where there is nothing in it (M5).
            It must be pure: the same facts always give the same text.
    """

    path: str
    description: str
    get: Get

    @property
    def macro_name(self) -> str:
        """The name of its built-in macro: the path with ``_`` for ``.``."""
        return (
            "external_case_id" if self.path == "case.external_id" else self.path.replace(".", "_")
        )


def show_time(moment: datetime) -> str:
    """Show a point in time: ``yyyy-MM-dd HH:mm GMT`` (M8)."""
    in_gmt = moment.astimezone(UTC).replace(tzinfo=None)
    return in_gmt.isoformat(" ", "minutes") + " GMT"


def _phone(facts: MacroFacts) -> str:
    points = (point.place for point in facts.contact_person.contact_points)
    first = next((each for each in points if isinstance(each, PhonePoint)), None)
    if first is None:
        return ""
    country = f"+{first.country_code}" if first.country_code else None
    parts = (country, first.area_code, first.number)
    extension = f" ext. {first.extension}" if first.extension else ""
    return " ".join(part for part in parts if part) + extension


def _due_date(facts: MacroFacts) -> str:
    due = facts.activity.due_date
    return show_time(due) if due else ""


def _sender(facts: MacroFacts) -> str:
    return facts.activity.sender.text if facts.activity.sender else ""


def _of_activity(name: str, description: str, get: Get) -> Attribute:
    return Attribute(f"activity.{name}", description, get)


def _of_person(name: str, description: str) -> Attribute:
    def get(facts: MacroFacts) -> str:
        value: str | None = getattr(facts.contact_person, name)
        return value or ""

    return Attribute(f"contact_person.{name}", description, get)


ATTRIBUTES: tuple[Attribute, ...] = (
    _of_activity("id", "The activity's number", lambda f: str(f.activity.id)),
    # Shown expanded; it cannot stand in the subject itself.
    _of_activity("subject", "The subject of this mail", lambda f: f.activity.subject),
    _of_activity("priority", "The priority, 1 to 7", lambda f: str(f.activity.priority)),
    _of_activity("due_date", "When an answer is due", _due_date),
    _of_activity("created", "When the activity was made", lambda f: show_time(f.activity.created)),
    _of_activity("from", "The address it is sent from", _sender),
    _of_activity("to", "The address it is sent to", lambda f: f.activity.to.text),
    _of_activity(
        "cc", "Who gets an open copy", lambda f: ", ".join(each.text for each in f.activity.cc)
    ),
    _of_activity("queue", "The queue it is recorded with", lambda f: f.activity.queue or ""),
    _of_activity("department", "The department that sends", lambda f: f.activity.department),
    Attribute("case.id", "The case's number", lambda f: str(f.case.id)),
    Attribute("case.external_id", "The case as mails name it", lambda f: f.case.external_id),
    Attribute("case.status", "Open or closed, after this act", lambda f: f.case.status.value),
    Attribute("case.created", "When the case was made", lambda f: show_time(f.case.created)),
    Attribute("customer.id", "The customer's number", lambda f: str(f.customer.id)),
    Attribute("customer.name", "The customer's name", lambda f: f.customer.name),
    Attribute(
        "customer.type", "Individual, group or corporate", lambda f: f.customer.details.type or ""
    ),
    _of_person("first_name", "The contact person's first name"),
    _of_person("middle_name", "The contact person's middle name"),
    _of_person("last_name", "The contact person's last name"),
    _of_person("full_name", "The contact person's first, middle and last name"),
    _of_person("salutation", "Mr., Mrs., Ms. or Miss"),
    _of_person("job_title", "The contact person's job title"),
    Attribute("contact_point.email", "The customer's address", lambda f: f.to.text),
    Attribute("contact_point.phone", "The contact person's first telephone number", _phone),
    Attribute("user.login", "The sender's login", lambda f: f.user.login),
    Attribute("user.first_name", "The sender's first name", lambda f: f.user.first_name),
    Attribute("user.last_name", "The sender's last name", lambda f: f.user.last_name),
    Attribute("user.full_name", "The sender's first and last name", lambda f: f.user.full_name),
    Attribute("department.name", "The department that sends", lambda f: f.department.name),
    Attribute(
        "alias.name", "The name it is sent under", lambda f: f.alias.name if f.alias else None
    ),
    Attribute(
        "alias.address",
        "The address it is sent from",
        lambda f: f.alias.address.text if f.alias else None,
    ),
    Attribute("queue.name", "The queue's name", lambda f: f.queue),
    Attribute("system.date", "Today, in GMT", lambda f: show_time(f.now)[:10]),
    Attribute("system.time", "The time, in GMT", lambda f: show_time(f.now)[11:]),
    Attribute(SECURE_MESSAGE_URL, "The recipient's link, in notifications", lambda f: f.secure_url),
)


def custom_attribute(path: str) -> Attribute | None:
    """Make the attribute of a path such as ``activity.custom.product``; empty without a value."""
    for prefix, of in FAMILIES.items():
        name = unicodedata.normalize("NFC", path.removeprefix(prefix))
        if path.startswith(prefix) and name:
            return _attribute(path, of, name)
    return None


def _attribute(path: str, of: Subject, name: str) -> Attribute:
    def get(facts: MacroFacts) -> str:
        given = _attributes_of(facts, of)
        value = next((each.value for each in given if _is_named(each.name, name)), "")
        return _show_date(value) if value and _is_date(facts, of, name) else value

    return Attribute(path, f"The {of.value}'s attribute '{name}'", get)


def _attributes_of(facts: MacroFacts, of: Subject) -> Iterable[AttributeValue]:
    if of is Subject.ACTIVITY:
        return facts.activity.custom_attributes
    return facts.customer.details.custom_attributes


def _is_date(facts: MacroFacts, of: Subject, name: str) -> bool:
    return any(
        each.kind is Kind.DATE and each.of is of and _is_named(each.name, name)
        for each in facts.custom_attributes
    )


def _show_date(value: str) -> str:
    try:
        return show_time(parse_date(value))
    except ValueError:
        # E13 judges it beside us; the mail is refused for it.
        return value


def _is_named(left: str, right: str) -> bool:
    return unicodedata.normalize("NFC", left) == right


@attrs.frozen
class AttributeRow:
    """A line of the reference.

    Args:
        path: of the attribute; empty for the macro that shows none.
        macro_name: of its built-in macro; empty for an attribute that a site adds.
        description: what it shows, in a few English words.
    """

    path: str
    macro_name: str
    description: str


def attribute_reference(attributes: Iterable[Attribute] = ATTRIBUTES) -> tuple[AttributeRow, ...]:
    """List all attributes and built-in macros, in the order in which they are declared."""
    built_in = (AttributeRow(each.path, each.macro_name, each.description) for each in attributes)
    families = (
        AttributeRow(f"{prefix}<name>", "", f"An attribute of the {of.value} that the site adds")
        for prefix, of in FAMILIES.items()
    )
    return (*built_in, *families, AttributeRow("", GRAVE_ACCENTS, "Two accents, as they are"))
