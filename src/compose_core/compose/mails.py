"""The mails of a send: its letter, or the notifications of a secure message (A4, section 7)."""

import attrs

from compose_core.compose.entities import Entities
from compose_core.decision import OutboundMessage, SecureLink
from compose_core.errors import Finding, Phrase
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.facts import Facts
from compose_core.letter import Letter, Mailbox, MimeAttachment, clean_file_name
from compose_core.macros import Expansion, MacroFinding, Templates, expand
from compose_core.model.activity import Recipient
from compose_core.model.address import Address
from compose_core.model.delivery import Visibility
from compose_core.model.settings import Notification, SecureMessageCenter

MOST_REFERENCES = 20
RANDOM_CHARACTERS = 22


@attrs.frozen
class Mails:
    """The mails of a send, or the findings that prevent them.

    Args:
        messages: to queue.
        kept: recipients of a secure message without notification.
        links: one a recipient of a secure message that is notified of.
        findings: why a notification cannot be made.
    """

    messages: tuple[OutboundMessage, ...] = ()
    kept: tuple[Recipient, ...] = ()
    links: tuple[SecureLink, ...] = ()
    findings: tuple[Finding, ...] = ()


def open_letter(entities: Entities, facts: Facts) -> Letter:
    """Make the letter as it would be sent openly; S5 measures it."""
    activity, thread = entities.activity, facts.stored.thread
    name, address = _shown_sender(entities, facts)
    sender = Mailbox(name, address.text)
    return Letter(
        sender=sender,
        reply_to=sender,
        to=_addresses(activity.recipients, Visibility.TO),
        cc=_addresses(activity.recipients, Visibility.CC),
        subject=activity.subject,
        date=facts.now,
        message_id=message_id(entities, facts, address),
        in_reply_to=thread[-1] if thread else None,
        references=_references(thread),
        text=activity.text,
        html=activity.html,
        enclosures=tuple(
            MimeAttachment(clean_file_name(each.file_name), each.content_type, each.content)
            for each in activity.attachments
        ),
        boundary=facts.randomness.boundary,
    )


def standard_mail(letter: Letter, entities: Entities, facts: Facts) -> Mails:
    """Make one message for all recipients; MAIL FROM is the alias."""
    on_uncertain = facts.settings.on_uncertain_delivery
    recipients = entities.activity.recipients
    return Mails((OutboundMessage(letter, letter.sender.address, recipients, on_uncertain),))


def message_id(entities: Entities, facts: Facts, sender: Address, ordinal: str = "") -> str:
    """Make the Message-ID ``<activity.case.random@sender's domain>``, random in 128 bits."""
    random = facts.randomness.message_id[:RANDOM_CHARACTERS] + ordinal
    return f"<{entities.activity.id}.{entities.case.id}.{random}@{sender.domain}>"


def _shown_sender(entities: Entities, facts: Facts) -> tuple[str, Address]:
    if entities.alias is not None:
        return entities.alias.name, entities.alias.address
    center = facts.settings.secure_message_center
    if center is not None and center.notification is not None:
        return "", center.notification.sender
    # Nothing is sent openly without an alias: this stands in only so that S5 can be measured.
    return "", entities.activity.to


def _addresses(recipients: tuple[Recipient, ...], visibility: Visibility) -> tuple[str, ...]:
    return tuple(each.address.text for each in recipients if each.visibility is visibility)


def _references(thread: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the first and the latest of the thread: all would fill the header (RFC 5322)."""
    if len(thread) <= MOST_REFERENCES:
        return thread
    return (thread[0], *thread[1 - MOST_REFERENCES :])


def secure_mail(entities: Entities, facts: Facts) -> Mails:
    """Make a notification for each recipient; where none is configured, they are only kept."""
    center = facts.settings.secure_message_center
    recipients = entities.activity.recipients
    if center is None or center.notification is None:
        return Mails(kept=recipients)
    notices = tuple(
        _Notice(entities, facts, center, center.notification, number)
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
    """The notification of one recipient of a secure message."""

    entities: Entities
    facts: Facts
    center: SecureMessageCenter
    notification: Notification
    number: int

    @property
    def recipient(self) -> Recipient:
        return self.entities.activity.recipients[self.number]

    @property
    def placeholder(self) -> str:
        return self.facts.randomness.links[self.number]

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
        macro_facts = attrs.evolve(self.entities.macro_facts(self.facts), secure_url=url)
        return expand(templates, self.facts.library, macro_facts)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(
            fact_findings.NOTIFICATION.at(part=Phrase(fault.part.value), reason=_reason(fault))
            for fault in self.expansion.findings
        )

    @property
    def message(self) -> OutboundMessage:
        on_uncertain = self.facts.settings.on_uncertain_delivery
        sender = self.notification.sender.text
        return OutboundMessage(self.letter, sender, (self.recipient,), on_uncertain)

    @property
    def letter(self) -> Letter:
        expanded = self.expansion
        sender = self.notification.sender
        return Letter(
            sender=Mailbox("", sender.text),
            reply_to=None,
            to=(self.recipient.address.text,),
            cc=(),
            subject=expanded.subject or "",
            date=self.facts.now,
            message_id=message_id(self.entities, self.facts, sender, f".{self.number}"),
            in_reply_to=None,
            references=(),
            text=expanded.text,
            html=None,
            boundary=f"{self.facts.randomness.boundary}-{self.number}",
            auto_submitted=True,
            link_token=self.placeholder,
        )


def _reason(fault: MacroFinding) -> Phrase:
    finding = fault.at("")
    return Phrase(finding.definition.text, **finding.params)
