"""The strings of JSON, and those too long to copy before it is known what they are for."""

import json
import re
from collections.abc import Iterator

import attrs

LONG = 4_096
"""A string of more octets stays in the body until it is known what it is for."""

PIECE = 65_536
"""So many octets are made a text at once."""
# Whole escapes alone, so that no piece ends inside one.
_WHOLE = re.compile(rb"(?:[^\\]++|\\(?:u[0-9a-fA-F]{4}|[^u]))*+")
_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_UNIT = len(rb"\ud83d")
# The octets of a character after its first.
_FURTHER = range(0x80, 0xC0)


def unquoted(body: bytes, start: int, end: int) -> str:
    """The string that stands in a body, without its quotation marks and escapes.

    Args:
        body: the whole body.
        start: where the first character after the opening quotation mark is.
        end: where the closing one is.

    Raises:
        UnicodeDecodeError: it is not in UTF-8.
    """
    raw = body[start:end].decode()
    return _unescaped(raw) if "\\" in raw else raw


def _unescaped(raw: str) -> str:
    text: str = json.loads(f'"{raw}"')
    return text


@attrs.frozen
class LongString:
    """A long string that stays in the body, which is valid UTF-8 there; see `LongText`."""

    body: bytes = attrs.field(repr=False)
    start: int
    end: int

    def text(self) -> str:
        """The text in one piece."""
        return "".join(_decoded(piece) for piece in self._raw_pieces())

    def pieces(self) -> Iterator[bytes]:
        """The text in UTF-8, in pieces of some 64 KiB."""
        return map(_without_escapes, self._raw_pieces())

    def octets(self) -> int:
        """How many octets the text has in UTF-8."""
        return sum(map(len, self.pieces()))

    def _raw_pieces(self) -> Iterator[bytes]:
        start = self.start
        while start < self.end:
            cut = self._cut(start)
            yield self.body[start:cut]
            start = cut

    def _cut(self, start: int) -> int:
        found = _WHOLE.match(self.body, start, min(start + PIECE, self.end))
        cut = found.end() if found else self.end
        cut = before_character(self.body, cut, self.end)
        return cut + _UNIT * (_PAIR.match(self.body, cut - _UNIT, self.end) is not None)


def before_character(body: bytes, cut: int, end: int) -> int:
    """Move a cut back to where a character begins, unless it is the end.

    Args:
        body: in UTF-8, or in no encoding at all: then it is moved by three octets at most.
        cut: where the body is cut.
        end: of the text that is cut.
    """
    first = cut
    while cut < end and first - cut < 3 and body[cut] in _FURTHER:  # noqa: PLR2004 - of UTF-8
        cut -= 1
    return cut


def _decoded(raw: bytes) -> str:
    return _unescaped(raw.decode()) if b"\\" in raw else raw.decode()


def _without_escapes(raw: bytes) -> bytes:
    return _unescaped(raw.decode()).encode("utf-8", "surrogatepass") if b"\\" in raw else raw
