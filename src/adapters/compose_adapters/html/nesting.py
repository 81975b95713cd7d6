"""How deep a page nests: the standard's way of reading HTML takes a time that grows with that.

A megabyte of unclosed ``<b>`` takes a conforming parser minutes, and fifty of them before each of
a hundred thousand paragraphs make five million elements. No mail is written like this.

What is told is never less than what a parser makes of the page. A parser passes over many an end
tag: in a comment or an attribute, of an element that is not open, across a table. So an end tag
counts only where it ends the element that was begun last.
"""

import re

from compose_core.macros.markup import Cutter, Kind

_DEEPEST = 1_000
_MOST_REOPENED = 200_000

_START_TAG = re.compile(r"<([a-zA-Z][^\t\n\f\r />]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
# They end by themselves, at their end or where the next one begins.
_NOT_NESTING = frozenset("br dd dt embed head hr img li meta p body".split())
# So do these, but not in a drawing or a formula.
_NOT_NESTING_IN_PAGES = frozenset(
    "area base col html input link option param source tbody td tfoot th thead tr track wbr".split()
)
_DRAWINGS = frozenset({"math", "svg"})
# What is left open of these is opened again in the next block.
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())


class _Open:
    """The elements that may be open, and how many a parser would open again."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._drawings = 0
        self._formatting = 0
        self._reopened = 0

    @property
    def is_beyond_reason(self) -> bool:
        return len(self._names) > _DEEPEST or self._reopened > _MOST_REOPENED

    def start(self, name: str) -> None:
        if name in _FORMATTING:
            self._formatting += 1
        else:
            self._reopened += self._formatting
        if self._nests(name):
            self._names.append(name)
            self._drawings += name in _DRAWINGS

    def _nests(self, name: str) -> bool:
        if name in _NOT_NESTING_IN_PAGES:
            return self._drawings > 0
        return name not in _NOT_NESTING

    def end(self, name: str) -> None:
        if self._names and self._names[-1] == name:
            self._names.pop()
            self._drawings -= name in _DRAWINGS
            self._formatting -= name in _FORMATTING


def is_beyond_reason(html: str) -> bool:
    """Whether the page nests so deeply, or leaves so much open, that it is not to be parsed."""
    elements = _Open()
    for piece in Cutter(html, nested=False).pieces():
        if piece.kind is Kind.END_TAG:
            elements.end(piece.name)
            continue
        if piece.kind is Kind.START_TAG:
            elements.start(piece.name)
        elif piece.kind is Kind.AMBIGUOUS:
            for name in _START_TAG.findall(html, piece.start, piece.end):
                elements.start(name.lower())
        if elements.is_beyond_reason:
            return True
    return False


def without_tags(html: str) -> str:
    """What is left of a page that is beyond reason: everything but its tags."""
    return _ANY_TAG.sub(" ", html)
