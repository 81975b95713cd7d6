"""What a send comes to: everything that shall be stored together, or not at all."""

from datetime import datetime

import attrs

from compose_core.letter import Letter
from compose_core.model.activity import Activity, Recipient
from compose_core.model.case import Case
from compose_core.model.customer import Customer
from compose_core.model.delivery import DeliveryState, Visibility
from compose_core.model.personal import hide_texts
from compose_core.model.request import Command
from compose_core.model.settings import OnUncertainDelivery


@attrs.frozen(field_transformer=hide_texts())
class OutboundMessage:
    """A mail to hand over: what every recipient gets, and who they are.

    Args:
        letter: the message; its headers name no blind copies.
        sender: MAIL FROM.
        recipients: one RCPT each.
        on_uncertain: S9 as it was when the mail was queued.
    """

    letter: Letter
    sender: str
    recipients: tuple[Recipient, ...]
    on_uncertain: OnUncertainDelivery


@attrs.frozen
class SecureLink:
    """One recipient's way to a secure message (section 7).

    Each hand-over of the notification gives it a token (`Outbox.add_link_token`).

    Args:
        recipient: whose link it is.
        expires: aware, in UTC.
    """

    recipient: Recipient
    expires: datetime


@attrs.frozen
class AuditEntry:
    """Who did what to an activity, and when (A6).

    Args:
        act: ``save``, ``send``, ``sendcomplete``, ``cancel``, ``retry``, ``resolve``, ``open``
            or ``withdraw``.
        actor: a login, ``operator`` or ``recipient``.
        at: aware, in UTC.
        detail: what else is to be known; no addresses and no contents.
    """

    act: str
    actor: str
    at: datetime
    detail: str = ""


@attrs.frozen(field_transformer=hide_texts())
class DeliveryLine:
    """One recipient's line of a receipt."""

    address: str
    visibility: Visibility
    state: DeliveryState


@attrs.frozen
class Receipt:
    """What the sender is told (A1).

    Args:
        activity_id: the new activity.
        case_id: its case.
        case_found: whether the case was there before.
        case_of_other_customer: whether the case was made for another customer (E7).
        customer_id: its customer.
        customer_found: whether the customer was there before.
        delivery: the recipients; those of bcc only for who may see them.
    """

    activity_id: int
    case_id: int
    case_found: bool
    case_of_other_customer: bool
    customer_id: int
    customer_found: bool
    delivery: tuple[DeliveryLine, ...]


@attrs.frozen(field_transformer=hide_texts("user"))
class Idempotency:
    """The key under which a request is done once (A5).

    Args:
        user: the login; keys are each user's own.
        key: 1 to 255 printable ASCII characters.
        fingerprint: SHA-256 of the command and the decoded request, in hexadecimal.
        expires: when the key is free again, aware, in UTC.
    """

    user: str
    key: str
    fingerprint: str
    expires: datetime


@attrs.frozen(field_transformer=hide_texts())
class Replay:
    """The first answer under an idempotency key."""

    fingerprint: str
    receipt: Receipt


@attrs.frozen
class Decision:
    """What shall be: the value that a commit makes true in one transaction.

    Args:
        command: what was asked.
        activity: to insert.
        case: to insert, or to update where ``receipt.case_found``; its version is the one read.
        customer: to insert unless ``receipt.customer_found``; its version is the one read.
        messages: mails to queue, each recipient's delivery *queued*.
        kept: recipients whose delivery is *kept*.
        links: of a secure message.
        audit: the entry of this act.
        idempotency: the key to record with the receipt.
        directory_version: of the directory that was read.
        receipt: what to answer.
    """

    command: Command
    activity: Activity
    case: Case
    customer: Customer
    messages: tuple[OutboundMessage, ...]
    kept: tuple[Recipient, ...]
    links: tuple[SecureLink, ...]
    audit: AuditEntry
    idempotency: Idempotency | None
    directory_version: str
    receipt: Receipt
