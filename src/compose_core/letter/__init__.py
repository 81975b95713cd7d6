"""What is mailed: a letter, the exact number of its octets, and the octets (RFC 5322, 2045)."""

from compose_core.errors.exceptions import Unrenderable
from compose_core.letter.attachments import clean_file_name, is_blocked, sniff
from compose_core.letter.mailboxes import mailed
from compose_core.letter.media_types import MediaType, is_media_type, media_type
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
    "media_type",
    "needs_smtputf8",
    "render",
    "rendered",
    "size_of",
    "sniff",
]
