"""A value to the elements that its shape declares, in no format yet."""

from collections.abc import Iterable, Iterator
from typing import Union

import attrs

from compose_adapters.wire.shapes import Field, Inline, Kind, List, Object, Plain, Scalar, Wrapper
from compose_core.model.personal import hide_texts


@attrs.frozen(field_transformer=hide_texts("name", "space"))
class Items:
    """What an element holds that holds another any number of times.

    Args:
        name: of the one that it holds.
        space: its XML namespace.
        contents: what each of them holds.
        is_array: whether JSON leaves out the name.
    """

    name: str
    space: str
    contents: tuple["Content", ...]
    is_array: bool


@attrs.frozen(field_transformer=hide_texts("name", "space"))
class Element:
    """One element.

    Args:
        name: its local name.
        space: its XML namespace.
        content: what it holds.
        is_attribute: whether it is an attribute in XML.
    """

    name: str
    space: str
    content: "Content"
    is_attribute: bool = False


Content = Union[Plain, tuple[Element, ...], Items]  # noqa: UP007 - names classes above it


def unstructure(record: Object[object], value: object, space: str) -> tuple[Element, ...]:
    """The elements of a value; those without a value are left out.

    Args:
        record: the shape of the value.
        value: has the attributes that the shape's members go into.
        space: the XML namespace of the element that holds them.
    """
    return tuple(_elements(record.members, value, space))


def _elements(members: Iterable[Field], owner: object, space: str) -> Iterator[Element]:
    for member in members:
        below = member.space or space
        content = _content_of(member, owner, member.space_within or below)
        if content is not None:
            yield Element(member.name, below, content, member.is_attribute)


def _content_of(member: Field, owner: object, space: str) -> Content | None:
    if isinstance(member.kind, Inline):
        return tuple(_elements(member.kind.members, owner, space)) or None
    value: object = getattr(owner, member.into)
    return None if value is None else _content(member.kind, value, space)


def _content(kind: Kind, value: object, space: str) -> Content | None:
    if isinstance(kind, Scalar):
        return kind.write(value)
    if isinstance(kind, List):
        return _items(kind, value, space)
    if isinstance(kind, Wrapper):
        return _held(kind.member, value, space)
    is_other = isinstance(kind, Object) and _is_alternative(kind, value)
    return None if is_other else tuple(_elements(kind.members, value, space))


def _is_alternative(kind: Object[object], value: object) -> bool:
    """Whether the value is of another of several classes that may stand here."""
    return isinstance(kind.build, type) and not isinstance(value, kind.build)


def _held(member: Field, value: object, space: str) -> tuple[Element, ...] | None:
    below = member.space or space
    content = _content(member.kind, value, below)
    if content is None:
        return None
    return (Element(member.name, below, content, member.is_attribute),)


def _items(kind: List, value: object, space: str) -> Items | None:
    values = value if isinstance(value, tuple) else (value,)
    if not values and not kind.is_array:
        return None
    below = kind.item.space or space
    contents = (_content(kind.item.kind, each, below) for each in values)
    given = tuple(content for content in contents if content is not None)
    return Items(kind.item.name, below, given, kind.is_array)
