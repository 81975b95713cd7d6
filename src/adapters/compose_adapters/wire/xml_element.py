"""An XML element that is being read."""

from collections.abc import Iterator

import attrs

from compose_adapters.wire.tree import LongText, Node, ParseFinding
from compose_core.errors.catalogue import body as body_findings
from compose_core.model.personal import hide_texts

LAYOUT = " \t\r\n"
ATTRIBUTE_MARK = "@"
"""Begins the name of an attribute that is no member."""

_BLANK = LAYOUT.encode()
LONG = 4_096
"""A text of more octets stays in pieces until it is known what it is for."""


@attrs.frozen
class LongCharacters:
    """A long text as the parser gave it, in UTF-8; see `LongText`."""

    parts: tuple[bytes, ...] = attrs.field(repr=False)

    def text(self) -> str:
        """The text in one piece."""
        return b"".join(self.parts).decode()

    def pieces(self) -> Iterator[bytes]:
        """The text in UTF-8, in pieces of some 64 KiB."""
        return iter(self.parts)

    def octets(self) -> int:
        """How many octets the text has in UTF-8."""
        return sum(map(len, self.parts))


@attrs.define(field_transformer=hide_texts())
class OpenElement:
    """An element of which the end has not been seen.

    Args:
        name: its local name.
        at: its place in the order of the document.
        is_nil: whether it says of itself that it has no value.
        members: its attributes and the children that are closed.
        characters: its text so far, in UTF-8: as characters it may take four times the memory.
        octets: of its text so far.
        flaws: what is wrong with it.
        has_children: whether any of its members is an element.
    """

    name: str
    at: int
    is_nil: bool = False
    members: dict[str, Node] = attrs.field(factory=dict)
    characters: list[bytes] = attrs.field(factory=list)
    octets: int = 0
    flaws: list[ParseFinding] = attrs.field(factory=list)
    has_children: bool = False

    def write(self, text: str) -> None:
        """Take up a piece of text."""
        octets = text.encode()
        self.characters.append(octets)
        self.octets += len(octets)

    def take(self, child: "OpenElement") -> None:
        """Take up a child that is closed."""
        self.has_children = True
        self.add(child.name, child.closed())

    def add(self, name: str, node: Node) -> None:
        """Take up a child or an attribute; those of one name become a list."""
        known = self.members.get(name)
        if known is None:
            self.members[name] = node
        elif isinstance(known.value, list):
            known.value.append(node)
        else:
            self.members[name] = Node(known.at, [known, node])

    def closed(self) -> Node:
        """The element as a whole."""
        if self.is_nil and (self.characters or self.has_children):
            # To drop what it holds, without a word, might lose what a mail should say.
            self.flaws.append(ParseFinding(body_findings.MIXED_CONTENT))
        if not self.members:
            return Node(self.at, None if self.is_nil else self._text(), tuple(self.flaws))
        has_text = any(part.strip(_BLANK) for part in self.characters)
        if has_text and not self.has_children:
            return Node(self.at, self.members, tuple(self.flaws), self._text())
        if has_text:
            self.flaws.append(ParseFinding(body_findings.MIXED_CONTENT))
        return Node(self.at, self.members, tuple(self.flaws))

    def _text(self) -> str | LongText:
        if self.octets > LONG:
            return LongCharacters(tuple(self.characters))
        return b"".join(self.characters).decode()
