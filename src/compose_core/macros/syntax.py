"""The parts of a message, and the macros that their sources name (M1, M2).

Two rules find a macro: in a run of accents the name belongs to the last two, and a name goes on as
long as it can. Offsets are code points from 0.
"""

import re
from collections.abc import Iterator
from enum import Enum

import attrs

from compose_core.errors import Definition
from compose_core.errors.catalogue import macro
from compose_core.macros.limits import REFERENCES

# No source may name more than this, whatever a host's limits are: what follows is not looked at.
MOST = 10 * REFERENCES

# Begins with two letters that are searched for at once, where `{2,} would be tried everywhere.
_RUN = re.compile("(``+)([A-Za-z_][A-Za-z0-9_]*)?")
_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")


class Part(Enum):
    """A part of a message; all three are expanded together (M2)."""

    SUBJECT = "subject"
    TEXT = "text"
    HTML = "html"


@attrs.frozen
class Mention:
    """A macro named in a source, its accents from ``offset``, its name up to ``end``."""

    name: str
    offset: int
    end: int


@attrs.frozen
class StrayAccents:
    """Accents that belong to no macro."""

    offset: int
    definition: Definition


@attrs.frozen
class Found:
    """The macros and stray accents of a source, in their order.

    Args:
        mentions: the macros that it names.
        strays: the accents that belong to none.
        complete: whether the whole source was looked at; not so after `MOST` of them.
    """

    mentions: tuple[Mention, ...]
    strays: tuple[StrayAccents, ...]
    complete: bool


def is_name(text: str) -> bool:
    """Whether a text can name a macro."""
    return _NAME.fullmatch(text) is not None


def find(source: str) -> Found:
    """Find the macros and stray accents of a source."""
    runs = _RUN.finditer(source) if "``" in source else iter(())
    mentions: list[Mention] = []
    strays: list[StrayAccents] = []
    for run in runs:
        if len(mentions) + len(strays) >= MOST:
            return Found(tuple(mentions), tuple(strays), complete=False)
        strays += _strays(run)
        if run[2]:
            mentions.append(Mention(run[2], run.end(1) - 2, run.end()))
    return Found(tuple(mentions), tuple(strays), complete=True)


def _strays(run: re.Match[str]) -> Iterator[StrayAccents]:
    if not run[2]:
        yield StrayAccents(run.start(), macro.EMPTY)
    elif run[1] != "``":
        yield StrayAccents(run.start(), macro.STRAY_ACCENTS)
