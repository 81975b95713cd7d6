"""Letters: mails as values, the exact number of their octets, and the octets (RFC 5322, 2045).

`headers` writes the head of a letter, with the `fields` of any script; `bodies` encodes its texts
and files; `rendering` puts both together and reads files only for the octets. `media_types` parses
the types that senders declare, and `attachments` judges files.
"""

from compose_core.errors.exceptions import Unrenderable
from compose_core.letter.attachments import clean_file_name, is_blocked, sniff
from compose_core.letter.fields import mailed
from compose_core.letter.media_types import MediaType, is_media_type, parse_media_type
from compose_core.letter.rendering import Rendered, needs_smtputf8, render, rendered, size_of
from compose_core.letter.values import Envelope, Letter, Mailbox, MimeAttachment
from compose_core.model.attachment import Content, InMemory

__all__ = [
    "Content",
    "Envelope",
    "InMemory",
    "Letter",
    "Mailbox",
    "MediaType",
    "MimeAttachment",
    "Rendered",
    "Unrenderable",
    "clean_file_name",
    "is_blocked",
    "is_media_type",
    "mailed",
    "needs_smtputf8",
    "parse_media_type",
    "render",
    "rendered",
    "size_of",
    "sniff",
]
