"""Base64 (RFC 4648 section 4), judged to the last bit and decoded only when it is read."""

import binascii
import re
from collections.abc import Iterable, Iterator

import attrs

from compose_adapters.wire.octets import SameOctets
from compose_adapters.wire.shapes import InvalidValue
from compose_adapters.wire.tree import LongText
from compose_core.errors.catalogue import body as body_findings
from compose_core.model.attachment import Content, InMemory

_MOST_PADDING = 2
_SKIPPED = b" \t\r\n"
_DATA = re.compile(rb"[A-Za-z0-9+/ \t\r\n]*+")
_PADDING = re.compile(rb"[= \t\r\n]*+")


@attrs.frozen(eq=False)
class Encoded(SameOctets):
    """A file that stays in Base64 where the body has it, and is decoded as it is read.

    Args:
        source: what `measured` has judged.
        size: of the file, in octets.
    """

    source: LongText
    size: int

    def chunks(self) -> Iterator[bytes]:
        """The octets in pieces of some 48 KiB."""
        rest = b""
        for piece in self.source.pieces():
            kept = rest + piece.translate(None, _SKIPPED)
            cut = len(kept) // 4 * 4
            yield binascii.a2b_base64(kept[:cut])
            rest = kept[cut:]


def content_of(text: str | LongText) -> Content:
    """The file that a text holds; a long one is not decoded.

    Raises:
        Unreadable: it is not Base64; of several faults, the first.
    """
    if not isinstance(text, str):
        return Encoded(text, measured(text.pieces()))
    octets = text.encode("utf-8", "surrogatepass")
    measured([octets])
    return InMemory(binascii.a2b_base64(octets))


def measured(pieces: Iterable[bytes]) -> int:
    """How many octets a text decodes to; nothing is decoded but its last four characters.

    Raises:
        Unreadable: a character is not of Base64, the padding is wrong or bits are left over.
    """
    length, offset, end = 0, 0, b""
    for piece in pieces:
        reached = _reach(_PADDING, piece, 0 if end.endswith(b"=") else _reach(_DATA, piece, 0))
        if reached < len(piece):
            raise InvalidValue(body_findings.BASE64_CHARACTER, offset=offset + reached)
        kept = piece.translate(None, _SKIPPED)
        length += len(kept)
        offset += len(piece)
        end = (end + kept)[-4:]
    return _size(length, end)


def _reach(pattern: re.Pattern[bytes], piece: bytes, start: int) -> int:
    found = pattern.match(piece, start)
    return start if found is None else found.end()


def _size(length: int, end: bytes) -> int:
    padding = len(end) - len(end.rstrip(b"="))
    if length % 4 or padding > _MOST_PADDING:
        raise InvalidValue(body_findings.BASE64_PADDING)
    if end and binascii.b2a_base64(binascii.a2b_base64(end), newline=False) != end:
        raise InvalidValue(body_findings.BASE64_STRAY_BITS)
    return length // 4 * 3 - padding


def encoded(content: object) -> str:
    """The Base64 of a file, without line breaks.

    Args:
        content: a `Content`.
    """
    if not isinstance(content, InMemory | SameOctets):
        raise TypeError(f"{type(content).__name__} is no file")
    return binascii.b2a_base64(b"".join(content.chunks()), newline=False).decode()
