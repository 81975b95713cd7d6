"""The strings of JSON, and those too long to copy before it is known what they are for."""

import json
import re
from collections.abc import Iterator

import attrs

LONG = 65_536
_PIECE = 65_536
# Whole characters and escapes alone, so that no piece ends inside one.
_WHOLE = re.compile(rb"(?:[^\\]++|\\(?:u[0-9a-fA-F]{4}|[^u]))*+")
_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_UNIT = len(rb"\ud83d")


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
    """A long string that stays in the body; see `LongText`."""

    body: bytes = attrs.field(repr=False)
    start: int
    end: int

    def text(self) -> str:
        """The text in one piece."""
        return unquoted(self.body, self.start, self.end)

    def pieces(self) -> Iterator[bytes]:
        """The text in UTF-8, in pieces of some 64 KiB."""
        start = self.start
        while start < self.end:
            cut = self._cut(start)
            yield _without_escapes(self.body[start:cut])
            start = cut

    def _cut(self, start: int) -> int:
        found = _WHOLE.match(self.body, start, min(start + _PIECE, self.end))
        cut = found.end() if found else self.end
        return cut + _UNIT * (_PAIR.match(self.body, cut - _UNIT, self.end) is not None)


def _without_escapes(raw: bytes) -> bytes:
    return _unescaped(raw.decode()).encode("utf-8", "surrogatepass") if b"\\" in raw else raw
