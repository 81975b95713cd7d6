"""Builders of decisions: what a commit is given."""

from datetime import timedelta
from typing import Any

import attrs

from compose_core.decision import (
    AuditEntry,
    Decision,
    DeliveryLine,
    Idempotency,
    OutboundMessage,
    Receipt,
)
from compose_core.facts import FactsQuery
from compose_core.letter import Letter, Mailbox, MimeAttachment
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.address import Address
from compose_core.model.case import Case, CaseStatus
from compose_core.model.customer import Customer
from compose_core.model.delivery import DeliveryState
from compose_core.model.request import Command
from compose_core.model.settings import OnUncertainDelivery
from compose_core.testing import builders

_DAY = timedelta(hours=24)


def query(to: str = builders.CUSTOMER, **members: Any) -> FactsQuery:
    """What a user of one department asks, S4 off; members replace its own."""
    usual = FactsQuery(
        builders.DEPARTMENT,
        False,
        Address.parse(to).key,
        departments=frozenset({builders.DEPARTMENT}),
    )
    return attrs.evolve(usual, **members)


def activity(number: int = 1, **members: Any) -> Activity:
    """An assigned activity to Pat, of case and customer 1; members replace its own."""
    usual = Activity(
        id=number,
        department=builders.DEPARTMENT,
        case_id=1,
        customer_id=1,
        status=ActivityStatus.ASSIGNED,
        created=builders.NOON,
        created_by=builders.AGENT,
        subject="Your question",
        text="Good morning",
        html="<p>Good morning</p>",
        sender=Address.parse(builders.ALIAS),
        to=Address.parse(builders.CUSTOMER),
        cc=(),
        bcc=(),
        queue=None,
        priority=5,
        due_date=None,
        custom_attributes=(),
        attachments=(),
        secure=False,
        message_id=f"<{number}.example@example.com>",
    )
    return attrs.evolve(usual, **members)


def case(number: int = 1, **members: Any) -> Case:
    """An open case of customer 1; members replace its own."""
    usual = Case(number, builders.DEPARTMENT, 1, CaseStatus.OPEN, builders.NOON)
    return attrs.evolve(usual, **members)


def letter(of: Activity) -> Letter:
    """The mail of an activity."""
    sender = of.sender.text if of.sender else builders.ALIAS
    return Letter(
        sender=Mailbox("Example Support", sender),
        to=(of.to.text,),
        cc=tuple(address.text for address in of.cc),
        reply_to=Mailbox("Example Support", sender),
        subject=of.subject,
        date=of.created,
        message_id=of.message_id,
        in_reply_to=None,
        references=(),
        text=of.text,
        html=of.html,
        enclosures=tuple(
            MimeAttachment(a.file_name, a.content_type, a.content) for a in of.attachments
        ),
        boundary="boundary",
    )


def message(of: Activity) -> OutboundMessage:
    """The mail of an activity, for all its recipients."""
    sender = of.sender.text if of.sender else builders.ALIAS
    return OutboundMessage(letter(of), sender, of.recipients, OnUncertainDelivery.RESEND)


def idempotency(key: str = "key", user: str = builders.AGENT) -> Idempotency:
    """A key that is kept for a day from noon."""
    return Idempotency(user, key, "f" * 64, builders.NOON + _DAY)


def decision(
    of: Activity | None = None,
    *,
    version: str,
    customer: Customer | None = None,
    known_customer: Customer | None = None,
    known_case: Case | None = None,
    **members: Any,
) -> Decision:
    """A send with one mail for all recipients; members replace its own.

    Case and customer are new, with the ids that the activity names, unless they are known.

    Args:
        of: the activity.
        version: the directory's.
        customer: the new customer, if not one with the address alone.
        known_customer: the one that was found, with the version that was read.
        known_case: likewise.
        members: of the decision.
    """
    own = of or activity()
    person = known_customer or customer or builders.customer(own.customer_id, own.to.text)
    own = attrs.evolve(own, customer_id=person.id)
    subject = known_case or case(own.case_id, customer_id=person.id, department=own.department)
    receipt = _receipt(own, subject, known_case is not None, known_customer is not None)
    usual = Decision(
        command=Command.SEND,
        activity=own,
        case=subject,
        customer=person,
        messages=(message(own),),
        kept=(),
        links=(),
        audit=AuditEntry("send", own.created_by, own.created),
        idempotency=None,
        directory_version=version,
        receipt=receipt,
    )
    return attrs.evolve(usual, **members)


def _receipt(of: Activity, about: Case, case_found: bool, customer_found: bool) -> Receipt:
    return Receipt(
        activity_id=of.id,
        case_id=about.id,
        case_found=case_found,
        case_of_other_customer=about.customer_id != of.customer_id,
        customer_id=of.customer_id,
        customer_found=customer_found,
        delivery=_lines(of),
    )


def _lines(of: Activity) -> tuple[DeliveryLine, ...]:
    state = DeliveryState.QUEUED
    return tuple(DeliveryLine(r.address.text, r.visibility, state) for r in of.recipients)
