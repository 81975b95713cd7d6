"""The head of a letter: every header, in a fixed order (RFC 5322 section 3.6)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from compose_core.errors.exceptions import Unrenderable
from compose_core.letter.fields import (
    LONGEST_LITERAL,
    mailbox,
    mailboxes,
    needs_utf8,
    unstructured,
)
from compose_core.letter.values import Letter

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/^_`{|}~.-]{1,400}@[A-Za-z0-9._\[\]:-]{1,400}>")
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
# What the letter writes itself, and what only the servers on the way may write.
_RESERVED = re.compile(
    r"date|from|sender|to|cc|bcc|reply-to|subject|message-id|in-reply-to|references|auto-submitted"
    r"|mime-version|content-.*|resent-.*|return-path|received|dkim-signature",
    re.IGNORECASE,
)


def head(letter: Letter) -> str:
    """Write the letter's header lines, each with CRLF, but for those of its content.

    Raises:
        Unrenderable: a value has no form in a header.
    """
    return "".join([f"{header}\r\n" for header in _headers(letter)])


def has_utf8_headers(letter: Letter) -> bool:
    """Whether an address in the letter's headers needs UTF-8 (RFC 6532)."""
    reply_to = (letter.reply_to.address,) if letter.reply_to else ()
    return any(map(needs_utf8, (letter.sender.address, *reply_to, *letter.to, *letter.cc)))


def _headers(letter: Letter) -> Iterator[str]:
    utf8 = has_utf8_headers(letter)
    yield f"Date: {_date(letter.date)}"
    yield mailbox("From", letter.sender, "sender", utf8=utf8)
    if letter.to:
        yield mailboxes("To", letter.to, "to", utf8=utf8)
    if letter.cc:
        yield mailboxes("Cc", letter.cc, "cc", utf8=utf8)
    if letter.reply_to:
        yield mailbox("Reply-To", letter.reply_to, "reply_to", utf8=utf8)
    yield unstructured("Subject", letter.subject, "subject")
    yield from _thread(letter)
    yield from _further(letter)
    yield "MIME-Version: 1.0"


def _thread(letter: Letter) -> Iterator[str]:
    yield f"Message-ID: {_message_id(letter.message_id, 'message_id')}"
    if letter.in_reply_to:
        yield f"In-Reply-To: {_message_id(letter.in_reply_to, 'in_reply_to')}"
    if letter.references:
        ids = (_message_id(each, f"references[{i}]") for i, each in enumerate(letter.references))
        yield "References: " + "\r\n ".join(ids)


def _further(letter: Letter) -> Iterator[str]:
    if letter.auto_submitted:
        yield "Auto-Submitted: auto-generated"
    for index, (name, value) in enumerate(letter.headers):
        if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
            raise Unrenderable(f"headers[{index}]", "this name is not a caller's to give")
        yield unstructured(name, value, f"headers[{index}]", LONGEST_LITERAL)


def _message_id(text: str, field: str) -> str:
    if not _MESSAGE_ID.fullmatch(text):
        raise Unrenderable(field, "it is no Message-ID")
    return text


def _date(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise Unrenderable("date", "it has no time zone")
    utc = moment.astimezone(UTC)
    day, month = _DAYS[utc.weekday()], _MONTHS[utc.month - 1]
    return f"{day}, {utc.day:02} {month} {utc.year:04} {utc.time().isoformat('seconds')} +0000"
