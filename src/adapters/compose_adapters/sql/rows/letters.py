"""Letters as rows, and back; what they enclose stands with the activity's files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from compose_adapters.sql.prepared import Record
from compose_adapters.sql.rows.customers import Row
from compose_core.letter import Enclosure, Letter, Mailbox
from compose_core.model.attachment import Attachment, Content
from compose_core.ports import OutboundMessage


def letter_row(message: OutboundMessage, files: Sequence[Attachment]) -> Row:
    """The row of a mail's letter.

    Args:
        message: the mail.
        files: of its activity, those that the letter encloses among them.
    """
    letter = message.letter
    return {
        "sender": message.sender,
        "message_id": letter.message_id,
        "letter": _members(letter, files),
        "text": letter.text,
        "html": letter.html,
    }


def letter_of(row: Record, files: Sequence[Attachment]) -> Letter:
    """The letter of a row."""
    members = dict(row.letter)
    return Letter(
        sender=Mailbox(*members["sender"]),
        to=tuple(members["to"]),
        cc=tuple(members["cc"]),
        reply_to=Mailbox(*members["reply_to"]) if members["reply_to"] else None,
        subject=members["subject"],
        date=datetime.fromisoformat(members["date"]),
        message_id=row.message_id,
        in_reply_to=members["in_reply_to"],
        references=tuple(members["references"]),
        text=row.text,
        html=row.html,
        enclosures=tuple(_enclosure(each, files) for each in members["enclosures"]),
        boundary=members["boundary"],
        auto_submitted=members["auto_submitted"],
        headers=tuple((name, value) for name, value in members["headers"]),
    )


def _members(letter: Letter, files: Sequence[Attachment]) -> dict[str, Any]:
    return {
        "sender": [letter.sender.name, letter.sender.address],
        "to": letter.to,
        "cc": letter.cc,
        "reply_to": [letter.reply_to.name, letter.reply_to.address] if letter.reply_to else None,
        "subject": letter.subject,
        "date": letter.date.isoformat(),
        "in_reply_to": letter.in_reply_to,
        "references": letter.references,
        "enclosures": [_enclosure_members(each, files) for each in letter.enclosures],
        "boundary": letter.boundary,
        "auto_submitted": letter.auto_submitted,
        "headers": letter.headers,
    }


def _enclosure_members(enclosure: Enclosure, files: Sequence[Attachment]) -> list[Any]:
    return [enclosure.file_name, enclosure.content_type, place_of(enclosure.content, files)]


def place_of(content: Content, files: Sequence[Attachment]) -> int:
    """Which of the files a content is; -1 for none."""
    return next((n for n, file in enumerate(files) if file.content is content), -1)


def _enclosure(members: Sequence[Any], files: Sequence[Attachment]) -> Enclosure:
    file_name, content_type, place = members
    return Enclosure(file_name, content_type, files[place].content)
