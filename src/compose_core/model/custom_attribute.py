"""Attributes that a site adds to activities and customers (E13, C5)."""

from enum import Enum

import attrs

from compose_core.model.personal import hide_texts


class Subject(Enum):
    """The kind of thing that has an attribute."""

    ACTIVITY = "activity"
    CUSTOMER = "customer"


class Kind(Enum):
    """The kind of values that an attribute takes."""

    STRING = "string"
    ENUMERATION = "enumeration"
    INTEGER = "integer"
    DATE = "date"


@attrs.frozen
class CustomAttribute:
    """A configured attribute.

    Args:
        of: what it is an attribute of.
        name: unique among the attributes of that kind of thing; matches exactly, in NFC.
        kind: what values it takes.
        values: those of an enumeration; empty for the other kinds.
    """

    of: Subject
    name: str
    kind: Kind
    values: tuple[str, ...] = ()


@attrs.frozen(field_transformer=hide_texts("name"))
class AttributeValue:
    """A value given to an attribute, as text.

    Args:
        name: the attribute's name.
        value: an integer in decimal, a date as F2 writes it, else the text itself.
    """

    name: str
    value: str
