"""The expansion of a message's parts."""

import attrs

from compose_core.macros.facts import MacroFacts
from compose_core.macros.fault import Fault
from compose_core.macros.library import Library
from compose_core.macros.limits import Limits
from compose_core.macros.part import Part
from compose_core.macros.template import Templates


@attrs.frozen
class Landing:
    """Where a macro of the source landed: ``start`` to ``end`` of the expanded part."""

    part: Part
    offset: int
    name: str
    start: int
    end: int


@attrs.frozen
class Expansion:
    """The expanded parts, all of them, or the faults that prevent it (M2)."""

    subject: str | None
    text: str | None
    html: str | None
    faults: tuple[Fault, ...] = ()

    @property
    def landed(self) -> tuple[Landing, ...]:
        """Where each macro of the sources landed."""
        raise NotImplementedError


def expand(
    templates: Templates, library: Library, facts: MacroFacts, limits: Limits = Limits()
) -> Expansion:
    """The expansion of the parts."""
    raise NotImplementedError


def check(templates: Templates, library: Library) -> tuple[Fault, ...]:
    """The faults that a draft which keeps its macros has: empty and undefined names (M3)."""
    raise NotImplementedError
