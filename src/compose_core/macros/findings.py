"""The findings about macros, and how they are shown in their source (M3)."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

import attrs

from compose_core.errors import Definition, Finding, Param, Phrase
from compose_core.macros.syntax import Part
from compose_core.model.personal import hide_texts

_BEFORE = 40
_AFTER = 36


@attrs.frozen(field_transformer=hide_texts("name", "in_macro"))
class MacroFinding:
    """A finding about a macro in a part, as data.

    Args:
        part: that the macro is in.
        offset: of the outermost macro in the part's source, in code points from 0 (M1).
        name: of the macro that it is about, without accents; empty where there is none.
        definition: its kind.
        params: what the definition's text asks for besides part, offset and name.
        in_macro: the macros that hold it, outermost first; empty if the part itself names it.
    """

    part: Part
    offset: int
    name: str
    definition: Definition
    params: Mapping[str, Param] = attrs.field(factory=dict)
    in_macro: tuple[str, ...] = ()

    def at(self, path: str) -> Finding:
        """Make the finding about the element at a path."""
        known: dict[str, Param] = {"part": Phrase(self.part.value), "offset": self.offset}
        return Finding(self.definition, path, {**known, "name": self.name, **self.params})

    @property
    def message(self) -> str:
        """The finding as an English sentence."""
        return self.at("").message


def report(source: str, findings: Iterable[MacroFinding]) -> str:
    """Show the findings of one part, each with its line and column, the line and a caret.

    Args:
        source: of the part. Of a long line the surroundings are shown.
        findings: of that part.
    """
    lines = source.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    ordered = sorted(findings, key=lambda each: each.offset)
    return "\n".join(line for each in ordered for line in _show(each, lines, starts))


def _show(finding: MacroFinding, lines: list[str], starts: list[int]) -> Iterator[str]:
    number = bisect_right(starts, finding.offset, hi=len(lines)) - 1
    column = finding.offset - starts[number]
    begin = max(0, column - _BEFORE)
    before = _printable(lines[number][begin:column])
    after = _printable(lines[number][column : column + _AFTER])
    yield f"{finding.part.value}, line {number + 1}, column {column + 1}: {finding.message}"
    yield f"  {before}{after}"
    yield f"  {' ' * _width(before)}^"


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)


def _width(text: str) -> int:
    """Count the columns that a text takes on a terminal."""
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(unicodedata.combining(each) > 0 for each in text)
