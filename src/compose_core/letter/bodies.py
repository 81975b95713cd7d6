"""The text of a letter: which of the three encodings carries it best."""

import re

import attrs

from compose_core.errors.exceptions import Unrenderable
from compose_core.letter.base64_lines import base64_lines
from compose_core.letter.quoted_printable import octets_to_escape, quoted_printable
from compose_core.model.personal import hide_texts

_BREAK = re.compile(rb"\r\n?")
# Sendmail cuts lines of more than 990 octets, their CRLF counted; the law allows 998 without it.
_LONGEST_LINE = 988
# Three columns for an escaped octet outweigh four for three octets when more than one in six is.
_ESCAPED_AT_MOST = 1 / 6


@attrs.frozen(field_transformer=hide_texts("encoding"))
class Body:
    """A text in the form in which it is mailed.

    Args:
        encoding: of the transfer: ``7bit``, ``quoted-printable`` or ``base64``.
        octets: its lines, CRLF between them.
    """

    encoding: str
    octets: bytes


def body(text: str, field: str, delimiter: str) -> Body:
    """The text as it is where that is safe, else in the shorter of the two encodings.

    Args:
        text: its line breaks, LF, CR or CRLF, become those of mail; all else comes through.
        field: where the text comes from, for the error.
        delimiter: begins the lines between the parts, with ``=_``, which no encoding makes; it
            does not occur in the result.

    Raises:
        Unrenderable: it holds half a surrogate pair.
    """
    octets = _lines_of(text, field)
    escaped = octets_to_escape(octets)
    if _travels_as_it_is(octets, escaped, delimiter.encode()):
        return Body("7bit", octets.replace(b"\n", b"\r\n"))
    if len(escaped) <= len(octets) * _ESCAPED_AT_MOST:
        return Body("quoted-printable", quoted_printable(octets))
    return Body("base64", b"".join(base64_lines([octets.replace(b"\n", b"\r\n")])))


def _lines_of(text: str, field: str) -> bytes:
    try:
        octets = text.encode()
    except UnicodeEncodeError as error:
        raise Unrenderable(field, "it holds half of a character") from error
    return _BREAK.sub(b"\n", octets) if b"\r" in octets else octets


def _travels_as_it_is(octets: bytes, escaped: bytes, delimiter: bytes) -> bool:
    # A single octet is found ten times as fast as a phrase, so it is sought first.
    return (
        not escaped.strip(b"=")
        and not (escaped and delimiter in octets)
        and not (b"F" in octets and _mailbox_files_change(octets))
        and not _has_long_line(octets)
    )


def _mailbox_files_change(octets: bytes) -> bool:
    # They write ">From".
    return octets.startswith(b"From ") or b"\nFrom " in octets


def _has_long_line(octets: bytes) -> bool:
    start = 0
    while len(octets) - start > _LONGEST_LINE:
        # Of all line breaks in reach the last: a few steps for a text of any number of lines.
        end = octets.rfind(b"\n", start, start + _LONGEST_LINE + 1)
        if end < 0:
            return True
        start = end + 1
    return False
