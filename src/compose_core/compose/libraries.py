"""The compiled macros of the departments, kept while the directory stays as it is."""

from collections.abc import Callable

import attrs

from compose_core.macros import Attribute, Library
from compose_core.model.department import Department
from compose_core.model.macro import MacroSet


@attrs.define
class Libraries:
    """Compiles a department's macros once a version of the directory.

    Args:
        attributes: what business object macros can show.
        text_from_html: derives the text form of an article that has only HTML.
    """

    attributes: tuple[Attribute, ...]
    text_from_html: Callable[[str], str]
    _compiled: dict[tuple[str, str], Library] = attrs.field(factory=dict, repr=False)

    def of(self, department: Department | None, version: str) -> Library:
        """The macros of a department as they are at a version of the directory."""
        macros = department.macros if department else MacroSet()
        key = (version, department.name if department else "")
        library = self._compiled.get(key)
        if library is None:
            library = Library(macros, self.attributes, self.text_from_html)
            current = {k: v for k, v in self._compiled.items() if k[0] == version}
            # One assignment, so that threads see the old table or the new one.
            self._compiled = {**current, key: library}
        return library
