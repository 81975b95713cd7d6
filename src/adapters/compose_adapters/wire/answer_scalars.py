"""Kinds of single values that are only ever written, and lists as answers have them."""

from enum import Enum

from compose_adapters.wire.scalars import BOOLEAN, INTEGER, TEXT
from compose_adapters.wire.shapes import Field, Kind, List, Plain, Scalar
from compose_core.model.address import Address


def array(item: str, kind: Kind) -> List:
    """A list that is an array in JSON, and in XML an element that holds one for each item."""
    return List(Field(item, kind), is_array=True)


def _value_of(value: object) -> Plain:
    return str(value.value) if isinstance(value, Enum) else str(value)


def _only_true(value: object) -> Plain | None:
    return True if value else None


def _address(value: object) -> Plain:
    return value.text if isinstance(value, Address) else str(value)


CHOICE = Scalar(TEXT.read, _value_of, {"type": "string"})
ADDRESS = Scalar(TEXT.read, _address, {"type": "string"})
# An exception, told where it is so.
EXCEPTION = Scalar(BOOLEAN.read, _only_true, {"type": "boolean", "const": True})
FLAG = Scalar(BOOLEAN.read, BOOLEAN.write, {"type": "boolean"})
NUMBER = Scalar(INTEGER.read, INTEGER.write, {"type": "integer"})
