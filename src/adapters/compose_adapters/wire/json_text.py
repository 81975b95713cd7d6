"""The strings of JSON, and those too long to copy before it is known what they are for."""

import json
import re
from collections.abc import Iterator

import attrs

LONG = 65_536
_PIECE = 65_536
# After so many octets without a backslash no escape is open, not even of a surrogate pair.
_SAFE_END = re.compile(rb"[^\\]{12}")
_ESCAPE = re.compile(
    rb"""\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}
      | \\u[0-9a-fA-F]{4}
      | \\.
    """,
    re.VERBOSE,
)
# What stands in Base64 as some senders write it, by the thousands.
_FREQUENT = {
    rb"\/": b"/",
    rb"\r": b"\r",
    rb"\n": b"\n",
    rb"\t": b"\t",
    rb"\u002B": b"+",
    rb"\u002b": b"+",
    rb"\u002F": b"/",
    rb"\u002f": b"/",
    rb"\u003D": b"=",
    rb"\u003d": b"=",
}


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
            found = _SAFE_END.search(self.body, min(start + _PIECE, self.end), self.end)
            cut = found.end() if found else self.end
            yield _without_escapes(self.body[start:cut])
            start = cut


def _without_escapes(raw: bytes) -> bytes:
    # Where a backslash escapes another, what follows is no escape, whatever it looks like.
    if rb"\\" not in raw:
        for escape, octet in _FREQUENT.items():
            raw = raw.replace(escape, octet)
    return _ESCAPE.sub(_octets_of, raw)


def _octets_of(escape: re.Match[bytes]) -> bytes:
    return _unescaped(escape.group().decode()).encode("utf-8", "surrogatepass")
