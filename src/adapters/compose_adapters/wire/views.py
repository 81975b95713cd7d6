"""Stored activities and customers under the names of a request (SPEC 9, GET)."""

from datetime import datetime

import attrs

from compose_adapters.wire import namespaces
from compose_adapters.wire.request_shapes import ACTIVITY, CUSTOMER
from compose_adapters.wire.scalars import CHOICE, DATE, ID, NUMBER, TEXT, array
from compose_adapters.wire.shapes import Field, Inline, List, Object, Wrapper
from compose_core.model.activity import ActivityStatus
from compose_core.model.attachment import Attachment
from compose_core.model.case import CaseStatus
from compose_core.model.customer import Customer, CustomerDetails
from compose_core.model.delivery import Delivery
from compose_core.model.request import ComposeRequest, contents
from compose_core.records import ActivityRecord


@attrs.frozen(kw_only=True)
class ActivityView(ComposeRequest):
    """A stored activity.

    Args:
        id: 1 to 2^63-1.
        status: draft, assigned or completed.
        created: aware, in UTC.
        case_status: open or closed; ``None`` for a case that the reader may not see.
        customer_id: of its customer.
        deliveries: to each recipient.
    """

    id: int
    status: ActivityStatus
    created: datetime
    case_status: CaseStatus | None
    customer_id: int
    deliveries: tuple[Delivery, ...]


def view_of(record: ActivityRecord) -> ActivityView:
    """Make the view of an activity, with the blind copies that it has (P9 is applied before)."""
    activity = record.activity
    return ActivityView(
        id=activity.id,
        status=activity.status,
        created=activity.created,
        department=activity.department,
        sender=activity.sender.text if activity.sender else None,
        to=activity.to.text,
        cc=tuple(each.text for each in activity.cc),
        bcc=tuple(each.text for each in activity.bcc),
        subject=activity.subject or None,
        contents=contents(text=activity.text, html=activity.html),
        case_id=activity.case_id,
        case_status=record.case.status if record.case else None,
        customer_id=activity.customer_id,
        queue=activity.queue,
        priority=activity.priority,
        due_date=activity.due_date,
        attachments=activity.attachments,
        custom_attributes=activity.custom_attributes,
        deliveries=record.deliveries,
    )


_CASE = Inline(
    (
        Field("id", ID, "case_id", is_attribute=True),
        Field("status", CHOICE, "case_status"),
    )
)
_CUSTOMER = Inline((Field("id", ID, "customer_id", is_attribute=True),))
# The files themselves are left out: an answer of 75 activities would hold them all.
_FILE = Object(
    Attachment, (Field("contentType", TEXT, "content_type"), Field("fileName", TEXT, "file_name"))
)
_FILES = List(Field("attachment", _FILE, space=namespaces.ATTACHMENT))
_DELIVERY = Object(
    Delivery,
    (
        Field("address", TEXT, "address"),
        Field("state", CHOICE, "state"),
        Field("attempts", NUMBER, "attempts"),
    ),
)
_CREATED = Wrapper(Field("date", DATE, is_attribute=True))
_REPLACED = {
    "case": Field("case", _CASE),
    "attachments": Field("attachments", _FILES, "attachments"),
    "customer": Field("customer", _CUSTOMER),
}

ACTIVITY_VIEW = Object(
    ActivityView,
    (
        Field("id", ID, "id", is_attribute=True),
        Field("status", CHOICE, "status"),
        Field("createdDate", _CREATED, "created"),
        *(_REPLACED.get(member.name, member) for member in ACTIVITY.members),
        Field("delivery", array("recipient", _DELIVERY), "deliveries"),
    ),
)


@attrs.frozen(kw_only=True)
class CustomerView(CustomerDetails):
    """A stored customer.

    Args:
        id: 1 to 2^63-1.
        department: the name of its department; ``None`` for a customer shared by all.
    """

    id: int
    department: str | None


def view_of_customer(customer: Customer) -> CustomerView:
    """Make the view of a customer (P9 is applied before)."""
    details = attrs.asdict(customer.details, recurse=False)
    return CustomerView(**details, id=customer.id, department=customer.department)


CUSTOMER_VIEW = Object(
    CustomerView,
    (
        Field("id", ID, "id", is_attribute=True),
        Field("department", Wrapper(Field("name", TEXT, space=namespaces.PLATFORM)), "department"),
        *CUSTOMER.members,
    ),
)
