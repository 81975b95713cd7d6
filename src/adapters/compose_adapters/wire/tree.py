"""The tree that every format is read into: nodes that know their place in the document."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import attrs

from compose_core.errors import Definition, Finding, Phrase, Rejected
from compose_core.errors.catalogue import body as body_findings
from compose_core.model.personal import hide_texts

LONG = 4_096
"""A text of more octets stays in the body, or in pieces, until its use is known."""
LAYOUT = " \t\r\n"
ATTRIBUTE_MARK = "@"
"""Begins the name of an XML attribute that is no member."""
FURTHER_OCTETS = bytes(range(0x80, 0xC0))
"""The octets of a character after its first in UTF-8: to leave them out counts characters."""
_EXCERPT = 100


class LongText(Protocol):
    """A text that is copied only by those who need all of it; a file in Base64, for example."""

    def text(self) -> str:
        """Return the text in one piece."""
        ...

    def pieces(self) -> Iterator[bytes]:
        """Return the text in UTF-8, in pieces of some 64 KiB; may be called again."""
        ...

    def octets(self) -> int:
        """Count the octets of the text in UTF-8."""
        ...


@attrs.frozen
class TextPieces:
    """A long text in the pieces in which it arrived, in UTF-8; see `LongText`."""

    parts: tuple[bytes, ...] = attrs.field(repr=False)

    def text(self) -> str:
        """Return the text in one piece."""
        return b"".join(self.parts).decode()

    def pieces(self) -> Iterator[bytes]:
        """Return the text in those pieces."""
        return iter(self.parts)

    def octets(self) -> int:
        """Count the octets of the text."""
        return sum(map(len, self.parts))


@attrs.frozen(field_transformer=hide_texts())
class Number:
    """A number as it is written, with its length and its fraction."""

    text: str


@attrs.frozen(field_transformer=hide_texts())
class ParseFinding:
    """A finding of a reader; its path is known when the tree is structured.

    Args:
        definition: the definition of the finding.
        member: the member of the element that it is about; empty for the element itself.
        target: the name of a processing instruction.
    """

    definition: Definition
    member: str = ""
    target: str = ""

    def at(self, path: str) -> Finding:
        """Make the finding, now that the path of the element is known."""
        place = member_path(path, self.member) if self.member else path
        return self.definition.at(place, element=place or "/", target=excerpt(self.target))


@attrs.frozen(field_transformer=hide_texts())
class Node:
    """One value of the document.

    Args:
        at: its place in the order of the document.
        value: a scalar, a list, or members by their names.
        findings: of the reader.
        text: in XML, the text beside its attributes, which are its members.
    """

    at: int
    value: "str | LongText | Number | bool | None | list[Node] | dict[str, Node]"
    findings: tuple[ParseFinding, ...] = ()
    text: str | LongText | None = None

    @property
    def is_absent(self) -> bool:
        """Whether this counts as absent: null, or an empty list."""
        return self.value is None or self.value == []


@attrs.frozen
class Document:
    """A body that is well-formed.

    Args:
        root: its outermost value.
        is_markup: whether it is XML: white space around scalars is layout, and an element without
            text may be an object without members.
    """

    root: Node
    is_markup: bool


def member_path(path: str, name: str) -> str:
    """Join a path and a member's name; a name that is no plain word is put in brackets."""
    if len(name) > _EXCERPT or not _is_plain(name):
        return f'{path}["{excerpt(name)}"]'
    return f"{path}.{name}" if path else name


@lru_cache(maxsize=1024)
def _is_plain(name: str) -> bool:
    return name.isascii() and name.isidentifier()


def excerpt(text: str) -> str:
    """Shorten a text of the request for a finding, and make it printable in every format."""
    cut = text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in cut)


def malformed_at(body: bytes, offset: int, form: str, reason: Phrase) -> Rejected:
    """Make the error of a body that is not well-formed at an octet.

    Args:
        body: in UTF-8, as far as that octet.
        offset: of the octet.
        form: the name of the format.
        reason: of the finding.
    """
    start = body.rfind(b"\n", 0, offset) + 1
    column = len(body[start:offset].translate(None, FURTHER_OCTETS)) + 1
    return malformed(form, body.count(b"\n", 0, offset) + 1, column, reason)


def malformed(form: str, line: int, column: int, reason: Phrase) -> Rejected:
    """Make the error of a body that is not well-formed at a line and column, both from 1."""
    finding = body_findings.MALFORMED.at("", format=form, line=line, column=column, reason=reason)
    return Rejected([finding])
