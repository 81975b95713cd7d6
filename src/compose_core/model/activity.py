"""The email activity: the message of an agent to a customer."""

from datetime import datetime
from enum import Enum
from functools import cached_property

import attrs

from compose_core.model.address import Address
from compose_core.model.attachment import Attachment
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.delivery import Visibility
from compose_core.model.personal import hide_texts


class ActivityStatus(Enum):
    """The status of an activity (A2)."""

    DRAFT = "draft"
    ASSIGNED = "assigned"
    COMPLETED = "completed"


@attrs.frozen
class Recipient:
    """A recipient of the message, once, in the most visible of the lists that name it (F1)."""

    address: Address
    visibility: Visibility


@attrs.frozen(field_transformer=hide_texts("department", "created_by", "queue", "message_id"))
class Activity:
    """An email activity.

    Args:
        id: 1 to 2^63-1.
        department: the name of the department that sends.
        case_id: the case that it belongs to.
        customer_id: the customer whom it is for.
        status: draft, assigned or completed.
        created: when, aware, in UTC.
        created_by: the login of its sender.
        subject: expanded (for a draft, as the agent wrote it); empty if there is none.
        text: the text body, as the subject.
        html: the HTML body, as the subject.
        sender: the alias's address as mail shows it; ``None`` where none was given (E6).
        to: the customer's address.
        cc: as given, valid.
        bcc: as given, valid; shown only as P9 allows.
        queue: the queue's name.
        priority: 1 to 7.
        due_date: aware, in UTC.
        custom_attributes: as given, valid.
        attachments: with their names as given.
        secure: whether the message is kept and only notified of (section 7).
        message_id: of the mail, with its angle brackets; empty for a draft or a secure message.
        safe_html: of a secure message, the HTML as its recipients see it, sanitised when it was
            kept; ``None`` where it was not yet.
    """

    id: int
    department: str
    case_id: int
    customer_id: int
    status: ActivityStatus
    created: datetime
    created_by: str
    subject: str
    text: str | None
    html: str | None
    sender: Address | None
    to: Address
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    queue: str | None
    priority: int
    due_date: datetime | None
    custom_attributes: tuple[AttributeValue, ...]
    attachments: tuple[Attachment, ...]
    secure: bool
    message_id: str = ""
    safe_html: str | None = attrs.field(default=None, repr=False)

    @cached_property
    def recipients(self) -> tuple[Recipient, ...]:
        """All recipients, once each, the most visible list first."""
        lists = (
            (Visibility.TO, (self.to,)),
            (Visibility.CC, self.cc),
            (Visibility.BCC, self.bcc),
        )
        found: dict[str, Recipient] = {}
        for visibility, addresses in lists:
            for address in addresses:
                found.setdefault(address.key, Recipient(address, visibility))
        return tuple(found.values())
