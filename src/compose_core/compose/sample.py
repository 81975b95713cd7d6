"""A sample customer, case and activity, so that macros can be shown before there are real ones."""

from datetime import datetime

from compose_core.macros import MacroFacts
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
from compose_core.model.user import User

_ID = 1001
_ADDRESS = "pat@example.com"


def sample_facts(user: User, department: Department, now: datetime) -> MacroFacts:
    """What macros show of a sample customer, the user and the department being the real ones."""
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
