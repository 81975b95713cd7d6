"""Bodies: a text in the encoding that carries it best, any octets in base64 (RFC 2045)."""

import binascii
import re
import struct
from collections.abc import Iterable, Iterator

import attrs

from compose_core.errors.exceptions import Unrenderable
from compose_core.model.personal import hide_texts

_BREAK = re.compile(rb"\r\n?")
# Sendmail cuts lines of more than 990 octets, their CRLF counted; the law allows 998 without it.
_LONGEST_LINE = 988
# Three columns for an escaped octet outweigh four for three octets when more than one in six is.
_ESCAPED_AT_MOST = 1 / 6


_LITERAL = bytes(octet for octet in range(32, 127) if octet != ord("=")) + b"\t\n"
# The standard encoder escapes white space at the end of a line without looking at its length.
_OVERLONG = re.compile(rb"^(.{74,75})(=20|=09)$", re.MULTILINE)
_LINES = 1024
_BLOCK = 57 * _LINES
_COLUMNS = 76
_cut_block = struct.Struct(f"{_COLUMNS}s" * _LINES).unpack


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
    """Encode a text: not at all where that is safe, else in the shorter of the two encodings.

    Args:
        text: its line breaks, LF, CR or CRLF, become those of mail; all else comes through.
        field: where the text comes from, for the error.
        delimiter: begins the lines between the parts, with ``=_``, which no encoding makes; it
            does not occur in the result.

    Raises:
        Unrenderable: it holds half a surrogate pair.
    """
    octets = _normalise_lines(text, field)
    escaped = _octets_to_escape(octets)
    if _is_safe_as_it_is(octets, escaped, delimiter.encode()):
        return Body("7bit", octets.replace(b"\n", b"\r\n"))
    if len(escaped) <= len(octets) * _ESCAPED_AT_MOST:
        return Body("quoted-printable", quoted_printable(octets))
    return Body("base64", b"".join(base64_lines([octets.replace(b"\n", b"\r\n")])))


def _normalise_lines(text: str, field: str) -> bytes:
    try:
        octets = text.encode()
    except UnicodeEncodeError as error:
        raise Unrenderable(field, "it holds half of a character") from error
    return _BREAK.sub(b"\n", octets) if b"\r" in octets else octets


def _is_safe_as_it_is(octets: bytes, escaped: bytes, delimiter: bytes) -> bool:
    # A single octet is found ten times as fast as a phrase, so it is sought first.
    return (
        not escaped.strip(b"=")
        and not (escaped and delimiter in octets)
        and not (b"F" in octets and _is_changed_by_mailbox_files(octets))
        and not _has_long_line(octets)
    )


def _is_changed_by_mailbox_files(octets: bytes) -> bool:
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


def _octets_to_escape(text: bytes) -> bytes:
    """Select the octets that quoted-printable escapes; the fewer, the better it suits."""
    return text.translate(None, _LITERAL)


def quoted_printable(text: bytes) -> bytes:
    """Encode a text in quoted-printable, in lines of at most 76 columns, CRLF between them.

    No line is a single dot or begins with ``From``, and none ends with white space, so neither a
    careless relay nor a mailbox file changes it.

    Args:
        text: its line breaks are LF, and it has no CR.
    """
    encoded = binascii.b2a_qp(text)
    # A single octet is found ten times as fast as a phrase, so it is sought first.
    if b"=20\n" in encoded or (b"\t" in text and b"=09\n" in encoded):
        encoded = _OVERLONG.sub(rb"\1=\n\2", encoded)
    if b"F" in encoded:
        # The line break after the escape keeps the line within its columns.
        encoded = (b"\n" + encoded).replace(b"\nFrom ", b"\n=46=\nrom ")[1:]
    return encoded.replace(b"\n", b"\r\n")


def base64_size(octets: int) -> int:
    """Count the octets that `base64_lines` makes of so many."""
    encoded = (octets + 2) // 3 * 4
    return encoded + max(encoded - 1, 0) // _COLUMNS * 2


def base64_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Encode octets as base64 in lines of 76 columns, CRLF between them and none at the end.

    Args:
        chunks: pieces of any length; no more than one of them and a block of 57 KiB are held.
    """
    before: tuple[bytes, ...] = ()
    for block in _blocks(chunks):
        yield b"\r\n".join((*before, *_lines(block)))
        before = (b"",)


def _lines(block: bytearray | memoryview) -> Iterable[bytes]:
    encoded = binascii.b2a_base64(block, newline=False)
    if len(block) == _BLOCK:
        lines: tuple[bytes, ...] = _cut_block(encoded)
        return lines
    return [encoded[at : at + _COLUMNS] for at in range(0, len(encoded), _COLUMNS)]


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytearray | memoryview]:
    rest = bytearray()
    for chunk in chunks:
        view = memoryview(chunk)
        start = -len(rest) % _BLOCK
        rest += view[:start]
        if len(rest) == _BLOCK:
            yield rest
            rest.clear()
        end = start + max(len(view) - start, 0) // _BLOCK * _BLOCK
        for at in range(start, end, _BLOCK):
            yield view[at : at + _BLOCK]
        rest += view[end:]
    if rest:
        yield rest
