"""Letters as rows, and back; what they enclose stands with the activity's files."""

from collections.abc import Sequence
from typing import Any

import attrs

from compose_adapters.sql.compiled_statements import ResultRow
from compose_adapters.sql.rows.customers import Row
from compose_adapters.sql.rows.json_columns import from_json_column, to_json_column
from compose_core.decision import OutboundMessage
from compose_core.letter import Letter, MimeAttachment
from compose_core.model.attachment import Attachment, Content

_ENCLOSURES = "enclosures"


def letter_row(message: OutboundMessage, files: Sequence[Attachment]) -> Row:
    """The row of a mail's letter.

    Args:
        message: the mail.
        files: of its activity, those that the letter encloses among them.
    """
    letter = message.letter
    enclosures = [_enclosure_members(each, files) for each in letter.enclosures]
    return {
        "sender": message.sender,
        "message_id": letter.message_id,
        "letter": to_json_column(letter) | {_ENCLOSURES: enclosures},
        "text": letter.text,
        "html": letter.html,
    }


def letter_of(row: ResultRow, files: Sequence[Attachment]) -> Letter:
    """The letter of a row."""
    members = {**row.letter, "text": row.text, "html": row.html}
    enclosures = tuple(_enclosure(each, files) for each in members.pop(_ENCLOSURES))
    return attrs.evolve(from_json_column(members, Letter), enclosures=enclosures)


def _enclosure_members(enclosure: MimeAttachment, files: Sequence[Attachment]) -> list[Any]:
    return [enclosure.file_name, enclosure.content_type, place_of(enclosure.content, files)]


def place_of(content: Content, files: Sequence[Attachment]) -> int:
    """Which of the files a content is; -1 for none."""
    return next((n for n, file in enumerate(files) if file.content is content), -1)


def _enclosure(members: Sequence[Any], files: Sequence[Attachment]) -> MimeAttachment:
    file_name, content_type, place = members
    return MimeAttachment(file_name, content_type, files[place].content)
