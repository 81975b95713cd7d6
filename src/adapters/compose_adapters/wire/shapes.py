"""What an element may hold: the words in which `activity_shape` and `customer_shape` are written.

A shape is declared once. Bodies are read by it (`structure`), answers are written by it (`written`)
and the OpenAPI schema is made from it.
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
        read: makes the value of what is given; the second argument says whether white space
            around it is layout. Raises `Unreadable`.
        write: makes what is written of the value; ``None`` for nothing.
        schema: what JSON Schema says of it; a pattern, which XML Schema has too, is of the whole.
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
        kind: what it holds.
        into: the attribute that its value becomes; empty for a `Group`, and for what has no
            siblings.
        space: its XML namespace and that of what is below it; empty for that of the element above.
        space_within: the XML namespace of what is below it, where it is another.
        is_attribute: whether XML writes it as an attribute.
        is_required: whether its absence is a finding of form.
        default: what stands for it where it is absent or cannot be read.
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
        """What keeps the place of an item that cannot be read, so that the others keep theirs."""
        if isinstance(self.kind, Object):
            return self.kind.build(**self.kind.defaults)
        return self.default


class _Members(Protocol):
    members: tuple[Field, ...]


def _names_of_members() -> Any:
    """A field that holds the names of the members."""

    def names(kind: _Members) -> frozenset[str]:
        return frozenset(member.name for member in kind.members)

    return attrs.field(
        default=attrs.Factory(names, takes_self=True), init=False, eq=False, repr=False
    )


def _defaults_of_members() -> Any:
    """A field that holds what each attribute is where no member tells it."""

    def defaults(kind: _Members) -> Mapping[str, object]:
        values: dict[str, object] = {}
        for member in kind.members:
            if isinstance(member.kind, Inline):
                values |= member.kind.defaults
            else:
                values[member.into] = member.default
        return MappingProxyType(values)

    return attrs.field(
        default=attrs.Factory(defaults, takes_self=True), init=False, eq=False, repr=False
    )


@attrs.frozen
class Wrapper:
    """An element that holds one other, and has its value: ``{"name": "service"}``.

    Args:
        member: what it holds.
        is_bare: whether the value may stand by itself.
    """

    member: Field
    is_bare: bool = False
    group: "Inline" = attrs.field(init=False, eq=False, repr=False)

    @group.default
    def _make_group(self) -> "Inline":
        return Inline((self.member,))


@attrs.frozen
class List:
    """An element that holds another any number of times: ``{"address": ["..."]}``.

    Args:
        item: what it holds.
        is_bare: whether a text, or a list of texts, may stand for the items.
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
    names: frozenset[str] = _names_of_members()
    defaults: Mapping[str, object] = _defaults_of_members()


@attrs.frozen
class Object(Generic[Built_co]):
    """An element that is a value with attributes.

    Args:
        build: makes it of its attributes; a class where there are alternatives.
        members: what it may hold.
    """

    build: Callable[..., Built_co]
    members: tuple[Field, ...]
    names: frozenset[str] = _names_of_members()
    defaults: Mapping[str, object] = _defaults_of_members()


Kind = Union[Scalar, Wrapper, List, Inline, Object[object]]  # noqa: UP007 - names a class above it
