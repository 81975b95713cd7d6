"""Values to elements, as their shapes declare, and elements to JSON and XML."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Union

import attrs

from compose_adapters.wire.shapes import Field, Inline, Kind, List, Object, Plain, Scalar, Wrapper
from compose_core.model.personal import hide_texts
from compose_core.rules.request_alone import NOT_XML


@attrs.frozen(field_transformer=hide_texts("name", "space"))
class Items:
    """The content of an element that holds another any number of times.

    Args:
        name: of the other.
        space: its XML namespace.
        contents: of each.
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
        content: of it.
        is_attribute: whether it is an attribute in XML.
    """

    name: str
    space: str
    content: "Content"
    is_attribute: bool = False


Content = Union[Plain, tuple[Element, ...], Items]  # noqa: UP007 - names classes above it


def unstructure(shape: Object[object], value: object, space: str) -> tuple[Element, ...]:
    """Make the elements of a value; those without a value are left out.

    Args:
        shape: of the value.
        value: has the attributes that the shape's members go into.
        space: the XML namespace of the element that holds them.
    """
    return tuple(_elements(shape.members, value, space))


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
        return _wrapped(kind.member, value, space)
    is_other = isinstance(kind, Object) and _is_alternative(kind, value)
    return None if is_other else tuple(_elements(kind.members, value, space))


def _is_alternative(kind: Object[object], value: object) -> bool:
    """Whether the value is of another of several classes that are possible here."""
    return isinstance(kind.build, type) and not isinstance(value, kind.build)


def _wrapped(member: Field, value: object, space: str) -> tuple[Element, ...] | None:
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


Json = dict[str, "Json"] | list["Json"] | Plain


def write_json(elements: Iterable[Element]) -> bytes:
    """Write the elements as the members of an object, in UTF-8."""
    text = json.dumps(_object(elements), ensure_ascii=False)
    # A lone surrogate has no UTF-8; written like this, it is the escape that JSON has for it.
    return text.encode("utf-8", "backslashreplace")


def _object(elements: Iterable[Element]) -> dict[str, Json]:
    return {element.name: _value(element.content) for element in elements}


def _value(content: Content) -> Json:
    if isinstance(content, Items):
        items = [_value(each) for each in content.contents]
        return items if content.is_array else {content.name: items}
    return _object(content) if isinstance(content, tuple) else content


_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
# A parser reads CR as LF, and makes white space in attributes spaces, unless it is escaped.
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_TEXT_ESCAPES = re.compile("[&<>\r]")
_ATTRIBUTE_ESCAPES = re.compile('[&<>\r"\n\t]')
_REPLACEMENT = "\ufffd"


def write_xml(root: Element) -> bytes:
    """Write a document with the element as its root, in UTF-8.

    Its namespace is the default one. What XML cannot carry is replaced by U+FFFD.
    """
    writer = _Writer(root.space)
    body = writer.element(root, is_root=True)
    return f"{_DECLARATION}{body}\n".encode()


class _Writer:
    """Writes elements, and gives each namespace a prefix when it is first used."""

    def __init__(self, default: str) -> None:
        self._prefixes = {default: ""}

    def element(self, element: Element, *, is_root: bool = False) -> str:
        name = self._prefix(element.space) + element.name
        attributes = "".join(_attributes(element.content))
        inside = self._inside(element.content)
        if is_root:
            attributes = self._declarations() + attributes
        return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"

    def _prefix(self, space: str) -> str:
        return self._prefixes.setdefault(space, f"ns{len(self._prefixes) + 1}:")

    def _declarations(self) -> str:
        return "".join(
            f' xmlns{":" * bool(prefix)}{prefix.rstrip(":")}="{space}"'
            for space, prefix in self._prefixes.items()
        )

    def _inside(self, content: Content) -> str:
        if isinstance(content, Items):
            items = (Element(content.name, content.space, each) for each in content.contents)
            return "".join(self.element(item) for item in items)
        if isinstance(content, tuple):
            return "".join(self.element(each) for each in content if not each.is_attribute)
        return _escape(_as_text(content), _TEXT_ESCAPES)


def _attributes(content: Content) -> list[str]:
    if not isinstance(content, tuple):
        return []
    values = ((each.name, each.content) for each in content if each.is_attribute)
    return [
        f' {name}="{_escape(_as_text(value), _ATTRIBUTE_ESCAPES)}"'
        for name, value in values
        if not isinstance(value, tuple | Items)
    ]


def _as_text(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _escape(text: str, pattern: re.Pattern[str]) -> str:
    carried = NOT_XML.sub(_REPLACEMENT, text)
    return pattern.sub(lambda found: _IN_ATTRIBUTE[found.group()], carried)
