"""What every format is read into: one tree of nodes, each knowing where it stood."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import attrs

from compose_core.errors import Definition, Finding
from compose_core.model.personal import hide_texts

_SHOWN_LENGTH = 100


class LongText(Protocol):
    """A text of which only those who need it whole make a copy, such as a file in Base64."""

    def text(self) -> str:
        """The text in one piece."""
        ...

    def pieces(self) -> Iterator[bytes]:
        """The text in UTF-8, in pieces of some 64 KiB; may be called again."""
        ...

    def octets(self) -> int:
        """How many octets the text has in UTF-8."""
        ...


@attrs.frozen(field_transformer=hide_texts())
class Number:
    """A number as it is written, so that its length and its fraction can be judged."""

    text: str


@attrs.frozen(field_transformer=hide_texts())
class ParseFinding:
    """A fault that a reader sees in an element; its path is known when the tree is walked.

    Args:
        definition: what is wrong.
        member: the element's member that it is about; empty for the element itself.
        target: of a processing instruction, its name.
    """

    definition: Definition
    member: str = ""
    target: str = ""

    def at(self, path: str) -> Finding:
        """The finding, once the path of the element is known."""
        place = member_path(path, self.member) if self.member else path
        return self.definition.at(place, element=place or "/", target=shown(self.target))


@attrs.frozen(field_transformer=hide_texts())
class Node:
    """One value of the document.

    Args:
        at: its place in the order of the document.
        value: a scalar, a list, or members by their names.
        flaws: what the reader found wrong with it.
        text: in XML, what stands beside its attributes, which are its members.
    """

    at: int
    value: "str | LongText | Number | bool | None | list[Node] | dict[str, Node]"
    flaws: tuple[ParseFinding, ...] = ()
    text: str | LongText | None = None

    @property
    def is_absent(self) -> bool:
        """Whether this is as if it were not there: null, or an empty list."""
        return self.value is None or self.value == []


@attrs.frozen
class Document:
    """A body that is well-formed.

    Args:
        root: its outermost value.
        is_markup: whether white space around scalars is layout, and an element without text
            may stand for one without members: XML.
    """

    root: Node
    is_markup: bool


def member_path(path: str, name: str) -> str:
    """The path of a member; a name that is no plain word stands in brackets and quotes."""
    if len(name) > _SHOWN_LENGTH or not _is_plain(name):
        return f'{path}["{shown(name)}"]'
    return f"{path}.{name}" if path else name


@lru_cache(maxsize=1024)
def _is_plain(name: str) -> bool:
    return name.isascii() and name.isidentifier()


def shown(text: str) -> str:
    """A text of the request as a finding shows it: short, and printable in every format."""
    cut = text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in cut)


def whole(text: str | LongText) -> str:
    """A text in one piece."""
    return text if isinstance(text, str) else text.text()
