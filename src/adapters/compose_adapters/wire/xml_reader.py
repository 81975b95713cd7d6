"""XML to a tree (SPEC 9), through the standard library's expat.

Elements are matched by their local names; one of a foreign namespace keeps it in its name, so no
shape knows it. Attributes are members. There is no DOCTYPE, so there are no entities but the five
that XML itself defines. Expat is fed in pieces: so no other thread waits long for the interpreter,
and a tag that does not end is refused before its attributes are read.
"""

from collections.abc import Mapping
from typing import NoReturn
from xml.parsers import expat
from xml.parsers.expat import errors

import attrs

from compose_adapters.wire.limits import Limits
from compose_adapters.wire.namespaces import SCHEMA_INSTANCE, is_ours
from compose_adapters.wire.tree import (
    ATTRIBUTE_MARK,
    LAYOUT,
    LONG,
    Document,
    LongText,
    Node,
    ParseFinding,
    TextPieces,
    excerpt,
    malformed,
    malformed_at,
)
from compose_core.errors import Definition, Param, Phrase, Rejected
from compose_core.errors.catalogue import body as body_findings
from compose_core.errors.catalogue import phrases as reasons
from compose_core.model.personal import hide_texts

_REASONS_BY_SENTENCE = {
    errors.XML_ERROR_SYNTAX: reasons.XML_SYNTAX,
    errors.XML_ERROR_NO_ELEMENTS: reasons.XML_NO_ELEMENT,
    errors.XML_ERROR_INVALID_TOKEN: reasons.XML_CHARACTER,
    errors.XML_ERROR_UNCLOSED_TOKEN: reasons.XML_UNCLOSED,
    errors.XML_ERROR_PARTIAL_CHAR: reasons.XML_CUT_OFF,
    errors.XML_ERROR_TAG_MISMATCH: reasons.XML_END_TAG,
    errors.XML_ERROR_DUPLICATE_ATTRIBUTE: reasons.XML_ATTRIBUTE_TWICE,
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: reasons.XML_AFTER_ROOT,
    errors.XML_ERROR_UNDEFINED_ENTITY: reasons.XML_ENTITY,
    errors.XML_ERROR_BAD_CHAR_REF: reasons.XML_REFERENCE,
    errors.XML_ERROR_MISPLACED_XML_PI: reasons.XML_DECLARATION_PLACE,
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION: reasons.XML_CDATA,
    errors.XML_ERROR_UNBOUND_PREFIX: reasons.XML_PREFIX,
    errors.XML_ERROR_XML_DECL: reasons.XML_DECLARATION,
}
# By the parser's code; it has more, which no body here leads to.
_REASONS: dict[int, Phrase] = {
    errors.codes[sentence]: phrase for sentence, phrase in _REASONS_BY_SENTENCE.items()
}
_BLANK = LAYOUT.encode()
_BUFFER = 65_536
_FED = 16_384
_MEMBERS = {"id", "date"}
_NIL = "nil"
_TRUE = {"true", "1"}
_LIST_OF = {"activity": "activities"}


def read_xml(body: bytes, root: str, limits: Limits) -> Document:
    """Read an XML body.

    Args:
        body: UTF-8, with or without a byte order mark.
        root: the local name that its root must have.
        limits: of depth, names, texts, and the number of elements and attributes.

    Raises:
        Rejected: it is not well-formed, has a DOCTYPE or another root, or is beyond a limit;
            one finding.
    """
    # Every document in UTF-16 or UTF-32 has one, and expat would accept it in that encoding.
    if (zero := body.find(b"\0")) >= 0:
        raise malformed_at(body, zero, "XML", reasons.XML_NUL)
    reader = _Reader(root, limits)
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = _BUFFER
    reader.listen_to(parser)
    try:
        _feed(parser, body, limits)
    except expat.ExpatError as error:
        reason = _REASONS.get(error.code, reasons.XML_OTHER)
        raise malformed("XML", error.lineno, error.offset + 1, reason) from None
    return Document(reader.document(), is_markup=True)


def _feed(parser: expat.XMLParserType, body: bytes, limits: Limits) -> None:
    octets = memoryview(body)
    for start in range(0, len(body), _FED):
        piece = octets[start : start + _FED]
        parser.Parse(piece, False)
        if start + len(piece) - parser.CurrentByteIndex > limits.token_octets:
            _stop(body_findings.TOKEN_TOO_LONG, limit=limits.token_octets)
    parser.Parse(b"", True)


@attrs.define(field_transformer=hide_texts())
class _OpenElement:
    """An element of which the end has not been seen.

    Args:
        name: its local name.
        at: its place in the order of the document.
        is_nil: whether it is marked as without a value.
        members: its attributes and the children that are closed.
        characters: its text so far, in UTF-8: as characters it may take four times the memory.
        octets: of its text so far.
        findings: on the element itself.
        has_children: whether any of its members is an element.
    """

    name: str
    at: int
    is_nil: bool = False
    members: dict[str, Node] = attrs.field(factory=dict)
    characters: list[bytes] = attrs.field(factory=list)
    octets: int = 0
    findings: list[ParseFinding] = attrs.field(factory=list)
    has_children: bool = False

    def add(self, name: str, node: Node) -> None:
        """Add a child or an attribute; those of one name become a list."""
        known = self.members.get(name)
        if known is None:
            self.members[name] = node
        elif isinstance(known.value, list):
            known.value.append(node)
        else:
            self.members[name] = Node(known.at, [known, node])

    def close(self) -> Node:
        """Make the node of the whole element."""
        has_text = bool(self.members) and any(part.strip(_BLANK) for part in self.characters)
        if self.is_nil and (self.characters or self.has_children):
            # To drop the content of a nil element without a finding might lose text of a mail.
            self.findings.append(ParseFinding(body_findings.MIXED_CONTENT))
        if has_text and self.has_children:
            self.findings.append(ParseFinding(body_findings.MIXED_CONTENT))
        findings = tuple(self.findings)
        if not self.members:
            return Node(self.at, None if self.is_nil else self._text(), findings)
        text = self._text() if has_text and not self.has_children else None
        return Node(self.at, self.members, findings, text)

    def _text(self) -> str | LongText:
        if self.octets > LONG:
            return TextPieces(tuple(self.characters))
        return b"".join(self.characters).decode()


class _Reader:
    """Builds the tree from the events of the parser; elements that are open form a stack."""

    def __init__(self, root: str, limits: Limits) -> None:
        self._root_name = root
        self._limits = limits
        self._count = 0
        self._texts = 0
        self._open: list[_OpenElement] = []
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
        return attrs.evolve(self._root, findings=(*self._root.findings, *self._outside))

    def _declaration(self, version: str, encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            raise malformed("XML", 1, 1, reasons.XML_VERSION.of(version=excerpt(version)))
        if encoding is not None and encoding.lower() != "utf-8":
            _stop(body_findings.ENCODING, encoding=excerpt(encoding))

    def _doctype(self, *_declared: object) -> NoReturn:
        _stop(body_findings.DOCTYPE)

    def _namespace(self, _prefix: str | None, uri: str | None) -> None:
        # Expat repeats the namespace in the name of every element: a long one would cost its
        # length each time.
        self._count_name(uri or "")

    def _count_name(self, name: str) -> int:
        if len(name) > self._limits.name_length:
            _stop(body_findings.NAME_TOO_LONG, limit=self._limits.name_length)
        self._count += 1
        if self._count > self._limits.elements:
            _stop(body_findings.TOO_MANY_ELEMENTS, limit=self._limits.elements)
        return self._count - 1

    def _count_octets(self, octets: int) -> None:
        self._texts += octets
        if self._texts > self._limits.text_octets:
            _stop(body_findings.TEXTS_TOO_LARGE, limit=self._limits.text_octets)

    def _start(self, full_name: str, attributes: Mapping[str, str]) -> None:
        uri, _, name = full_name.rpartition(" ")
        known_as = _qualified("" if is_ours(uri) else uri, name)
        element = _OpenElement(known_as, self._count_name(name))
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
            _stop(body_findings.ROOT, root=self._root_name, given=excerpt(name))

    def _attribute(self, element: _OpenElement, full_name: str, value: str) -> None:
        uri, _, name = full_name.rpartition(" ")
        at = self._count_name(name)
        self._count_octets(len(value))
        if uri == SCHEMA_INSTANCE:
            element.is_nil |= name == _NIL and value in _TRUE
            return
        is_member = not uri and name in _MEMBERS
        text = value if len(value) <= LONG else TextPieces((value.encode(),))
        element.add(
            name if is_member else f"{ATTRIBUTE_MARK}{_qualified(uri, name)}", Node(at, text)
        )

    def _end(self, _full_name: str) -> None:
        element = self._open.pop()
        if element.octets <= LONG:
            self._count_octets(element.octets)
        if self._open:
            self._open[-1].has_children = True
            self._open[-1].add(element.name, element.close())
        else:
            self._root = element.close()

    def _characters(self, text: str) -> None:
        octets = text.encode()
        self._open[-1].characters.append(octets)
        self._open[-1].octets += len(octets)

    def _instruction(self, target: str, _data: str) -> None:
        self._count_name(target)
        findings = self._open[-1].findings if self._open else self._outside
        findings.append(ParseFinding(body_findings.PROCESSING_INSTRUCTION, target=target))


def _qualified(uri: str, name: str) -> str:
    return f"{{{uri}}}{name}" if uri else name


def _stop(definition: Definition, **params: Param) -> NoReturn:
    raise Rejected([definition.at("", **params)])
