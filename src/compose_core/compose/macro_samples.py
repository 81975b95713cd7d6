"""The macros that a user can write, each with a sample of what it shows."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from compose_core.errors.catalogue.macro import OWN_SUBJECT
from compose_core.macros import (
    Attribute,
    Library,
    MacroFacts,
    Templates,
    expand,
    find_static,
    uses,
)
from compose_core.macros.attributes import SECURE_MESSAGE_URL
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.address import Address
from compose_core.model.case import Case, CaseStatus
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    Customer,
    CustomerDetails,
    EmailPoint,
    PhonePoint,
)
from compose_core.model.department import Alias, Department
from compose_core.model.macro import (
    ArticleMacro,
    BusinessObjectMacro,
    CombinationMacro,
    Macro,
    UsageLinkMacro,
)
from compose_core.model.personal import hide_texts
from compose_core.model.user import User

_ID = 1001
_ADDRESS = "pat@example.com"


def sample_facts(user: User, department: Department, now: datetime) -> MacroFacts:
    """Make the facts of a sample customer for the real user and department."""
    alias = next((each for each in department.aliases if each.active), None)
    activity = _activity(user, department, alias, now)
    person = _person()
    return MacroFacts(
        activity=activity,
        case=Case(_ID, department.name, _ID, CaseStatus.OPEN, now),
        customer=Customer(_ID, None, CustomerDetails("individual", (person,))),
        contact_person=person,
        to=activity.to,
        user=user,
        department=department,
        alias=alias,
        queue=None,
        now=now,
    )


def _person() -> ContactPerson:
    points = (
        ContactPoint("email", EmailPoint(_ADDRESS)),
        ContactPoint("phone", PhonePoint("555 0100", "home")),
    )
    return ContactPerson("Pat", last_name="Sample", job_title="Engineer", contact_points=points)


def _activity(user: User, department: Department, alias: Alias | None, now: datetime) -> Activity:
    return Activity(
        id=_ID,
        department=department.name,
        case_id=_ID,
        customer_id=_ID,
        status=ActivityStatus.ASSIGNED,
        created=now,
        created_by=user.login,
        subject="A sample subject",
        text=None,
        html=None,
        sender=alias.address if alias else None,
        to=Address.parse(_ADDRESS),
        cc=(),
        bcc=(),
        queue=None,
        priority=5,
        due_date=None,
        custom_attributes=(),
        attachments=(),
        secure=False,
    )


BUILT_IN = "built-in"
GRAVE_ACCENTS = "grave_accents"
KINDS: dict[type[Macro], str] = {
    BusinessObjectMacro: "business object",
    CombinationMacro: "combination",
    ArticleMacro: "article",
    UsageLinkMacro: "usage link",
}


@attrs.frozen(field_transformer=hide_texts("name", "kind"))
class MacroOption:
    """A macro that can be written in a message.

    Args:
        name: without its accents.
        kind: ``built-in``, ``business object``, ``combination``, ``article`` or ``usage link``.
        sample: what it shows of a sample customer, as text; ``None`` where it shows nothing,
            or the user may not use it.
        allowed: whether the user may use it (P4, P5).
        in_subject: whether it can stand in the subject (M4).
    """

    name: str
    kind: str
    sample: str | None
    allowed: bool
    in_subject: bool = True


def macro_options(
    user: User,
    department: Department,
    library: Library,
    attributes: Iterable[Attribute],
    now: datetime,
) -> tuple[MacroOption, ...]:
    """List the department's macros, then the built-in ones, each with a sample.

    Those that show something in notifications alone are left out.
    """
    facts = sample_facts(user, department, now)
    return tuple(_option(*each, library, facts) for each in _names(department, attributes))


def _option(name: str, kind: str, library: Library, facts: MacroFacts) -> MacroOption:
    allowed = _allowed(name, library, facts)
    sample = _sample(name, library, facts) if allowed else None
    return MacroOption(name, kind, sample, allowed, _fits_subject(name, library))


def _fits_subject(name: str, library: Library) -> bool:
    faults = find_static(Templates.compile(subject=f"``{name}"), library)
    return all(fault.definition is not OWN_SUBJECT for fault in faults)


def _names(department: Department, attributes: Iterable[Attribute]) -> Iterator[tuple[str, str]]:
    for macro in department.macros.macros:
        if not _is_of_notifications(macro):
            yield macro.name, KINDS[type(macro)]
    for attribute in attributes:
        if attribute.path != SECURE_MESSAGE_URL:
            yield attribute.macro_name, BUILT_IN
    yield GRAVE_ACCENTS, BUILT_IN


def _is_of_notifications(macro: Macro) -> bool:
    if not isinstance(macro, BusinessObjectMacro) or macro.attribute != SECURE_MESSAGE_URL:
        return False
    return macro.default is None and macro.exception_article is None


def _sample(name: str, library: Library, facts: MacroFacts) -> str | None:
    return expand(Templates.compile(text=f"``{name}"), library, facts).text


def _allowed(name: str, library: Library, facts: MacroFacts) -> bool:
    used = uses(Templates.compile(text=f"``{name}"), library)
    user, department = facts.user, facts.department.name
    return all(user.may_view(department, each.folder) for each in used.articles) and all(
        user.may_execute(department, each.name) for each in used.usage_links
    )
