"""The attributes that macros can show."""

from collections.abc import Callable

import attrs

from compose_core.macros.facts import MacroFacts


@attrs.frozen
class Attribute:
    """One attribute of a business object.

    Args:
        path: such as ``contact_person.first_name``.
        description: what it shows, in a few English words.
        get: reads it; ``None`` where it cannot be had, empty where there is nothing in it (M5).
    """

    path: str
    description: str
    get: Callable[[MacroFacts], str | None]


ATTRIBUTES: tuple[Attribute, ...] = ()
