"""JSON to a tree (RFC 8259, SPEC 9).

The standard library's reader recurses as deep as the body is nested, keeps the last of duplicate
keys, takes NaN, and copies every string. This one has a limit of depth, tells where a fault is,
and leaves a long string in the body until it is known what it is for. What the standard library's
can be trusted with it gets all the same (`json_small`).
"""

import re
from typing import NoReturn

from compose_adapters.wire.json_small import read_small
from compose_adapters.wire.json_text import LONG, LongString, before_character, unquoted
from compose_adapters.wire.limits import Limits
from compose_adapters.wire.malformed import malformed_at
from compose_adapters.wire.tree import Document, LongText, Node, Number, ParseFinding
from compose_core.errors import Phrase, Rejected
from compose_core.errors.catalogue import body as body_findings
from compose_core.errors.catalogue import phrases as reasons

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# No expression looks further at once: while one does, no other thread runs.
_WINDOW = 65_536
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


def read_json(body: bytes, limits: Limits) -> Document:
    """The tree that a JSON body spells.

    Args:
        body: UTF-8 without a byte order mark.
        limits: of depth and number of values.

    Raises:
        Rejected: it is not well-formed, or beyond a limit; one finding.
    """
    if body.startswith(_BYTE_ORDER_MARK):
        _fail(body, 0, reasons.JSON_BYTE_ORDER_MARK)
    return Document(read_small(body, limits) or read_thoroughly(body, limits), is_markup=False)


def read_thoroughly(body: bytes, limits: Limits) -> Node:
    """The root of the tree that a body of any size spells; see `read_json`."""
    return _Reader(body, limits).document()


class _Reader:
    """Reads from left to right, one token ahead; `mark` is its first octet, or its kind."""

    def __init__(self, body: bytes, limits: Limits) -> None:
        self._body = body
        self._limits = limits
        self._count = 0
        self._texts = 0
        self._advance(0)

    def _advance(self, start: int) -> None:
        stop = start + _WINDOW
        found = _TOKEN.match(self._body, start, stop)
        if found is None or found.lastgroup is None or (found.end() == stop < len(self._body)):
            found = self._beyond_window(start)
        if found is None:
            return
        kind = found.lastgroup or ""
        self._put(kind, *found.span(kind), found.end())
        if kind != "string" or self._end - self._start <= LONG:
            self._pass(found.end() - found.start())

    def _put(self, kind: str, start: int, end: int, after: int) -> None:
        self._kind = kind
        self._start, self._end, self._after = start, end, after
        self._mark = self._body[start:end] if kind == "mark" else b""

    def _pass(self, octets: int) -> None:
        self._texts += octets
        if self._texts > self._limits.text_octets:
            raise Rejected([body_findings.TEXTS_TOO_LARGE.at(limit=self._limits.text_octets)])

    def _beyond_window(self, start: int) -> re.Match[bytes] | None:
        """A token after much white space; a long string is put by itself."""
        place = start
        while (end := _end(_SPACE, self._body, place)) > place:
            self._pass(end - place)
            place = end
        if self._body[place : place + 1] == _QUOTE:
            self._put_string(place)
            return None
        found = _TOKEN.match(self._body, place, place + self._limits.token_octets)
        if found is None or found.lastgroup is None:
            _fail(self._body, place, reasons.JSON_UNREADABLE)
        if found.lastgroup == "number" and found.end() - place >= self._limits.token_octets:
            raise Rejected([body_findings.TOKEN_TOO_LONG.at(limit=self._limits.token_octets)])
        return found

    def _put_string(self, place: int) -> None:
        start = end = place + 1
        while (further := _end(_CHARACTERS, self._body, end)) > end:
            end = further
        if self._body[end : end + 1] != _QUOTE:
            _fail(self._body, place, reasons.JSON_STRING)
        self._put("string", start, end, end + 1)

    def _next(self) -> None:
        self._advance(self._after)

    def _expected(self, what: Phrase) -> NoReturn:
        place = self._start - (self._kind == "string")
        _fail(self._body, place, what)

    def document(self) -> Node:
        if self._kind == "end":
            self._expected(reasons.JSON_VALUE)
        root = self._value(1)
        if self._kind != "end":
            self._expected(reasons.JSON_END)
        return root

    def _value(self, depth: int) -> Node:
        at = self._counted()
        if self._mark in (b"{", b"["):
            if depth > self._limits.depth:
                raise Rejected([body_findings.TOO_DEEP.at(limit=self._limits.depth)])
            return self._members(at, depth) if self._mark == b"{" else self._items(at, depth)
        node = Node(at, self._scalar())
        self._next()
        return node

    def _counted(self) -> int:
        self._count += 1
        if self._count > self._limits.elements:
            raise Rejected([body_findings.TOO_MANY_ELEMENTS.at(limit=self._limits.elements)])
        return self._count - 1

    def _scalar(self) -> str | LongText | Number | bool | None:
        if self._kind == "string":
            return self._text()
        if self._kind == "number":
            return Number(self._body[self._start : self._end].decode())
        if self._kind != "word":
            self._expected(reasons.JSON_VALUE)
        return _WORDS[self._body[self._start : self._end]]

    def _text(self) -> str | LongText:
        start, end = self._start, self._end
        if end - start > LONG:
            self._check_encoding(start, end)
            return LongString(self._body, start, end)
        try:
            return unquoted(self._body, start, end)
        except UnicodeDecodeError as fault:
            _fail(self._body, start + fault.start, reasons.JSON_NOT_UTF_8)

    def _check_encoding(self, start: int, end: int) -> None:
        while start < end:
            cut = before_character(self._body, min(start + _WINDOW, end), end)
            try:
                self._body[start:cut].decode()
            except UnicodeDecodeError as fault:
                _fail(self._body, start + fault.start, reasons.JSON_NOT_UTF_8)
            start = cut

    def _items(self, at: int, depth: int) -> Node:
        items: list[Node] = []
        self._next()
        while self._mark != b"]":
            items.append(self._value(depth + 1))
            self._separated(b"]")
        self._next()
        return Node(at, items)

    def _members(self, at: int, depth: int) -> Node:
        members: dict[str, Node] = {}
        flaws: list[ParseFinding] = []
        self._next()
        while self._mark != b"}":
            name = self._name()
            if name in members:
                flaws.append(ParseFinding(body_findings.DUPLICATE_KEY, name))
            members.setdefault(name, self._value(depth + 1))
            self._separated(b"}")
        self._next()
        return Node(at, members, tuple(flaws))

    def _name(self) -> str:
        if self._kind != "string":
            self._expected(reasons.JSON_NAME)
        name = self._text()
        if not isinstance(name, str):
            raise Rejected([body_findings.NAME_TOO_LONG.at(limit=self._limits.name_length)])
        self._next()
        if self._mark != b":":
            self._expected(reasons.JSON_COLON)
        self._next()
        return name

    def _separated(self, closing: bytes) -> None:
        if self._mark == b",":
            self._next()
            if self._mark == closing:
                self._expected(reasons.JSON_FURTHER_ITEM)
        elif self._mark != closing:
            self._expected(reasons.JSON_COMMA.of(closing=closing.decode()))


def _end(pattern: re.Pattern[bytes], body: bytes, start: int) -> int:
    """Where what a pattern matches ends, at most a window after the start."""
    found = pattern.match(body, start, start + _WINDOW)
    return found.end() if found else start


def _fail(body: bytes, offset: int, reason: Phrase) -> NoReturn:
    raise malformed_at(body, offset, "JSON", reason)
