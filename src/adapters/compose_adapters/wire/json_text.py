"""The strings of JSON, and those too long to copy before it is known what they are for."""

import json
import re
from collections.abc import Iterator

import attrs

LONG = 65_536
_PIECE = 65_536
_RUN = re.compile(
    rb"""[^\\]{1,%d}
      | \\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}
      | \\u[0-9a-fA-F]{4}
      | \\.
    """
    % _PIECE,
    re.VERBOSE,
)
_ESCAPED = {
    rb"\/": b"/",
    rb"\n": b"\n",
    rb"\r": b"\r",
    rb"\t": b"\t",
    rb"\"": b'"',
    rb"\\": b"\\",
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
        gathered: list[bytes] = []
        octets = 0
        for run in self._runs():
            gathered.append(run)
            octets += len(run)
            if octets >= _PIECE:
                yield b"".join(gathered)
                gathered, octets = [], 0
        yield b"".join(gathered)

    def _runs(self) -> Iterator[bytes]:
        for found in _RUN.finditer(self.body, self.start, self.end):
            run = found.group()
            yield run if run[0] != ord("\\") else _octets_of(run)


def _octets_of(escape: bytes) -> bytes:
    known = _ESCAPED.get(escape)
    if known is not None:
        return known
    return _unescaped(escape.decode()).encode("utf-8", "surrogatepass")
