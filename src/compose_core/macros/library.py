"""The macros of a department beside the built-in ones."""

from collections.abc import Callable, Iterable

from compose_core.macros.attributes import ATTRIBUTES, Attribute
from compose_core.macros.readable import plain_text_from_html
from compose_core.model.macro import MacroSet


class Library:
    """All macros that a department's messages can name."""

    def __init__(
        self,
        macros: MacroSet,
        attributes: Iterable[Attribute] = ATTRIBUTES,
        text_from_html: Callable[[str], str] = plain_text_from_html,
    ) -> None:
        self._macros = macros
        self._attributes = tuple(attributes)
        self._text_from_html = text_from_html
