"""Activities and cases as rows, and back."""

from compose_adapters.sql.compiled_statements import ResultRow
from compose_adapters.sql.rows.customers import ATTRIBUTE_VALUES, Row
from compose_adapters.sql.rows.json_columns import from_json_column, to_json_column
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


def case_of(row: ResultRow, department: str) -> Case:
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
        "sender": to_json_column(activity.sender),
        "recipients_to": to_json_column(activity.to),
        "recipients_cc": to_json_column(activity.cc),
        "recipients_bcc": to_json_column(activity.bcc),
        "queue": activity.queue,
        "priority": activity.priority,
        "due_date": activity.due_date,
        "custom_attributes": to_json_column(activity.custom_attributes),
        "secure": activity.secure,
        "message_id": activity.message_id,
        "safe_html": activity.safe_html,
    }


def activity_of(row: ResultRow, department: str, attachments: tuple[Attachment, ...]) -> Activity:
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
        sender=from_json_column(row.sender, Address) if row.sender else None,
        to=from_json_column(row.recipients_to, Address),
        cc=from_json_column(row.recipients_cc, _ADDRESSES),
        bcc=from_json_column(row.recipients_bcc, _ADDRESSES),
        queue=row.queue,
        priority=row.priority,
        due_date=row.due_date,
        custom_attributes=from_json_column(row.custom_attributes, ATTRIBUTE_VALUES),
        attachments=attachments,
        secure=row.secure,
        message_id=row.message_id,
        safe_html=row.safe_html,
    )
