"""The elements that a shape of the wire declares, each by its path."""

from collections.abc import Iterator

import attrs

from compose_adapters.wire import namespaces, scalars
from compose_adapters.wire.shapes import Field, Kind, List, Object, Scalar, Wrapper

WORDS = {
    id(scalars.TEXT): "text",
    id(scalars.SECRET): "text",
    id(scalars.SUBJECT): "text, white space kept",
    id(scalars.BODY_TEXT): "text, white space kept, line breaks as LF",
    id(scalars.ATTRIBUTE_TEXT): "text or integer",
    id(scalars.INTEGER): "integer",
    id(scalars.COUNT): "number of things",
    id(scalars.BOOLEAN): "true or false",
    id(scalars.ID): "id",
    id(scalars.DATE): "date",
    id(scalars.BASE64): "Base64",
    id(scalars.CHOICE): "text",
    id(scalars.ADDRESS): "text",
    id(scalars.EXCEPTION): "true, or absent",
    id(scalars.FLAG): "true or false",
    id(scalars.NUMBER): "integer",
}


@attrs.frozen
class Line:
    """An element that holds a value.

    Args:
        path: in JSON; ``[]`` stands after what is an array.
        xml_path: below the root, an attribute after ``@``.
        holds: the kind of its value.
        space: its XML namespace, without the part that all share.
        bare: the path of the element above it that the value may stand in by itself; empty
            for none.
    """

    path: str
    xml_path: str
    holds: str
    space: str
    bare: str = ""


@attrs.frozen
class _Place:
    path: str = ""
    xml_path: str = ""
    space: str = namespaces.ACTIVITY
    bare: str = ""
    space_within: str = ""

    def below(self, member: Field, bare: str = "") -> "_Place":
        """The place of a member of what stands here."""
        mark = "@" if member.is_attribute else ""
        return _Place(
            f"{self.path}.{member.name}".lstrip("."),
            f"{self.xml_path}/{mark}{member.name}".lstrip("/"),
            member.space or self.space_within or self.space,
            bare,
            member.space_within,
        )

    def item(self, listing: List) -> "_Place":
        """The place of the items of a list that stands here."""
        found = self.below(listing.item, self.path if listing.is_bare else "")
        return attrs.evolve(found, path=f"{self.path if listing.is_array else found.path}[]")


def lines_of(shape: Object[object]) -> Iterator[Line]:
    """Every element of a shape that holds a value, in the order of its declaration."""
    return _held(shape, _Place())


def _held(kind: Kind, place: _Place) -> Iterator[Line]:
    if isinstance(kind, Scalar):
        space = place.space.removeprefix(namespaces.PREFIX)
        yield Line(place.path, place.xml_path, WORDS[id(kind)], space, place.bare)
    elif isinstance(kind, Wrapper):
        bare = place.path if kind.is_bare else place.bare
        yield from _held(kind.member.kind, place.below(kind.member, bare))
    elif isinstance(kind, List):
        yield from _held(kind.item.kind, place.item(kind))
    else:
        for each in kind.members:
            yield from _held(each.kind, place.below(each))
