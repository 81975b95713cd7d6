"""What is wrong with a macro in a part, as data (M3)."""

from collections.abc import Mapping

import attrs

from compose_core.errors import Definition, Finding, Param, Phrase
from compose_core.macros.part import Part


@attrs.frozen
class Fault:
    """One fault of a macro.

    Args:
        part: where it stands.
        offset: of the outermost macro in the part's source, in code points from 0 (M1).
        name: of the macro that is at fault, without accents; empty where there is none.
        definition: what kind of fault it is.
        params: what the definition's text asks for besides part, offset and name.
        in_macro: the macros that hold it, outermost first; empty if it stands in the part itself.
    """

    part: Part
    offset: int
    name: str
    definition: Definition
    params: Mapping[str, Param] = attrs.field(factory=dict, repr=False)
    in_macro: tuple[str, ...] = ()

    def at(self, path: str) -> Finding:
        """The fault as a finding about the element at a path."""
        known: dict[str, Param] = {"part": Phrase(self.part.value), "offset": self.offset}
        return Finding(self.definition, path, {**known, "name": self.name, **self.params})

    @property
    def message(self) -> str:
        """The fault as an English sentence."""
        return self.at("").message
