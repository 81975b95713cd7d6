"""Bodies to values: the tree of a body is read together with the shape that it must have.

The two are gone through together, so never deeper than the shape; every finding of form is
collected, and every element's position is noted by its path.
"""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

import attrs

from compose_adapters.wire import media
from compose_adapters.wire.json_reader import read_json
from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.shapes import (
    Field,
    Given,
    Inline,
    InvalidValue,
    Kind,
    List,
    Object,
    Scalar,
    Wrapper,
)
from compose_adapters.wire.tree import ATTRIBUTE_MARK, LAYOUT, Node, Number, member_path
from compose_adapters.wire.xml_reader import read_xml
from compose_core.errors import Definition, Finding, Param, Rejected
from compose_core.errors.catalogue import body as body_findings
from compose_core.errors.catalogue import phrases as reasons
from compose_core.errors.catalogue.facts import BODY_TOO_LARGE
from compose_core.macros.limits import SOURCE_ALLOWANCE
from compose_core.model import paths

T = TypeVar("T")


class _Nothing:
    """The absence of a value."""


# Not given, or an empty list.
_ABSENT = _Nothing()
# Given, with a finding.
_INVALID = _Nothing()


@attrs.frozen
class Structured(Generic[T]):
    """The result of structuring a body.

    Args:
        value: of the shape's class; with the default of each element that could not be read.
        findings: of form.
        positions: of the elements, by path.
    """

    value: T
    findings: tuple[Finding, ...]
    positions: Mapping[str, int]


def structure(
    shape: Object[T],
    root: str,
    body: bytes,
    media_name: str,
    limits: Limits = STANDARD,
    start: int = 0,
) -> Structured[T]:
    """Read a body in JSON or XML into the value of a shape, as far as it can be read.

    Args:
        shape: of the root.
        root: its name in XML.
        body: in UTF-8.
        media_name: ``application/json`` or ``application/xml``.
        limits: of the body.
        start: the position of the root.

    Raises:
        Rejected: the body is not well-formed, or beyond a limit, or its root is a list or a
            single value; one finding.
    """
    is_json = media_name == media.JSON
    document = read_json(body, limits) if is_json else read_xml(body, root, limits)
    structurer = _Structurer(document.is_markup, start, limits)
    value = structurer.root(shape, root, document.root)
    return Structured(value, tuple(structurer.findings), structurer.positions)


class _Structurer:
    """Structures one document; see `structure`."""

    def __init__(self, is_markup: bool, start: int, limits: Limits) -> None:
        self._is_markup = is_markup
        self._start = start
        self._limits = limits
        self._contents_octets = 0
        self.findings: list[Finding] = []
        self.positions: dict[str, int] = {}

    def root(self, shape: Object[T], name: str, node: Node) -> T:
        if isinstance(node.value, list):
            raise Rejected([body_findings.ROOT_LIST.at(root=name)])
        if self._members_of(node) is None:
            raise Rejected([body_findings.ROOT_NOT_OBJECT.at(root=name)])
        self._note(node, "")
        value = self._object(shape, node, "")
        if self._are_contents_too_large():
            size, limit = self._contents_octets, self._limits.contents_octets
            self.findings.append(BODY_TOO_LARGE.at(paths.CONTENTS, size=size, limit=limit))
        return value

    def _note(self, node: Node, path: str) -> None:
        """Note the position of a node, and the findings of the reader."""
        self.positions[path] = self._start + node.at
        for finding in node.findings:
            self.findings.append(finding.at(path))

    def _are_contents_too_large(self) -> bool:
        """Whether the contents are larger than expansion can make small enough (S6)."""
        return self._contents_octets > self._limits.contents_octets + SOURCE_ALLOWANCE

    def _count_contents(self, given: Given) -> None:
        if isinstance(given, str):
            self._contents_octets += len(given.encode("utf-8", "surrogatepass"))
        elif not isinstance(given, bool | Number):
            self._contents_octets += given.octets()

    def _add(self, definition: Definition, path: str, **params: Param) -> _Nothing:
        self.findings.append(definition.at(path, **{"element": path, **params}))
        return _INVALID

    def _members_of(self, node: Node) -> dict[str, Node] | None:
        if isinstance(node.value, dict):
            return node.value
        return {} if self._is_blank_markup(node) else None

    def _is_blank_markup(self, node: Node) -> bool:
        """Whether this is an XML element with nothing in it, which may be an object or a list."""
        return self._is_markup and isinstance(node.value, str) and not node.value.strip(LAYOUT)

    def _is_single(self, node: Node, name: str) -> bool:
        """Whether this is a value, not an object with a member of that name."""
        given = self._members_of(node)
        return given is None or (node.text is not None and name not in given)

    def _is_mixed(self, nodes: Iterable[Node]) -> bool:
        telling = (node for node in nodes if node.value is not None)
        kinds = {
            isinstance(node.value, dict) and node.text is None
            for node in telling
            if not self._is_blank_markup(node)
        }
        return len(kinds) > 1

    def _value(self, kind: Kind, node: Node, path: str) -> object:
        if isinstance(kind, List):
            return self._list(kind, node, path)
        if isinstance(node.value, list):
            return self._add(body_findings.ELEMENT_REPEATED, path, count=len(node.value))
        if isinstance(kind, Scalar):
            return self._scalar(kind, node, path)
        if isinstance(kind, Wrapper):
            return self._wrapper(kind, node, path)
        if isinstance(kind, Object):
            return self._object(kind, node, path)
        raise TypeError("an inline element has no value of its own")

    def _object(self, kind: Object[T], node: Node, path: str) -> T:
        return kind.build(**self._members(kind, node, path))

    def _inline(self, kind: Inline, node: Node, path: str) -> dict[str, object]:
        if not isinstance(node.value, list):
            return self._members(kind, node, path)
        self._add(body_findings.ELEMENT_REPEATED, path, count=len(node.value))
        return {}

    def _scalar(self, kind: Scalar, node: Node, path: str) -> object:
        value = node.value
        if node.text is not None and isinstance(value, dict):
            self._note_all(value, frozenset(), path)
            value = node.text
        if value is None or isinstance(value, dict | list):
            return self._add(body_findings.NOT_A_VALUE, path)
        if kind.is_contents:
            self._count_contents(value)
            if self._are_contents_too_large():
                return _INVALID
        try:
            return kind.read(value, self._is_markup)
        except InvalidValue as error:
            return self._add(error.definition, path, **error.params)

    def _wrapper(self, kind: Wrapper, node: Node, path: str) -> object:
        if kind.is_bare and self._is_single(node, kind.member.name):
            return self._value(kind.member.kind, node, path)
        return self._members(kind.inline, node, path)[kind.member.into]

    def _members(self, kind: Inline | Object[object], node: Node, path: str) -> dict[str, object]:
        values = dict(kind.defaults)
        given = self._members_of(node)
        if given is None:
            self._add(body_findings.NOT_AN_OBJECT, path)
            return values
        if node.text is not None:
            self._add(body_findings.MIXED_CONTENT, path)
        places = self._note_all(given, kind.names, path)
        sources: dict[str, str] = {}
        for member in kind.members:
            if member.name in given or member.is_required:
                place = places.get(member.name) or member_path(path, member.name)
                self._member(member, given.get(member.name), place, values, sources)
        return values

    def _note_all(
        self, given: Mapping[str, Node], known: frozenset[str], path: str
    ) -> dict[str, str]:
        """Note all members that are given, and return their paths by name."""
        places: dict[str, str] = {}
        for name, node in given.items():
            places[name] = place = member_path(path, name)
            self._note(node, place)
            if name not in known:
                is_attribute = self._is_markup and name.startswith(ATTRIBUTE_MARK)
                what = reasons.AN_ATTRIBUTE if is_attribute else reasons.AN_ELEMENT
                self._add(body_findings.ELEMENT_UNSUPPORTED, place, what=what)
        return places

    def _member(
        self,
        member: Field,
        node: Node | None,
        path: str,
        values: dict[str, object],
        sources: dict[str, str],
    ) -> None:
        if isinstance(member.kind, Inline):
            if node is not None and not node.is_absent:
                values |= self._inline(member.kind, node, path)
            return
        value = _ABSENT if node is None or node.is_absent else self._value(member.kind, node, path)
        if value is _ABSENT and member.is_required:
            self._add(body_findings.ELEMENT_MISSING, path)
        if isinstance(value, _Nothing):
            return
        if member.into in sources:
            self._add(body_findings.ELEMENT_ALTERNATIVE, path, other=sources[member.into])
        else:
            values[member.into] = value
            sources[member.into] = path

    def _list(self, kind: List, node: Node, path: str) -> object:
        items = self._items(kind, node, path)
        if not items:
            return _ABSENT if items is not None else _INVALID
        if len(items) > self._limits.items:
            limit = self._limits.items
            return self._add(body_findings.LIST_TOO_LONG, path, count=len(items), limit=limit)
        inner = member_path(path, kind.item.name)
        values = tuple(
            self._item(kind.item, item, f"{inner}[{index}]") for index, item in enumerate(items)
        )
        if not kind.is_single:
            return values
        if len(values) > 1:
            self._add(body_findings.LIST_NOT_ONE, path, count=len(values))
        return values[0]

    def _item(self, item: Field, node: Node, path: str) -> object:
        self._note(node, path)
        if node.is_absent:
            self._add(body_findings.ELEMENT_MISSING, path)
            return item.blank
        value = self._value(item.kind, node, path)
        return item.blank if isinstance(value, _Nothing) else value

    def _items(self, kind: List, node: Node, path: str) -> list[Node] | None:
        if not (kind.is_bare and isinstance(node.value, list)):
            return self._items_of_one(kind, node, path)
        if self._is_mixed(node.value):
            self._add(body_findings.LIST_MIXED, path)
            return None
        lists = [
            self._items_of_one(kind, each, f"{path}[{index}]")
            for index, each in enumerate(node.value)
        ]
        return [item for items in lists for item in items or ()]

    def _items_of_one(self, kind: List, node: Node, path: str) -> list[Node] | None:
        given = self._members_of(node)
        if isinstance(node.value, list):
            self._add(body_findings.ELEMENT_REPEATED, path, count=len(node.value))
        elif kind.is_bare and self._is_single(node, kind.item.name):
            return [node]
        elif node.text is not None:
            self._add(body_findings.MIXED_CONTENT, path)
        elif given is not None:
            return self._items_within(kind.item.name, given, path)
        else:
            self._add(body_findings.NOT_AN_OBJECT, path)
        return None

    def _items_within(self, name: str, given: dict[str, Node], path: str) -> list[Node] | None:
        self._note_all(given, frozenset((name,)), path)
        node = given.get(name)
        if node is None or node.is_absent:
            return []
        items = node.value if isinstance(node.value, list) else [node]
        if not self._is_mixed(items):
            return items
        self._add(body_findings.LIST_MIXED, member_path(path, name))
        return None
