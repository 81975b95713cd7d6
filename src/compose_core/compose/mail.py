"""The letter of an activity, and the message that carries it to all recipients (A4)."""

import attrs

from compose_core.compose.subjects import Subjects
from compose_core.errors import Violation
from compose_core.facts import Facts
from compose_core.letter import Enclosure, Letter, Mailbox, clean_file_name
from compose_core.model.activity import Recipient
from compose_core.model.address import Address
from compose_core.model.delivery import Visibility
from compose_core.ports import OutboundMessage, SecureLink

MOST_REFERENCES = 20
RANDOM_CHARACTERS = 22


@attrs.frozen
class Mails:
    """What leaves, what is kept, and what hinders either.

    Args:
        messages: to queue.
        kept: recipients of a secure message of which nobody is told.
        links: one a recipient of a secure message that is notified of.
        findings: why a notification cannot be made.
    """

    messages: tuple[OutboundMessage, ...] = ()
    kept: tuple[Recipient, ...] = ()
    links: tuple[SecureLink, ...] = ()
    findings: tuple[Violation, ...] = ()


def open_letter(subjects: Subjects, facts: Facts) -> Letter:
    """The letter as it would be sent openly; S5 is judged on it."""
    activity, thread = subjects.activity, facts.stored.thread
    sender = _shown_sender(subjects, facts)
    return Letter(
        sender=sender,
        reply_to=sender,
        to=_addresses(activity.recipients, Visibility.TO),
        cc=_addresses(activity.recipients, Visibility.CC),
        subject=activity.subject,
        date=facts.now,
        message_id=message_id(subjects, facts, sender.address),
        in_reply_to=thread[-1] if thread else None,
        references=_references(thread),
        text=activity.text,
        html=activity.html,
        enclosures=tuple(
            Enclosure(clean_file_name(each.file_name), each.content_type, each.content)
            for each in activity.attachments
        ),
        boundary=facts.tokens[1],
    )


def standard_mail(letter: Letter, subjects: Subjects, facts: Facts) -> Mails:
    """One message for all recipients; MAIL FROM is the alias."""
    on_uncertain = facts.settings.on_uncertain_delivery
    recipients = subjects.activity.recipients
    return Mails((OutboundMessage(letter, letter.sender.address, recipients, on_uncertain),))


def message_id(subjects: Subjects, facts: Facts, sender: str, ordinal: str = "") -> str:
    """The Message-ID ``<activity.case.random@sender's domain>``, random in 128 bits."""
    random = facts.tokens[0][:RANDOM_CHARACTERS] + ordinal
    domain = Address.parse(sender).domain
    return f"<{subjects.activity.id}.{subjects.case.id}.{random}@{domain}>"


def _shown_sender(subjects: Subjects, facts: Facts) -> Mailbox:
    if subjects.alias is not None:
        return Mailbox(subjects.alias.name, subjects.alias.address.text)
    center = facts.settings.secure_message_center
    if center is not None and center.notification is not None:
        return Mailbox("", center.notification.sender.text)
    # Nothing is sent openly without an alias: this stands in only so that S5 can be judged.
    return Mailbox("", subjects.activity.to.text)


def _addresses(recipients: tuple[Recipient, ...], visibility: Visibility) -> tuple[str, ...]:
    return tuple(each.address.text for each in recipients if each.visibility is visibility)


def _references(thread: tuple[str, ...]) -> tuple[str, ...]:
    """The first and the latest of the thread: RFC 5322 wants all, header space does not."""
    if len(thread) <= MOST_REFERENCES:
        return thread
    return (thread[0], *thread[1 - MOST_REFERENCES :])
