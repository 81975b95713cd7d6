"""JSON to a tree (RFC 8259, SPEC 9).

The standard library's reader recurses as deep as the body is nested, keeps the last of duplicate
keys, takes NaN, and copies every string. This one has a limit of depth, tells where a fault is,
and leaves a long string in the body until it is known what it is for. What the standard library's
can be trusted with it gets all the same (`json_small`).
"""

import re
from typing import NoReturn

from compose_adapters.wire.json_small import read_small
from compose_adapters.wire.json_text import LONG, LongString, unquoted
from compose_adapters.wire.limits import Limits
from compose_adapters.wire.malformed import malformed_at
from compose_adapters.wire.tree import Document, Flaw, LongText, Node, Number, whole
from compose_core.errors import Phrase, Rejected
from compose_core.errors.catalogue import body as names
from compose_core.errors.catalogue import phrases as reasons

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TOKEN = re.compile(
    rb"""[ \t\n\r]*+(?:
        (?P<mark>[][{}:,])
      | "(?P<string>(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+)"
      | (?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)(?![0-9A-Za-z_.+-])
      | (?P<word>true|false|null)(?![0-9A-Za-z_])
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_SPACE = re.compile(rb"[ \t\n\r]*+")
_ASCII = re.compile(rb"[\x00-\x7f]*+")
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
        self._advance(0)

    def _advance(self, start: int) -> None:
        found = _TOKEN.match(self._body, start)
        if found is None or found.lastgroup is None:
            self._unreadable(start)
        self._found = found
        self._kind = found.lastgroup
        self._mark = found.group("mark") or b""

    def _unreadable(self, start: int) -> NoReturn:
        space = _SPACE.match(self._body, start)
        place = space.end() if space else start
        if self._body[place : place + 1] == b'"':
            _fail(self._body, place, reasons.JSON_STRING)
        _fail(self._body, place, reasons.JSON_UNREADABLE)

    def _next(self) -> None:
        self._advance(self._found.end())

    def _expected(self, what: Phrase) -> NoReturn:
        place = self._found.start(self._kind) - (self._kind == "string")
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
                raise Rejected([names.TOO_DEEP.at(limit=self._limits.depth)])
            return self._members(at, depth) if self._mark == b"{" else self._items(at, depth)
        node = Node(at, self._scalar())
        self._next()
        return node

    def _counted(self) -> int:
        self._count += 1
        if self._count > self._limits.elements:
            raise Rejected([names.TOO_MANY_ELEMENTS.at(limit=self._limits.elements)])
        return self._count - 1

    def _scalar(self) -> str | LongText | Number | bool | None:
        if self._kind == "string":
            return self._text()
        if self._kind == "number":
            return Number(self._found.group("number").decode())
        if self._kind != "word":
            self._expected(reasons.JSON_VALUE)
        return _WORDS[self._found.group("word")]

    def _text(self) -> str | LongText:
        start, end = self._found.span("string")
        if end - start > LONG and _ends_at(_ASCII, self._body, start, end):
            return LongString(self._body, start, end)
        try:
            return unquoted(self._body, start, end)
        except UnicodeDecodeError as fault:
            _fail(self._body, start + fault.start, reasons.JSON_NOT_UTF_8)

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
        flaws: list[Flaw] = []
        self._next()
        while self._mark != b"}":
            name = self._name()
            if name in members:
                flaws.append(Flaw(names.DUPLICATE_KEY, name))
            members.setdefault(name, self._value(depth + 1))
            self._separated(b"}")
        self._next()
        return Node(at, members, tuple(flaws))

    def _name(self) -> str:
        if self._kind != "string":
            self._expected(reasons.JSON_NAME)
        name = whole(self._text())
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


def _ends_at(pattern: re.Pattern[bytes], body: bytes, start: int, end: int) -> bool:
    found = pattern.match(body, start, end)
    return found is not None and found.end() == end


def _fail(body: bytes, offset: int, reason: Phrase) -> NoReturn:
    raise malformed_at(body, offset, "JSON", reason)
