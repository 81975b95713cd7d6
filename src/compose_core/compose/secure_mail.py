"""Secure messages: kept, and told of by a notification to each recipient (section 7).

What is decided, shown and stored has no token in it: a random text stands where the token goes.
The delivery puts a token in when it hands the letter over (`compose_core.delivery.attempt`).
"""

import attrs

from compose_core.compose.mail import Mails, message_id
from compose_core.compose.subjects import Subjects
from compose_core.errors import Phrase, Violation
from compose_core.errors.catalogue import facts as names
from compose_core.facts import Facts
from compose_core.letter import Letter, Mailbox
from compose_core.macros import Expansion, Fault, Templates, expand
from compose_core.model.activity import Recipient
from compose_core.ports import OutboundMessage, SecureLink
from compose_core.settings import Notification, SecureMessageCenter


def secure_mail(subjects: Subjects, facts: Facts) -> Mails:
    """A notification for each recipient, or, where none is configured, nothing but the keeping."""
    center = facts.settings.secure_message_center
    recipients = subjects.activity.recipients
    if center is None or center.notification is None:
        return Mails(kept=recipients)
    notices = tuple(
        _Notice(subjects, facts, center, center.notification, number)
        for number in range(len(recipients))
    )
    # Notifications differ in their link alone, so the first one's findings are everyone's.
    if findings := notices[0].findings:
        return Mails(findings=findings)
    return Mails(
        messages=tuple(notice.message for notice in notices),
        links=tuple(notice.link for notice in notices),
    )


@attrs.frozen
class _Notice:
    """What one recipient of a secure message is told."""

    subjects: Subjects
    facts: Facts
    center: SecureMessageCenter
    notification: Notification
    number: int

    @property
    def recipient(self) -> Recipient:
        return self.subjects.activity.recipients[self.number]

    @property
    def placeholder(self) -> str:
        return self.facts.tokens[2 + self.number]

    @property
    def link(self) -> SecureLink:
        expires = self.facts.now + self.center.link_life
        return SecureLink(self.recipient, expires)

    @property
    def expansion(self) -> Expansion:
        url = self.center.url.replace("{token}", self.placeholder)
        templates = Templates.compile(
            subject=self.notification.subject, text=self.notification.text
        )
        macro_facts = attrs.evolve(self.subjects.macro_facts(self.facts), secure_url=url)
        return expand(templates, self.facts.library, macro_facts)

    @property
    def findings(self) -> tuple[Violation, ...]:
        return tuple(
            names.NOTIFICATION.at(part=Phrase(fault.part.value), reason=_told(fault))
            for fault in self.expansion.faults
        )

    @property
    def message(self) -> OutboundMessage:
        on_uncertain = self.facts.settings.on_uncertain_delivery
        sender = self.notification.sender.text
        return OutboundMessage(self.letter, sender, (self.recipient,), on_uncertain)

    @property
    def letter(self) -> Letter:
        expanded = self.expansion
        sender = self.notification.sender.text
        return Letter(
            sender=Mailbox("", sender),
            reply_to=None,
            to=(self.recipient.address.text,),
            cc=(),
            subject=expanded.subject or "",
            date=self.facts.now,
            message_id=message_id(self.subjects, self.facts, sender, f".{self.number}"),
            in_reply_to=None,
            references=(),
            text=expanded.text,
            html=None,
            boundary=f"{self.facts.tokens[1]}-{self.number}",
            auto_submitted=True,
            link_token=self.placeholder,
        )


def _told(fault: Fault) -> Phrase:
    finding = fault.at("")
    return Phrase(finding.definition.text, **finding.params)
