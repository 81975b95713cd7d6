"""Idempotency: a request under a key is executed once (A5)."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum

import attrs

from compose_core.decision import Idempotency, Receipt, Replay
from compose_core.errors import Finding, IdempotencyMismatch
from compose_core.errors.catalogue import phrases as reasons
from compose_core.errors.catalogue import request as request_findings
from compose_core.facts import Facts
from compose_core.model.attachment import Attachment
from compose_core.model.request import CommandOptions, ComposeRequest

LIFE = timedelta(hours=24)
_KEY = re.compile("[\x20-\x7e]{1,255}")


def check_key(key: str | None) -> Iterator[Finding]:
    """Check that a key, if there is one, has 1 to 255 printable ASCII characters."""
    if key is not None and not _KEY.fullmatch(key):
        yield request_findings.KEY_MALFORMED.at(reason=reasons.KEY_LENGTH.of(length=len(key)))


def differing_keys(count: int) -> Finding:
    """Make the finding that a request comes under several keys."""
    return request_findings.KEY_MALFORMED.at(reason=reasons.KEYS_DIFFER.of(count=count))


def replayed_receipt(replay: Replay | None, mark: str) -> Receipt | None:
    """Find the first receipt under a key, if there is one.

    Raises:
        IdempotencyMismatch: it was given to a request with another fingerprint.
    """
    if replay is None:
        return None
    if replay.fingerprint != mark:
        raise IdempotencyMismatch(
            "This idempotency key was used for another request; take a new one."
        )
    return replay.receipt


def idempotency_record(key: str | None, mark: str, facts: Facts) -> Idempotency | None:
    """Make the record of a key, which is stored with the activity."""
    return Idempotency(facts.actor.login, key, mark, facts.now + LIFE) if key else None


def fingerprint(act: CommandOptions, request: ComposeRequest) -> str:
    """Hash the command and the decoded request: SHA-256, in hexadecimal.

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
