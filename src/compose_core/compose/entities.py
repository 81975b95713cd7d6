"""The business objects of a request: customer, case and activity, before expansion."""

import attrs

from compose_core.facts import Facts
from compose_core.macros import MacroFacts
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.case import Case, CaseStatus
from compose_core.model.customer import Customer
from compose_core.model.department import Alias, Department
from compose_core.model.request import CheckedRequest, Command
from compose_core.model.settings import EmailTypes

STATUS = {
    Command.SAVE: ActivityStatus.DRAFT,
    Command.SEND: ActivityStatus.ASSIGNED,
    Command.SEND_AND_COMPLETE: ActivityStatus.COMPLETED,
}


@attrs.frozen
class Entities:
    """The business objects of one request, as they will be after it."""

    department: Department
    alias: Alias | None
    customer: Customer
    case: Case
    activity: Activity

    def with_activity(self, activity: Activity) -> "Entities":
        """Replace the activity."""
        return Entities(self.department, self.alias, self.customer, self.case, activity)

    def macro_facts(self, facts: Facts) -> MacroFacts:
        """Give the facts that the macros of this request can show."""
        return MacroFacts(
            activity=self.activity,
            case=self.case,
            customer=self.customer,
            contact_person=self.customer.details.person_at(self.activity.to),
            to=self.activity.to,
            user=facts.actor,
            department=self.department,
            alias=self.alias,
            queue=self.activity.queue,
            now=facts.now,
            custom_attributes=facts.custom_attributes,
        )


def entities_of(request: CheckedRequest, facts: Facts) -> Entities | None:
    """Make the business objects; ``None`` where department, customer or case is not known."""
    customer = _customer(request, facts)
    if facts.department is None or customer is None:
        return None
    case = _case(request, facts, facts.department, customer)
    if case is None:
        return None
    alias = _alias(request, facts.department)
    activity = _activity(request, facts, alias, (case.id, customer.id))
    return Entities(facts.department, alias, customer, case, activity)


def requested_activity(request: CheckedRequest, facts: Facts) -> Activity | None:
    """Make the activity as requested, whether or not case and customer are known.

    ``None`` where its department is not one that the user can send for.
    """
    if facts.department is None:
        return None
    owners = facts.identity.case, facts.identity.customer
    return _activity(request, facts, _alias(request, facts.department), owners)


def is_secure(request: CheckedRequest, facts: Facts) -> bool:
    """Whether the message is kept and only notified of (E6, S1, S2)."""
    only_secure = facts.settings.email_types is EmailTypes.ONLY_SECURE
    return facts.settings.secure_messaging and (only_secure or request.sender is None)


def _customer(request: CheckedRequest, facts: Facts) -> Customer | None:
    if facts.stored.customer is not None:
        return facts.stored.customer
    if request.customer is None or not request.customer.contact_persons:
        return None
    departmentalised = facts.partition.customer_departmentalisation
    department = facts.department.name if facts.department and departmentalised else None
    details = request.customer.with_address(request.to)
    return Customer(facts.identity.customer, department, details)


def _case(
    request: CheckedRequest, facts: Facts, department: Department, customer: Customer
) -> Case | None:
    if request.case_id is None:
        status = _case_status(facts)
        return Case(facts.identity.case, department.name, customer.id, status, facts.now)
    found = facts.stored.case
    return found.with_status(_case_status(facts)) if found else None


def _case_status(facts: Facts) -> CaseStatus:
    """Close a case that has no draft or assigned activity any more (A2)."""
    completes = facts.command is Command.SEND_AND_COMPLETE
    closed = completes and not facts.stored.case_has_open_activities
    return CaseStatus.CLOSED if closed else CaseStatus.OPEN


def _alias(request: CheckedRequest, department: Department) -> Alias | None:
    return None if request.sender is None else department.alias_of(request.sender.key)


def _activity(
    request: CheckedRequest, facts: Facts, alias: Alias | None, owners: tuple[int, int]
) -> Activity:
    case_id, customer_id = owners
    default_priority = facts.settings.default_priority
    return Activity(
        id=facts.identity.activity,
        department=request.department,
        case_id=case_id,
        customer_id=customer_id,
        status=STATUS[facts.command],
        created=facts.now,
        created_by=facts.actor.login,
        subject=request.subject or "",
        text=request.text,
        html=request.html,
        sender=alias.address if alias else None,
        to=request.to,
        cc=request.cc,
        bcc=request.bcc,
        queue=request.queue,
        priority=default_priority if request.priority is None else request.priority,
        due_date=request.due_date,
        custom_attributes=request.custom_attributes,
        attachments=request.attachments,
        secure=is_secure(request, facts),
    )
