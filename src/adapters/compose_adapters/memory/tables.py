"""Everything that a store in memory holds."""

import threading
from collections.abc import Iterator
from datetime import datetime

import attrs

from compose_core.decision import (
    AuditEntry,
    Decision,
    Idempotency,
    OutboundMessage,
    Receipt,
    SecureLink,
)
from compose_core.delivery import queue_mails
from compose_core.model.activity import Activity
from compose_core.model.case import Case
from compose_core.model.customer import Customer
from compose_core.model.delivery import Delivery, DeliveryState
from compose_core.outbox import JournalEntry, Mail, MailRecipient

Scope = str | None
"""Whose a customer is: a department's name, or ``None`` for all (C1)."""

MailName = tuple[int, int]
"""An activity's id, and the place of a mail among the activity's, from 0."""

LinkName = tuple[int, int]
"""An activity's id, and the number of a recipient."""


@attrs.define(repr=False)
class Tables:
    """The tables, and the one lock that guards them.

    Args:
        addresses: the customer that has an address's key, in a scope.
        kept: recipients who get no mail, by activity, each with their number.
        mails: how the mails stand; only the outbox changes them.
        messages: what the mails hand over.
        journal: of the mails.
        links: of secure messages, by activity and number of the recipient.
        link_tokens: the link that each opens, by their hashes.
        openings: of the links that were opened: how often, and when last.
        answers: by user and key.
    """

    lock: threading.RLock = attrs.field(factory=threading.RLock)
    customers: dict[int, Customer] = attrs.field(factory=dict)
    addresses: dict[tuple[Scope, str], int] = attrs.field(factory=dict)
    cases: dict[int, Case] = attrs.field(factory=dict)
    activities: dict[int, Activity] = attrs.field(factory=dict)
    kept: dict[int, tuple[MailRecipient, ...]] = attrs.field(factory=dict)
    mails: dict[MailName, Mail] = attrs.field(factory=dict)
    messages: dict[MailName, OutboundMessage] = attrs.field(factory=dict)
    journal: dict[MailName, list[JournalEntry]] = attrs.field(factory=dict)
    audit: dict[int, list[AuditEntry]] = attrs.field(factory=dict)
    links: dict[LinkName, SecureLink] = attrs.field(factory=dict)
    link_tokens: dict[str, LinkName] = attrs.field(factory=dict)
    openings: dict[LinkName, tuple[int, datetime]] = attrs.field(factory=dict)
    answers: dict[tuple[str, str], tuple[Idempotency, Receipt]] = attrs.field(factory=dict)

    def case_within(self, case_id: int, departments: frozenset[str] | None) -> Case | None:
        """A case of one of the departments; ``None`` stands for all departments."""
        found = self.cases.get(case_id)
        return found if found and _is_within(found.department, departments) else None

    def activity_within(
        self, activity_id: int, departments: frozenset[str] | None
    ) -> Activity | None:
        """An activity of one of the departments; ``None`` stands for all departments."""
        found = self.activities.get(activity_id)
        return found if found and _is_within(found.department, departments) else None

    def of_case(self, case_id: int) -> list[Activity]:
        """The activities of a case, in the order in which they were stored."""
        return [each for each in self.activities.values() if each.case_id == case_id]

    def mails_of(self, activity_id: int) -> list[Mail]:
        """The mails of an activity, by their place."""
        found = (mail for mail in self.mails.values() if mail.activity_id == activity_id)
        return sorted(found, key=lambda mail: mail.index)

    def deliveries_of(self, activity_id: int) -> tuple[Delivery, ...]:
        """How an activity's delivery stands, by the numbers of its recipients."""
        recipients = list(self.kept.get(activity_id, ()))
        for mail in self.mails_of(activity_id):
            recipients += mail.recipients
        recipients.sort(key=lambda recipient: recipient.number)
        return tuple(recipient.delivery for recipient in recipients)

    def queue(self, decision: Decision) -> None:
        """Queue a decision's mails, and note the recipients who get none."""
        activity = decision.activity
        self.kept[activity.id] = tuple(_kept(decision))
        for mail, message in zip(queue_mails(decision), decision.messages, strict=True):
            self.mails[activity.id, mail.index] = mail
            self.messages[activity.id, mail.index] = message


def _is_within(department: str, departments: frozenset[str] | None) -> bool:
    return departments is None or department in departments


def _kept(decision: Decision) -> Iterator[MailRecipient]:
    for number, recipient in enumerate(decision.activity.recipients):
        if recipient in decision.kept:
            address = recipient.address.text
            kept = Delivery(address, recipient.visibility, DeliveryState.KEPT)
            yield MailRecipient(number, kept)
