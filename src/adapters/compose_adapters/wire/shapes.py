"""Shapes: declarations of elements, in which requests and answers are described.

A shape is declared once. Bodies are read by it (`structure`), answers are written by it
(`unstructure`), and the schemas of OpenAPI and XML are made from it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar, Union

import attrs

from compose_adapters.wire.tree import LongText, Number
from compose_core.errors import Definition, Param

Built_co = TypeVar("Built_co", covariant=True)
Given = str | LongText | Number | bool
Plain = str | int | bool


class InvalidValue(Exception):
    """A value is not of its kind."""

    def __init__(self, definition: Definition, **params: Param) -> None:
        super().__init__(definition.name)
        self.definition = definition
        self.params = params


@attrs.frozen
class Scalar:
    """One value.

    Args:
        read: makes the value; its second argument is whether white space around it is layout.
            Raises `InvalidValue`.
        write: makes the text, number or boolean to write; ``None`` for nothing.
        schema: its JSON Schema; a pattern, which XML Schema has too, is of the whole.
        is_contents: whether it is one of the contents, whose sizes together have a limit (S6).
    """

    read: Callable[[Given, bool], object]
    write: Callable[[object], Plain | None]
    schema: Mapping[str, Any]
    is_contents: bool = False


@attrs.frozen
class Field:
    """An element within another.

    Args:
        name: in JSON, and the local name in XML.
        kind: of its value.
        into: the attribute that its value becomes; empty for an `Inline`, and for what has no
            siblings.
        space: its XML namespace and that of what is below it; empty for that of the element above.
        space_within: the XML namespace of what is below it, where it is another.
        is_attribute: whether XML writes it as an attribute.
        is_required: whether its absence is a finding of form.
        default: its value where it is absent or cannot be read.
    """

    name: str
    kind: "Kind"
    into: str = ""
    space: str = ""
    space_within: str = ""
    is_attribute: bool = False
    is_required: bool = False
    default: object = None

    @property
    def blank(self) -> object:
        """The value in place of an item that cannot be read: the others keep their index."""
        if isinstance(self.kind, Object):
            return self.kind.build(**self.kind.defaults)
        return self.default


class _Members(Protocol):
    members: tuple[Field, ...]


def _names_of(shape: _Members) -> frozenset[str]:
    return frozenset(member.name for member in shape.members)


def _defaults_of(shape: _Members) -> Mapping[str, object]:
    """Collect the value of each attribute that no member gives."""
    values: dict[str, object] = {}
    for member in shape.members:
        if isinstance(member.kind, Inline):
            values |= member.kind.defaults
        else:
            values[member.into] = member.default
    return MappingProxyType(values)


def _computed(compute: Callable[[_Members], Any]) -> Any:
    """Declare a field that is computed from the members."""
    return attrs.field(
        default=attrs.Factory(compute, takes_self=True), init=False, eq=False, repr=False
    )


@attrs.frozen
class Wrapper:
    """An element that holds one other, and has its value: ``{"name": "service"}``.

    Args:
        member: what it holds.
        is_bare: whether the value alone may be given instead.
    """

    member: Field
    is_bare: bool = False
    inline: "Inline" = attrs.field(init=False, eq=False, repr=False)

    @inline.default
    def _make_inline(self) -> "Inline":
        return Inline((self.member,))


@attrs.frozen
class List:
    """An element that holds another any number of times: ``{"address": ["..."]}``.

    Args:
        item: what it holds.
        is_bare: whether a text, or a list of texts, may be given instead.
        is_single: whether it must hold exactly one item, and has its value.
        is_array: whether JSON writes an array without the name of the items; of answers alone.
    """

    item: Field
    is_bare: bool = False
    is_single: bool = False
    is_array: bool = False


@attrs.frozen
class Inline:
    """An element whose members belong to the value of the element above it.

    Members that go ``into`` the same attribute are alternatives.
    """

    members: tuple[Field, ...]
    names: frozenset[str] = _computed(_names_of)
    defaults: Mapping[str, object] = _computed(_defaults_of)


@attrs.frozen
class Object(Generic[Built_co]):
    """An element that is a value with attributes.

    Args:
        build: makes it of its attributes; a class where there are alternatives.
        members: what it may hold.
    """

    build: Callable[..., Built_co]
    members: tuple[Field, ...]
    names: frozenset[str] = _computed(_names_of)
    defaults: Mapping[str, object] = _computed(_defaults_of)


Kind = Union[Scalar, Wrapper, List, Inline, Object[object]]  # noqa: UP007 - names a class above it
