"""One number for one act on one request: what an idempotency key stands for (A5)."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from enum import Enum

import attrs

from compose_core.compose.act import Act
from compose_core.model.attachment import Attachment
from compose_core.model.request import ComposeRequest


def fingerprint(act: Act, request: ComposeRequest) -> str:
    """SHA-256, in hexadecimal, of the act and the decoded request.

    The format that the request came in, and where its elements stood, make no difference.
    """
    digest = hashlib.sha256()
    for piece in (*_pieces(act), *_pieces(request)):
        digest.update(b"%d:" % len(piece))
        digest.update(piece)
    return digest.hexdigest()


def _pieces(value: object) -> Iterator[bytes]:
    if isinstance(value, Attachment):
        yield from _pieces((value.content_type, value.file_name, _content_digest(value)))
    elif isinstance(value, tuple):
        yield b"(%d" % len(value)
        for item in value:
            yield from _pieces(item)
    elif attrs.has(kind := type(value)):
        members = (field.name for field in attrs.fields(kind) if field.eq)
        yield from _pieces((kind.__name__, *(getattr(value, name) for name in members)))
    else:
        yield _scalar(value)


def _scalar(value: object) -> bytes:
    if isinstance(value, Enum):
        return _scalar(value.value)
    if isinstance(value, datetime):
        return value.isoformat().encode()
    return f"{type(value).__name__} {value}".encode("utf-8", "surrogatepass")


def _content_digest(attachment: Attachment) -> str:
    digest = hashlib.sha256()
    for chunk in attachment.content.chunks():
        digest.update(chunk)
    return digest.hexdigest()
