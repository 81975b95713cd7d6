"""The octets of files: in pieces as they arrived, or in Base64 until they are read."""

import binascii
import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator

import attrs

from compose_adapters.wire.shapes import InvalidValue
from compose_adapters.wire.tree import LongText
from compose_core.errors.catalogue import body as body_findings
from compose_core.model.attachment import Content, InMemory

_MOST_PADDING = 2
_SKIPPED = b" \t\r\n"
_DATA = re.compile(rb"[A-Za-z0-9+/ \t\r\n]*+")
_PADDING = re.compile(rb"[= \t\r\n]*+")


class SameOctets(ABC):
    """A content that equals every other with the same octets, in whatever form each is held.

    So the same request is the same value in whatever format it came (A5).
    """

    __slots__ = ()
    size: int

    @abstractmethod
    def chunks(self) -> Iterator[bytes]:
        """Return the octets from the first to the last."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SameOctets | InMemory):
            return NotImplemented
        return self.size == other.size and _digest(self) == _digest(other)

    def __hash__(self) -> int:
        return hash(InMemory(b"".join(self.chunks())))


def _digest(content: Content) -> bytes:
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    return digest.digest()


@attrs.frozen(eq=False)
class Pieces(SameOctets):
    """A file in the pieces in which it arrived."""

    parts: tuple[bytes, ...] = attrs.field(repr=False)
    size: int

    def chunks(self) -> Iterator[bytes]:
        """Return the octets in those pieces."""
        yield from self.parts


@attrs.frozen(eq=False)
class Encoded(SameOctets):
    """A file that stays in Base64 where the body has it, and is decoded as it is read.

    Args:
        source: valid Base64.
        size: of the file, in octets.
    """

    source: LongText
    size: int

    def chunks(self) -> Iterator[bytes]:
        """Return the octets in pieces of some 48 KiB."""
        rest = b""
        for piece in self.source.pieces():
            digits = rest + piece.translate(None, _SKIPPED)
            cut = len(digits) // 4 * 4
            yield binascii.a2b_base64(digits[:cut])
            rest = digits[cut:]


def decode_base64(text: str | LongText) -> Content:
    """Make the file of a text in Base64 (RFC 4648 section 4); a long one is not decoded yet.

    Raises:
        InvalidValue: it is not Base64; of several faults, the first.
    """
    if not isinstance(text, str):
        return Encoded(text, measure_base64(text.pieces()))
    octets = text.encode("utf-8", "surrogatepass")
    measure_base64([octets])
    return InMemory(binascii.a2b_base64(octets))


def measure_base64(pieces: Iterable[bytes]) -> int:
    """Check Base64 to the last bit, and count the octets of its file, without decoding it.

    Raises:
        InvalidValue: a character is not of Base64, the padding is wrong or bits are left over.
    """
    length, offset, end = 0, 0, b""
    for piece in pieces:
        reached = _end_of(_PADDING, piece, 0 if end.endswith(b"=") else _end_of(_DATA, piece, 0))
        if reached < len(piece):
            raise InvalidValue(body_findings.BASE64_CHARACTER, offset=offset + reached)
        digits = piece.translate(None, _SKIPPED)
        length += len(digits)
        offset += len(piece)
        end = (end + digits)[-4:]
    padding = len(end) - len(end.rstrip(b"="))
    if length % 4 or padding > _MOST_PADDING:
        raise InvalidValue(body_findings.BASE64_PADDING)
    if end and binascii.b2a_base64(binascii.a2b_base64(end), newline=False) != end:
        raise InvalidValue(body_findings.BASE64_STRAY_BITS)
    return length // 4 * 3 - padding


def _end_of(pattern: re.Pattern[bytes], piece: bytes, start: int) -> int:
    found = pattern.match(piece, start)
    return start if found is None else found.end()


def encode_base64(content: object) -> str:
    """Encode a file, a `Content`, without line breaks."""
    if not isinstance(content, InMemory | SameOctets):
        raise TypeError(f"{type(content).__name__} is no file")
    return binascii.b2a_base64(b"".join(content.chunks()), newline=False).decode()
