"""Activities and cases as rows, and back."""

from compose_adapters.sql.prepared import Record
from compose_adapters.sql.rows.customers import ATTRIBUTE_VALUES, Row
from compose_adapters.sql.rows.members import members_of, value_of
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment
from compose_core.model.case import Case, CaseStatus

_ADDRESSES = tuple[Address, ...]


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
        "sender": members_of(activity.sender),
        "recipients_to": members_of(activity.to),
        "recipients_cc": members_of(activity.cc),
        "recipients_bcc": members_of(activity.bcc),
        "queue": activity.queue,
        "priority": activity.priority,
        "due_date": activity.due_date,
        "custom_attributes": members_of(activity.custom_attributes),
        "secure": activity.secure,
        "message_id": activity.message_id,
        "safe_html": activity.safe_html,
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
        sender=value_of(row.sender, Address) if row.sender else None,
        to=value_of(row.recipients_to, Address),
        cc=value_of(row.recipients_cc, _ADDRESSES),
        bcc=value_of(row.recipients_bcc, _ADDRESSES),
        queue=row.queue,
        priority=row.priority,
        due_date=row.due_date,
        custom_attributes=value_of(row.custom_attributes, ATTRIBUTE_VALUES),
        attachments=attachments,
        secure=row.secure,
        message_id=row.message_id,
        safe_html=row.safe_html,
    )
