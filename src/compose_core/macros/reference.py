"""The attributes as a reference page lists them."""

from collections.abc import Iterable

import attrs

from compose_core.macros.attributes import ATTRIBUTES, Attribute
from compose_core.macros.custom import FAMILIES
from compose_core.macros.library import GRAVE_ACCENTS


@attrs.frozen
class Row:
    """A line of the reference.

    Args:
        path: of the attribute; empty for the macro that shows none.
        macro_name: of its built-in macro; empty for an attribute that a site adds.
        description: what it shows, in a few English words.
    """

    path: str
    macro_name: str
    description: str


def attribute_reference(attributes: Iterable[Attribute] = ATTRIBUTES) -> tuple[Row, ...]:
    """All attributes and built-in macros, in the order in which they are declared."""
    built_in = (Row(each.path, each.macro_name, each.description) for each in attributes)
    families = (
        Row(f"{prefix}<name>", "", f"An attribute of the {of.value} that the site adds")
        for prefix, of in FAMILIES.items()
    )
    return (*built_in, *families, Row("", GRAVE_ACCENTS, "Two accents, as they are"))
