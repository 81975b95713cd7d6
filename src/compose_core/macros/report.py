"""Faults shown in their source, for people: the line, and a caret below the place."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from compose_core.macros.fault import Fault

_BEFORE = 40
_AFTER = 36


def report(source: str, faults: Iterable[Fault]) -> str:
    """The faults of one part, each with its line and column, the line and a caret.

    Args:
        source: of the part. Of a long line the surroundings are shown.
        faults: of that part.
    """
    lines = source.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    ordered = sorted(faults, key=lambda fault: fault.offset)
    return "\n".join(line for each in ordered for line in _shown(each, lines, starts))


def _shown(fault: Fault, lines: list[str], starts: list[int]) -> Iterator[str]:
    number = bisect_right(starts, fault.offset, hi=len(lines)) - 1
    column = fault.offset - starts[number]
    begin = max(0, column - _BEFORE)
    before = _printable(lines[number][begin:column])
    after = _printable(lines[number][column : column + _AFTER])
    yield f"{fault.part.value}, line {number + 1}, column {column + 1}: {fault.message}"
    yield f"  {before}{after}"
    yield f"  {' ' * _width(before)}^"


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)


def _width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(unicodedata.combining(each) > 0 for each in text)
