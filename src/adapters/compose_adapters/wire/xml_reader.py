"""XML to a tree (SPEC 9), through the standard library's expat.

Elements are matched by their local names; one of a foreign namespace keeps it in its name, and so
is no element that anybody knows. Attributes are members. There is no DOCTYPE, so there are no
entities but the five that XML itself defines. Expat is fed in pieces: so no other thread waits
long for the interpreter, and a tag that does not end is refused before its attributes are read.
"""

from collections.abc import Mapping
from typing import NoReturn
from xml.parsers import expat

import attrs

from compose_adapters.wire.limits import Limits
from compose_adapters.wire.malformed import malformed, malformed_at
from compose_adapters.wire.namespaces import SCHEMA_INSTANCE, is_ours
from compose_adapters.wire.tree import Document, Node, ParseFinding, shown
from compose_adapters.wire.xml_element import ATTRIBUTE_MARK, LONG, LongCharacters, OpenElement
from compose_adapters.wire.xml_reasons import REASONS
from compose_core.errors import Definition, Param, Rejected
from compose_core.errors.catalogue import body as body_findings
from compose_core.errors.catalogue import phrases as reasons

_BUFFER = 65_536
_FED = 16_384
_MEMBERS = {"id", "date"}
_NIL = "nil"
_TRUE = {"true", "1"}
_LIST_OF = {"activity": "activities"}


def read_xml(body: bytes, root: str, limits: Limits) -> Document:
    """The tree that an XML body spells.

    Args:
        body: UTF-8, with or without a byte order mark.
        root: the local name that its root must have.
        limits: of depth, of names, and of the number of elements and attributes.

    Raises:
        Rejected: it is not well-formed, has a DOCTYPE or another root, or is beyond a limit;
            one finding.
    """
    # Every document in UTF-16 or UTF-32 has one, and expat would take it for what it is.
    if (zero := body.find(b"\0")) >= 0:
        raise malformed_at(body, zero, "XML", reasons.XML_NUL)
    reader = _Reader(root, limits)
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = _BUFFER
    reader.listen_to(parser)
    try:
        _feed(parser, body, limits)
    except expat.ExpatError as fault:
        reason = REASONS.get(fault.code, reasons.XML_OTHER)
        raise malformed("XML", fault.lineno, fault.offset + 1, reason) from None
    return Document(reader.document(), is_markup=True)


def _feed(parser: expat.XMLParserType, body: bytes, limits: Limits) -> None:
    octets = memoryview(body)
    for start in range(0, len(body), _FED):
        piece = octets[start : start + _FED]
        parser.Parse(piece, False)
        if start + len(piece) - parser.CurrentByteIndex > limits.token_octets:
            _stop(body_findings.TOKEN_TOO_LONG, limit=limits.token_octets)
    parser.Parse(b"", True)


class _Reader:
    """Hears of elements as they open and close; those that are open form a stack."""

    def __init__(self, root: str, limits: Limits) -> None:
        self._root_name = root
        self._limits = limits
        self._count = 0
        self._texts = 0
        self._open: list[OpenElement] = []
        self._outside: list[ParseFinding] = []
        self._root = Node(0, None)

    def listen_to(self, parser: expat.XMLParserType) -> None:
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.ProcessingInstructionHandler = self._instruction

    def document(self) -> Node:
        return attrs.evolve(self._root, flaws=(*self._root.flaws, *self._outside))

    def _declaration(self, version: str, encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            raise malformed("XML", 1, 1, reasons.XML_VERSION.of(version=shown(version)))
        if encoding is not None and encoding.lower() != "utf-8":
            _stop(body_findings.ENCODING, encoding=shown(encoding))

    def _doctype(self, *_declared: object) -> NoReturn:
        _stop(body_findings.DOCTYPE)

    def _namespace(self, _prefix: str | None, uri: str | None) -> None:
        # Expat repeats the namespace in the name of every element: a long one would cost its
        # length each time.
        self._counted(uri or "")

    def _counted(self, name: str) -> int:
        if len(name) > self._limits.name_length:
            _stop(body_findings.NAME_TOO_LONG, limit=self._limits.name_length)
        self._count += 1
        if self._count > self._limits.elements:
            _stop(body_findings.TOO_MANY_ELEMENTS, limit=self._limits.elements)
        return self._count - 1

    def _pass(self, octets: int) -> None:
        self._texts += octets
        if self._texts > self._limits.text_octets:
            _stop(body_findings.TEXTS_TOO_LARGE, limit=self._limits.text_octets)

    def _start(self, full_name: str, attributes: Mapping[str, str]) -> None:
        uri, _, name = full_name.rpartition(" ")
        element = OpenElement(_known_as(uri, name), self._counted(name))
        if not self._open:
            self._check_root(element.name)
        self._open.append(element)
        if len(self._open) > self._limits.depth:
            _stop(body_findings.TOO_DEEP, limit=self._limits.depth)
        for attribute, value in attributes.items():
            self._attribute(element, attribute, value)

    def _check_root(self, name: str) -> None:
        if name == _LIST_OF.get(self._root_name):
            _stop(body_findings.ROOT_LIST, root=self._root_name)
        if name != self._root_name:
            _stop(body_findings.ROOT, root=self._root_name, given=shown(name))

    def _attribute(self, element: OpenElement, full_name: str, value: str) -> None:
        uri, _, name = full_name.rpartition(" ")
        at = self._counted(name)
        self._pass(len(value))
        if uri == SCHEMA_INSTANCE:
            element.is_nil |= name == _NIL and value in _TRUE
            return
        is_member = not uri and name in _MEMBERS
        text = value if len(value) <= LONG else LongCharacters((value.encode(),))
        element.add(
            name if is_member else f"{ATTRIBUTE_MARK}{_qualified(uri, name)}", Node(at, text)
        )

    def _end(self, _full_name: str) -> None:
        element = self._open.pop()
        if element.octets <= LONG:
            self._pass(element.octets)
        if self._open:
            self._open[-1].take(element)
        else:
            self._root = element.closed()

    def _characters(self, text: str) -> None:
        self._open[-1].write(text)

    def _instruction(self, target: str, _data: str) -> None:
        self._counted(target)
        flaws = self._open[-1].flaws if self._open else self._outside
        flaws.append(ParseFinding(body_findings.PROCESSING_INSTRUCTION, target=target))


def _known_as(uri: str, name: str) -> str:
    return name if not uri or is_ours(uri) else _qualified(uri, name)


def _qualified(uri: str, name: str) -> str:
    return f"{{{uri}}}{name}" if uri else name


def _stop(definition: Definition, **params: Param) -> NoReturn:
    raise Rejected([definition.at("", **params)])
