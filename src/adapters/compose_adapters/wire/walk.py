"""The way through a tree, as its shape leads."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from compose_adapters.wire.contents import Contents
from compose_adapters.wire.limits import Limits
from compose_adapters.wire.nothing import ABSENT, UNREADABLE, Nothing
from compose_adapters.wire.shapes import (
    Field,
    Inline,
    InvalidValue,
    Kind,
    List,
    Object,
    Scalar,
    Wrapper,
)
from compose_adapters.wire.tree import Node, member_path
from compose_adapters.wire.xml_element import ATTRIBUTE_MARK, LAYOUT
from compose_core.errors import Definition, Finding, Param, Rejected
from compose_core.errors.catalogue import body as body_findings
from compose_core.errors.catalogue import phrases as reasons

T = TypeVar("T")


class Walk:
    """Goes over shape and tree together, so never deeper than the shape.

    Args:
        is_markup: whether the tree was XML; see `Document`.
        start: the position of the root.
        limits: of lists and contents.

    Attributes:
        findings: what is wrong with the form of what was gone over.
        positions: where its elements stood, by path.
    """

    def __init__(self, is_markup: bool, start: int, limits: Limits) -> None:
        self._is_markup = is_markup
        self._start = start
        self._limits = limits
        self._contents = Contents(limits.contents_octets)
        self.findings: list[Finding] = []
        self.positions: dict[str, int] = {}

    def root(self, kind: Object[T], name: str, node: Node) -> T:
        """The value of the whole tree, as far as it can be read.

        Raises:
            Rejected: the root is a list or a single value; one finding.
        """
        if isinstance(node.value, list):
            raise Rejected([body_findings.ROOT_LIST.at(root=name)])
        if self._members_of(node) is None:
            raise Rejected([body_findings.ROOT_NOT_OBJECT.at(root=name)])
        self._arrive(node, "")
        value = self._record(kind, node, "")
        self.findings += self._contents.findings()
        return value

    def _arrive(self, node: Node, path: str) -> None:
        self.positions[path] = self._start + node.at
        for flaw in node.flaws:
            self.findings.append(flaw.at(path))

    def _find(self, definition: Definition, path: str, **params: Param) -> Nothing:
        self.findings.append(definition.at(path, **{"element": path, **params}))
        return UNREADABLE

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
            return self._listing(kind, node, path)
        if isinstance(node.value, list):
            return self._find(body_findings.ELEMENT_REPEATED, path, count=len(node.value))
        if isinstance(kind, Scalar):
            return self._scalar(kind, node, path)
        if isinstance(kind, Wrapper):
            return self._holder(kind, node, path)
        if isinstance(kind, Object):
            return self._record(kind, node, path)
        raise TypeError("a group has no value of its own")

    def _record(self, kind: Object[T], node: Node, path: str) -> T:
        return kind.build(**self._members(kind, node, path))

    def _group(self, kind: Inline, node: Node, path: str) -> dict[str, object]:
        if not isinstance(node.value, list):
            return self._members(kind, node, path)
        self._find(body_findings.ELEMENT_REPEATED, path, count=len(node.value))
        return {}

    def _scalar(self, kind: Scalar, node: Node, path: str) -> object:
        value = node.value
        if node.text is not None and isinstance(value, dict):
            self._arrive_at_all(value, frozenset(), path)
            value = node.text
        if value is None or isinstance(value, dict | list):
            return self._find(body_findings.NOT_A_VALUE, path)
        if kind.is_contents and not self._contents.takes(value):
            return UNREADABLE
        try:
            return kind.read(value, self._is_markup)
        except InvalidValue as fault:
            return self._find(fault.definition, path, **fault.params)

    def _holder(self, kind: Wrapper, node: Node, path: str) -> object:
        if kind.is_bare and self._is_single(node, kind.member.name):
            return self._value(kind.member.kind, node, path)
        return self._members(kind.group, node, path)[kind.member.into]

    def _members(self, kind: Inline | Object[object], node: Node, path: str) -> dict[str, object]:
        values = dict(kind.defaults)
        given = self._members_of(node)
        if given is None:
            self._find(body_findings.NOT_AN_OBJECT, path)
            return values
        if node.text is not None:
            self._find(body_findings.MIXED_CONTENT, path)
        places = self._arrive_at_all(given, kind.names, path)
        sources: dict[str, str] = {}
        for member in kind.members:
            if member.name in given or member.is_required:
                place = places.get(member.name) or member_path(path, member.name)
                self._member(member, given.get(member.name), place, values, sources)
        return values

    def _arrive_at_all(
        self, given: Mapping[str, Node], known: frozenset[str], path: str
    ) -> dict[str, str]:
        """Where each of the given members stands, by its name."""
        places: dict[str, str] = {}
        for name, node in given.items():
            places[name] = place = member_path(path, name)
            self._arrive(node, place)
            if name not in known:
                is_attribute = self._is_markup and name.startswith(ATTRIBUTE_MARK)
                what = reasons.AN_ATTRIBUTE if is_attribute else reasons.AN_ELEMENT
                self._find(body_findings.ELEMENT_UNSUPPORTED, place, what=what)
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
                values |= self._group(member.kind, node, path)
            return
        value = ABSENT if node is None or node.is_absent else self._value(member.kind, node, path)
        if value is ABSENT and member.is_required:
            self._find(body_findings.ELEMENT_MISSING, path)
        if isinstance(value, Nothing):
            return
        if member.into in sources:
            self._find(body_findings.ELEMENT_ALTERNATIVE, path, other=sources[member.into])
        else:
            values[member.into] = value
            sources[member.into] = path

    def _listing(self, kind: List, node: Node, path: str) -> object:
        items = self._items(kind, node, path)
        if not items:
            return ABSENT if items is not None else UNREADABLE
        if len(items) > self._limits.items:
            limit = self._limits.items
            return self._find(body_findings.LIST_TOO_LONG, path, count=len(items), limit=limit)
        inner = member_path(path, kind.item.name)
        values = tuple(
            self._item(kind.item, item, f"{inner}[{index}]") for index, item in enumerate(items)
        )
        if not kind.is_single:
            return values
        if len(values) > 1:
            self._find(body_findings.LIST_NOT_ONE, path, count=len(values))
        return values[0]

    def _item(self, item: Field, node: Node, path: str) -> object:
        self._arrive(node, path)
        if node.is_absent:
            self._find(body_findings.ELEMENT_MISSING, path)
            return item.blank
        value = self._value(item.kind, node, path)
        return item.blank if isinstance(value, Nothing) else value

    def _items(self, kind: List, node: Node, path: str) -> list[Node] | None:
        if not (kind.is_bare and isinstance(node.value, list)):
            return self._items_of_one(kind, node, path)
        if self._is_mixed(node.value):
            self._find(body_findings.LIST_MIXED, path)
            return None
        lists = [
            self._items_of_one(kind, each, f"{path}[{index}]")
            for index, each in enumerate(node.value)
        ]
        return [item for items in lists for item in items or ()]

    def _items_of_one(self, kind: List, node: Node, path: str) -> list[Node] | None:
        given = self._members_of(node)
        if isinstance(node.value, list):
            self._find(body_findings.ELEMENT_REPEATED, path, count=len(node.value))
        elif kind.is_bare and self._is_single(node, kind.item.name):
            return [node]
        elif node.text is not None:
            self._find(body_findings.MIXED_CONTENT, path)
        elif given is not None:
            return self._items_within(kind.item.name, given, path)
        else:
            self._find(body_findings.NOT_AN_OBJECT, path)
        return None

    def _items_within(self, name: str, given: dict[str, Node], path: str) -> list[Node] | None:
        self._arrive_at_all(given, frozenset((name,)), path)
        node = given.get(name)
        if node is None or node.is_absent:
            return []
        items = node.value if isinstance(node.value, list) else [node]
        if not self._is_mixed(items):
            return items
        self._find(body_findings.LIST_MIXED, member_path(path, name))
        return None
