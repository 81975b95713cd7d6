"""JSON to a tree (RFC 8259, SPEC 9).

The standard library's reader recurses as deep as the body is nested, keeps the last of duplicate
keys, takes NaN, and copies every string. This one has a limit of depth, gives the place of a fault,
and leaves a long string in the body until its use is known. No regular expression looks further
than a window at once: while one does, no other thread runs.
"""

import json
import re
from collections.abc import Iterator
from typing import NoReturn

import attrs

from compose_adapters.wire.limits import Limits
from compose_adapters.wire.tree import (
    FURTHER_OCTETS,
    LONG,
    Document,
    LongText,
    Node,
    Number,
    ParseFinding,
    malformed_at,
)
from compose_core.errors import Phrase, Rejected
from compose_core.errors.catalogue import body as body_findings
from compose_core.errors.catalogue import phrases as reasons

WINDOW = 65_536
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CHARACTERS = re.compile(rb"""(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+""")
_TOKEN = re.compile(
    rb"""[ \t\n\r]*+(?:
        (?P<mark>[][{}:,])
      | "(?P<string>%b)"
      | (?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)(?![0-9A-Za-z_.+-])
      | (?P<word>true|false|null)(?![0-9A-Za-z_])
      | (?P<end>\Z)
    )"""
    % _CHARACTERS.pattern,
    re.VERBOSE,
)
_SPACE = re.compile(rb"[ \t\n\r]*+")
_QUOTE = b'"'
_WORDS = {b"true": True, b"false": False, b"null": None}
# Whole escapes alone, so that no piece of a long string ends inside one, or between two surrogates.
_ESCAPES = re.compile(rb"(?:[^\\]++|\\(?:u[0-9a-fA-F]{4}|[^u]))*+")
_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_UNIT = len(rb"\ud83d")


def read_json(body: bytes, limits: Limits) -> Document:
    """Read a JSON body.

    Args:
        body: UTF-8 without a byte order mark.
        limits: of depth, number of values and texts.

    Raises:
        Rejected: it is not well-formed, or beyond a limit; one finding.
    """
    if body.startswith(_BYTE_ORDER_MARK):
        _fail(body, 0, reasons.JSON_BYTE_ORDER_MARK)
    return Document(_Reader(body, limits).document(), is_markup=False)


@attrs.frozen
class LongString:
    """A long string that stays in the body, which is valid UTF-8 there; see `LongText`."""

    body: bytes = attrs.field(repr=False)
    start: int
    end: int

    def text(self) -> str:
        """Return the text in one piece."""
        return "".join(map(_unescape, self._raw_pieces()))

    def pieces(self) -> Iterator[bytes]:
        """Return the text in UTF-8, in pieces of some 64 KiB."""
        for raw in self._raw_pieces():
            yield _unescape(raw).encode("utf-8", "surrogatepass") if b"\\" in raw else raw

    def octets(self) -> int:
        """Count the octets of the text in UTF-8."""
        return sum(map(len, self.pieces()))

    def _raw_pieces(self) -> Iterator[bytes]:
        start = self.start
        while start < self.end:
            found = _ESCAPES.match(self.body, start, min(start + WINDOW, self.end))
            cut = _before_character(self.body, found.end() if found else self.end, self.end)
            cut += _UNIT * (_PAIR.match(self.body, cut - _UNIT, self.end) is not None)
            yield self.body[start:cut]
            start = cut


class _Reader:
    """Reads from left to right, one token ahead; `mark` is its first octet, or its kind."""

    def __init__(self, body: bytes, limits: Limits) -> None:
        self._body = body
        self._limits = limits
        # The strings of a small body are copied: together they are no more than a piece of a file.
        self._is_large = len(body) > WINDOW
        self._count = 0
        self._texts = 0
        self._advance(0)

    def _advance(self, start: int) -> None:
        stop = start + WINDOW
        found = _TOKEN.match(self._body, start, stop)
        if found is None or (found.end() == stop < len(self._body)):
            found = self._beyond_window(start)
            if found is None:
                return
        self._kind = kind = found.lastgroup or ""
        self._start, self._end = found.span(kind)
        self._after = found.end()
        self._mark = self._body[self._start : self._end] if kind == "mark" else b""
        if self._is_large and (kind != "string" or self._end - self._start <= LONG):
            self._count_octets(self._after - found.start())

    def _count_octets(self, octets: int) -> None:
        self._texts += octets
        if self._texts > self._limits.text_octets:
            raise Rejected([body_findings.TEXTS_TOO_LARGE.at(limit=self._limits.text_octets)])

    def _beyond_window(self, start: int) -> re.Match[bytes] | None:
        """Find a token after much white space; put a long string, and return ``None``."""
        place = start
        while (end := _end_of(_SPACE, self._body, place)) > place:
            self._count_octets(end - place)
            place = end
        if self._body[place : place + 1] == _QUOTE:
            self._put_string(place)
            return None
        found = _TOKEN.match(self._body, place, place + self._limits.token_octets)
        if found is None:
            _fail(self._body, place, reasons.JSON_UNREADABLE)
        if found.lastgroup == "number" and found.end() - place >= self._limits.token_octets:
            raise Rejected([body_findings.TOKEN_TOO_LONG.at(limit=self._limits.token_octets)])
        return found

    def _put_string(self, place: int) -> None:
        start = end = place + 1
        while (further := _end_of(_CHARACTERS, self._body, end)) > end:
            end = further
        if self._body[end : end + 1] != _QUOTE:
            _fail(self._body, place, reasons.JSON_STRING)
        self._kind, self._mark = "string", b""
        self._start, self._end, self._after = start, end, end + 1

    def _next(self) -> None:
        self._advance(self._after)

    def _fail_here(self, reason: Phrase) -> NoReturn:
        _fail(self._body, self._start - (self._kind == "string"), reason)

    def document(self) -> Node:
        root = self._value(1)
        if self._kind != "end":
            self._fail_here(reasons.JSON_END)
        return root

    def _value(self, depth: int) -> Node:
        at = self._count
        self._count += 1
        if self._count > self._limits.elements:
            raise Rejected([body_findings.TOO_MANY_ELEMENTS.at(limit=self._limits.elements)])
        if self._mark in (b"{", b"["):
            if depth > self._limits.depth:
                raise Rejected([body_findings.TOO_DEEP.at(limit=self._limits.depth)])
            return self._object(at, depth) if self._mark == b"{" else self._array(at, depth)
        node = Node(at, self._scalar())
        self._next()
        return node

    def _scalar(self) -> str | LongText | Number | bool | None:
        if self._kind == "string":
            return self._text()
        if self._kind == "number":
            return Number(self._body[self._start : self._end].decode())
        if self._kind != "word":
            self._fail_here(reasons.JSON_VALUE)
        return _WORDS[self._body[self._start : self._end]]

    def _text(self) -> str | LongText:
        start, end = self._start, self._end
        if self._is_large and end - start > LONG:
            self._check_encoding(start, end)
            return LongString(self._body, start, end)
        try:
            return _unescape(self._body[start:end])
        except UnicodeDecodeError as error:
            _fail(self._body, start + error.start, reasons.JSON_NOT_UTF_8)

    def _check_encoding(self, start: int, end: int) -> None:
        while start < end:
            cut = _before_character(self._body, min(start + WINDOW, end), end)
            try:
                self._body[start:cut].decode()
            except UnicodeDecodeError as error:
                _fail(self._body, start + error.start, reasons.JSON_NOT_UTF_8)
            start = cut

    def _array(self, at: int, depth: int) -> Node:
        items: list[Node] = []
        self._next()
        while self._mark != b"]":
            items.append(self._value(depth + 1))
            self._separator(b"]")
        self._next()
        return Node(at, items)

    def _object(self, at: int, depth: int) -> Node:
        members: dict[str, Node] = {}
        findings: list[ParseFinding] = []
        self._next()
        while self._mark != b"}":
            name = self._name()
            if name in members:
                findings.append(ParseFinding(body_findings.DUPLICATE_KEY, name))
            members.setdefault(name, self._value(depth + 1))
            self._separator(b"}")
        self._next()
        return Node(at, members, tuple(findings))

    def _name(self) -> str:
        if self._kind != "string":
            self._fail_here(reasons.JSON_NAME)
        name = self._text()
        if not isinstance(name, str):
            raise Rejected([body_findings.NAME_TOO_LONG.at(limit=self._limits.name_length)])
        self._next()
        if self._mark != b":":
            self._fail_here(reasons.JSON_COLON)
        self._next()
        return name

    def _separator(self, closing: bytes) -> None:
        if self._mark == b",":
            self._next()
            if self._mark == closing:
                self._fail_here(reasons.JSON_FURTHER_ITEM)
        elif self._mark != closing:
            self._fail_here(reasons.JSON_COMMA.of(closing=closing.decode()))


def _unescape(raw: bytes) -> str:
    """Make the text of a string, or of a piece of one."""
    text = raw.decode()
    if "\\" in text:
        text = json.loads(f'"{text}"')
    return text


def _before_character(body: bytes, cut: int, end: int) -> int:
    """Move a cut back to the start of a character, by three octets at most, unless at the end."""
    first = cut
    while cut < end and first - cut < 3 and body[cut] in FURTHER_OCTETS:  # noqa: PLR2004 - of UTF-8
        cut -= 1
    return cut


def _end_of(pattern: re.Pattern[bytes], body: bytes, start: int) -> int:
    """Return where the match of a pattern ends, at most a window after its start."""
    found = pattern.match(body, start, start + WINDOW)
    return found.end() if found else start


def _fail(body: bytes, offset: int, reason: Phrase) -> NoReturn:
    raise malformed_at(body, offset, "JSON", reason)
