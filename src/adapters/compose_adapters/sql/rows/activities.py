"""Activities and cases as rows, and back."""

from collections.abc import Sequence

from compose_adapters.sql.prepared import Record
from compose_adapters.sql.rows.customers import Row, attribute_pairs, attribute_values
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment
from compose_core.model.case import Case, CaseStatus

Pair = list[str]


def case_row(case: Case, department_id: int) -> Row:
    """The row of a case."""
    return {
        "id": case.id,
        "department_id": department_id,
        "customer_id": case.customer_id,
        "status": case.status.value,
        "created": case.created,
        "version": case.version,
    }


def case_of(row: Record, department: str) -> Case:
    """The case of a row."""
    status = CaseStatus(row.status)
    return Case(row.id, department, row.customer_id, status, row.created, row.version)


def activity_row(activity: Activity, department_id: int) -> Row:
    """The row of an activity."""
    return {
        "id": activity.id,
        "department_id": department_id,
        "case_id": activity.case_id,
        "customer_id": activity.customer_id,
        "status": activity.status.value,
        "created": activity.created,
        "created_by": activity.created_by,
        "subject": activity.subject,
        "text": activity.text,
        "html": activity.html,
        "sender": _pair(activity.sender) if activity.sender else None,
        "recipients_to": _pair(activity.to),
        "recipients_cc": [_pair(each) for each in activity.cc],
        "recipients_bcc": [_pair(each) for each in activity.bcc],
        "queue": activity.queue,
        "priority": activity.priority,
        "due_date": activity.due_date,
        "custom_attributes": attribute_pairs(activity.custom_attributes),
        "secure": activity.secure,
        "message_id": activity.message_id,
    }


def activity_of(row: Record, department: str, attachments: tuple[Attachment, ...]) -> Activity:
    """The activity of a row."""
    return Activity(
        id=row.id,
        department=department,
        case_id=row.case_id,
        customer_id=row.customer_id,
        status=ActivityStatus(row.status),
        created=row.created,
        created_by=row.created_by,
        subject=row.subject,
        text=row.text,
        html=row.html,
        sender=_address(row.sender) if row.sender else None,
        to=_address(row.recipients_to),
        cc=_addresses(row.recipients_cc),
        bcc=_addresses(row.recipients_bcc),
        queue=row.queue,
        priority=row.priority,
        due_date=row.due_date,
        custom_attributes=attribute_values(row.custom_attributes),
        attachments=attachments,
        secure=row.secure,
        message_id=row.message_id,
    )


def _pair(address: Address) -> Pair:
    return [address.text, address.key]


def _address(pair: Pair) -> Address:
    text, key = pair
    return Address(text, key)


def _addresses(pairs: Sequence[Pair]) -> tuple[Address, ...]:
    return tuple(map(_address, pairs))
