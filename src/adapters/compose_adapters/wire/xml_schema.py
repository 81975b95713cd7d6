"""XML Schema 1.0 of requests, made of the shape that decodes them: a document for each namespace.

The documents describe requests in the namespaces that `encode_request` writes. What they refuse,
`decode` refuses; they are laxer where XML Schema 1.0 cannot say what `decode` asks:

- Members come in any order. Where one of them may be repeated, so may all, and none is required.
- A member that XML writes as an attribute may be an element too, and both at once.
- A value that may be given alone may be given beside the element that holds it.
- Of alternatives, several may be given.
- The customer may be given in the namespace of a request and in its own.
- An element with ``xsi:nil`` is as good as an absent one to `decode`, also where one is required.

`decode` takes any version of the namespaces, and elements in none, and passes over ``xsi:type``;
the documents do not.

A type belongs to the document of the namespace of the elements within it, not of the
element that has the type. So no two documents need each other in a circle, and elements of
one name may have different types.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any
from xml.etree import ElementTree as ET

import attrs

from compose_adapters.wire import namespaces
from compose_adapters.wire.decode import required_elements
from compose_adapters.wire.request_shapes import ACTIVITY, ROOT
from compose_adapters.wire.shapes import Field, Kind, List, Scalar, Wrapper

XSD = "http://www.w3.org/2001/XMLSchema"
_NOTE = (
    "Requests to compose an email activity. What these documents refuse, the service refuses; "
    "values are judged by the service alone."
)


@cache
def xml_schemas() -> Mapping[str, bytes]:
    """The documents of all namespaces, by the names of their files, in the order of first use.

    That of the request's root is the first. They import each other by these names.
    """
    maker = _Maker(required_elements())
    maker.root(Field(ROOT, ACTIVITY, space=namespaces.ACTIVITY))
    return {_file_of(each.space): each.document() for each in maker.schemas.values()}


def _file_of(space: str) -> str:
    return f"{space.rpartition('/')[2]}.xsd"


@attrs.define
class _Schema:
    """The document of a namespace, while it is made.

    Args:
        space: the namespace.
        imports: the other namespaces that it names, by their prefixes.
        types: its named types, by their names.
        elements: those that are not within one of its types, by their names.
    """

    space: str
    imports: dict[str, str] = attrs.field(factory=dict)
    types: dict[str, ET.Element] = attrs.field(factory=dict)
    elements: dict[str, ET.Element] = attrs.field(factory=dict)

    def name_of(self, other: str, name: str) -> str:
        """How this document writes a name of another namespace, which it imports."""
        prefix = other.rpartition("/")[2]
        self.imports[prefix] = other
        return f"{prefix}:{name}"

    def document(self) -> bytes:
        """The document, in UTF-8."""
        root = ET.Element(
            "xs:schema",
            {
                "xmlns:xs": XSD,
                "xmlns": self.space,
                **{f"xmlns:{prefix}": space for prefix, space in self.imports.items()},
                "targetNamespace": self.space,
                "elementFormDefault": "qualified",
            },
        )
        ET.SubElement(ET.SubElement(root, "xs:annotation"), "xs:documentation").text = _NOTE
        for space in self.imports.values():
            place = {"namespace": space, "schemaLocation": _file_of(space)}
            ET.SubElement(root, "xs:import", place)
        root.extend((*self.elements.values(), *self.types.values()))
        ET.indent(root)
        written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
        return written + b"\n"


class _Maker:
    """Goes through a shape and makes the documents of all its namespaces.

    Args:
        required: paths that are required besides those of the shapes, such as
            ``department.name``.
    """

    def __init__(self, required: frozenset[str]) -> None:
        self._required = required
        self._names: dict[tuple[int, str], str] = {}
        self.schemas: dict[str, _Schema] = {}

    def root(self, member: Field) -> None:
        """Make the element of a whole document, with all that may be in it."""
        schema = self._schema(member.space)
        schema.elements[member.name] = self._element(member, "", member.space)

    def _schema(self, space: str) -> _Schema:
        return self.schemas.setdefault(space, _Schema(space))

    def _element(self, member: Field, path: str, space: str) -> ET.Element:
        """The declaration of an element in the document of its own namespace."""
        element = ET.Element("xs:element", {"name": member.name, "nillable": "true"})
        if isinstance(member.kind, Scalar):
            _put_simple(element, member.kind)
            return element
        within = member.space_within or space
        (home,) = {each.space or within for each in _members_of(member.kind)}
        if home == space:
            element.append(self._complex(member.kind, path, home))
        else:
            name = self._named(member, path, home)
            element.set("type", self._schema(space).name_of(home, name))
        return element

    def _named(self, member: Field, path: str, home: str) -> str:
        """The name of an element's type in the document of the namespace of what is in it."""
        # A shape in several places is one type, but where something in it must be there.
        known = id(member.kind), path if self._has_required(path) else ""
        if known not in self._names:
            types, kind = self._schema(home).types, member.kind
            whole = (
                f"with{_capital(kind.member.name)}" if isinstance(kind, Wrapper) else member.name
            )
            names = (f"{whole}{number}" for number in count(2))
            name = whole if whole not in types else next(n for n in names if n not in types)
            self._names[known] = name
            types[name] = self._complex(kind, path, home)
            types[name].set("name", name)
        return self._names[known]

    def _complex(self, kind: Kind, path: str, home: str) -> ET.Element:
        """A type that holds elements of the namespace whose document it is in."""
        made = ET.Element("xs:complexType")
        if isinstance(kind, Wrapper | List) and kind.is_bare:
            made.set("mixed", "true")
        made.append(self._content(kind, path, home))
        for each in _members_of(kind):
            if each.is_attribute and isinstance(each.kind, Scalar):
                _put_simple(ET.SubElement(made, "xs:attribute", {"name": each.name}), each.kind)
        return made

    def _content(self, kind: Kind, path: str, home: str) -> ET.Element:
        members = _members_of(kind)
        used = [self._element(each, _below(path, each), home) for each in members]
        if isinstance(kind, List):
            order = ET.Element("xs:sequence")
            used[0].set("minOccurs", "0")
            used[0].set("maxOccurs", "1" if kind.is_single else "unbounded")
        elif any(isinstance(each.kind, List) and each.kind.is_bare for each in members):
            order = ET.Element("xs:choice", {"minOccurs": "0", "maxOccurs": "unbounded"})
        else:
            order = ET.Element("xs:all")
            for element, each in zip(used, members, strict=True):
                if not self._is_needed(each, path):
                    element.set("minOccurs", "0")
        order.extend(used)
        order.extend(
            self._twin(each, element, home)
            for element, each in zip(used, members, strict=True)
            if each.space_within
        )
        return order

    def _twin(self, member: Field, element: ET.Element, home: str) -> ET.Element:
        """The same element in the namespace of what is in it, as the API has it as a root."""
        own = self._schema(member.space_within)
        (_, name) = element.attrib["type"].split(":")
        twin = {"name": member.name, "nillable": "true", "type": name}
        own.elements[member.name] = ET.Element("xs:element", twin)
        reference = self._schema(home).name_of(member.space_within, member.name)
        return ET.Element("xs:element", {"ref": reference, "minOccurs": "0"})

    def _is_needed(self, member: Field, path: str) -> bool:
        by_shape = member.is_required and not member.is_attribute
        return by_shape or self._has_required(_below(path, member))

    def _has_required(self, path: str) -> bool:
        return any(each == path or each.startswith(f"{path}.") for each in self._required)


def _below(path: str, member: Field) -> str:
    return f"{path}.{member.name}" if path else member.name


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _members_of(kind: Kind) -> tuple[Field, ...]:
    if isinstance(kind, Wrapper):
        return (kind.member,)
    if isinstance(kind, List):
        return (kind.item,)
    return () if isinstance(kind, Scalar) else kind.members


def _put_simple(owner: ET.Element, scalar: Scalar) -> None:
    """Give an element or an attribute the type of a single value, as JSON Schema tells it."""
    forms: Sequence[Mapping[str, Any]] = scalar.schema.get("oneOf", (scalar.schema,))
    text = next(each for each in forms if "string" in each["type"])
    if "pattern" not in text and "enum" not in text:
        is_base64 = text.get("contentEncoding") == "base64"
        owner.set("type", "xs:base64Binary" if is_base64 else "xs:string")
        return
    # White space around the value is layout to both.
    simple = ET.SubElement(owner, "xs:simpleType")
    facets = ET.SubElement(simple, "xs:restriction", {"base": "xs:token"})
    for value in text.get("enum", ()):
        ET.SubElement(facets, "xs:enumeration", {"value": value})
    if "pattern" in text:
        whole = text["pattern"].removeprefix("^").removesuffix("$")
        ET.SubElement(facets, "xs:pattern", {"value": whole})
