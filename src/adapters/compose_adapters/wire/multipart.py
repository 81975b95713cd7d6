"""A multipart request: its data, and every further part an attachment (H4)."""

import binascii
from collections.abc import Iterable

import attrs

from compose_adapters.wire import media
from compose_adapters.wire.content import Encoded, Pieces, measure_base64
from compose_adapters.wire.limits import Limits
from compose_adapters.wire.multipart_parser import (
    Disposition,
    Header,
    InvalidDisposition,
    parse_disposition,
)
from compose_adapters.wire.request_shapes import ACTIVITY, ROOT
from compose_adapters.wire.shapes import InvalidValue
from compose_adapters.wire.structure import Structured, structure
from compose_adapters.wire.tree import TextPieces, excerpt
from compose_core.errors import Definition, Finding, Param, Rejected, in_document_order
from compose_core.errors.catalogue import body
from compose_core.errors.catalogue import multipart as multipart_findings
from compose_core.errors.catalogue import phrases as reasons
from compose_core.model import paths
from compose_core.model.attachment import CHUNK_OCTETS, Attachment, Content, InMemory
from compose_core.model.personal import hide_texts
from compose_core.model.request import ComposeRequest

DATA = "data"
DATA_TYPE = "data-type"
_OCTET_STREAM = "application/octet-stream"
_NO_CONTENT = InMemory(b"")
_NOT_ENCODED = {"", "7bit", "8bit", "binary"}


class InvalidTransferEncoding(ValueError):
    """A part is not in the Content-Transfer-Encoding that it names, or that is unknown."""


@attrs.define(field_transformer=hide_texts())
class Part:
    """A part that is arriving.

    Args:
        index: of the part in the body, from zero.
        disposition: its Content-Disposition.
        content_type: its Content-Type; empty for none.
        transfer_encoding: in small letters; empty for none.
    """

    index: int
    disposition: Disposition
    content_type: str = ""
    transfer_encoding: str = ""
    size: int = 0
    _full: list[bytes] = attrs.field(factory=list, repr=False)
    _filling: bytearray = attrs.field(factory=bytearray, repr=False)

    def add(self, octets: bytes) -> None:
        """Add octets that have arrived."""
        self.size += len(octets)
        self._filling += octets
        if len(self._filling) >= CHUNK_OCTETS:
            self._full.append(bytes(self._filling))
            self._filling.clear()

    def content(self) -> Content:
        """Return the content of the part, out of its transfer encoding.

        Raises:
            InvalidTransferEncoding: it is not in that encoding.
        """
        last = (bytes(self._filling),) if self._filling else ()
        pieces = Pieces((*self._full, *last), self.size)
        if self.transfer_encoding in _NOT_ENCODED:
            return pieces
        if self.transfer_encoding == "quoted-printable":
            octets = binascii.a2b_qp(b"".join(pieces.chunks()))
            return Pieces((octets,), len(octets))
        if self.transfer_encoding != "base64":
            raise InvalidTransferEncoding(self.transfer_encoding)
        try:
            return Encoded(TextPieces(pieces.parts), measure_base64(pieces.parts))
        except InvalidValue:
            raise InvalidTransferEncoding("base64") from None


class Form:
    """The sink of the parser: takes the parts of one body, and makes the request of them.

    Args:
        limits: of the parts.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._fields: dict[str, list[Part]] = {DATA: [], DATA_TYPE: []}
        self._attachments: list[Attachment] = []
        self._positions: dict[str, int] = {}
        self._findings: list[Finding] = []
        self._part = Part(-1, Disposition())

    def begin(self, headers: list[Header]) -> None:
        """Begin a part."""
        values: dict[str, list[str]] = {}
        for name, value in headers:
            values.setdefault(name, []).append(value)
        self._part = Part(
            self._part.index + 1,
            self._disposition(values.get("content-disposition", [])),
            values.get("content-type", [""])[0],
            values.get("content-transfer-encoding", [""])[0].lower(),
        )

    def data(self, octets: bytes) -> None:
        """Add octets to the part.

        Raises:
            Rejected: it is no file, and too large; one finding.
        """
        self._part.add(octets)
        name = self._field_name()
        if name and self._part.size > self._limits.data_octets:
            too_large = multipart_findings.DATA_TOO_LARGE.at(
                name, part=name, limit=self._limits.data_octets
            )
            raise Rejected([too_large])

    def end(self) -> None:
        """End the part."""
        name = self._field_name()
        if name:
            self._fields[name].append(self._part)
        else:
            self._attach(self._part)

    def _field_name(self) -> str:
        disposition = self._part.disposition
        return (
            disposition.name
            if disposition.is_form_data and disposition.name in self._fields
            else ""
        )

    def _disposition(self, values: list[str]) -> Disposition:
        try:
            return parse_disposition(*values) if values else Disposition()
        except InvalidDisposition as error:
            self._add(
                multipart_findings.DISPOSITION, self._next_file("fileName"), reason=error.reason
            )
            return Disposition()

    def _next_file(self, member: str = "") -> str:
        return paths.attachment(len(self._attachments), member)

    def _add(self, definition: Definition, path: str, **params: Param) -> None:
        self._findings.append(definition.at(path, **{"element": path, **params}))

    def _attach(self, part: Part) -> None:
        self._positions[self._next_file()] = self._place_of(part)
        self._attachments.append(
            Attachment(
                part.content_type or _OCTET_STREAM, self._file_name(part), self._content(part)
            )
        )

    def _place_of(self, part: Part) -> int:
        """Return the position of a part among all, with room for the elements of the data."""
        return part.index * (self._limits.elements + 1)

    def _file_name(self, part: Part) -> str:
        given, path = part.disposition, self._next_file("fileName")
        if given.is_inline:
            self._add(multipart_findings.INLINE_PART, self._next_file(), name=excerpt(given.called))
        if len(given.file_names) > 1:
            first, second = map(excerpt, given.file_names[:2])
            self._add(multipart_findings.FILE_NAMES_DIFFER, path, first=first, second=second)
        elif not given.file_names and not self._is_found(path):
            named = reasons.NAME_OF_PART.of(path=path, name=excerpt(given.name))
            self._add(body.ELEMENT_MISSING, path, element=named if given.name else path)
        return given.file_names[0] if given.file_names else ""

    def _is_found(self, path: str) -> bool:
        """Whether the last finding is of this path, as that of an invalid header is."""
        return bool(self._findings) and self._findings[-1].path == path

    def _content(self, part: Part) -> Content:
        try:
            return part.content()
        except InvalidTransferEncoding as error:
            path = self._next_file("content")
            self._add(multipart_findings.TRANSFER_ENCODING, path, encoding=excerpt(str(error)))
            return _NO_CONTENT

    def structure(self) -> Structured[ComposeRequest]:
        """Make the request of the parts, as far as they can be read.

        Raises:
            Rejected: the data cannot be read at all; with all other findings of the parts.
        """
        data, data_type = self._one_of(DATA), self._one_of(DATA_TYPE)
        media_name = self._media_of_data(data_type) if data_type else ""
        if data is None or not media_name:
            raise self._rejected()
        try:
            start = self._place_of(data)
            found = structure(ACTIVITY, ROOT, _octets(data), media_name, self._limits, start)
        except Rejected as rejected:
            raise self._rejected(rejected.findings) from None
        return self._join(found)

    def _rejected(self, further: Iterable[Finding] = ()) -> Rejected:
        return Rejected(in_document_order((*self._findings, *further), self._positions))

    def _one_of(self, name: str) -> Part | None:
        parts = self._fields[name]
        if not parts:
            self._findings.append(multipart_findings.PART_MISSING.at(name, part=name))
            return None
        self._positions[name] = self._place_of(parts[0])
        if len(parts) > 1:
            self._findings.append(
                multipart_findings.PART_REPEATED.at(name, part=name, count=len(parts))
            )
        return parts[0]

    def _media_of_data(self, part: Part) -> str:
        given = _octets(part).decode(errors="replace")
        try:
            found = media.media_type(given.strip()).essence
        except media.UnsupportedMediaType:
            found = media.MULTIPART
        if found == media.MULTIPART:
            self._findings.append(multipart_findings.DATA_TYPE.at(DATA_TYPE, value=excerpt(given)))
            return ""
        return found

    def _join(self, found: Structured[ComposeRequest]) -> Structured[ComposeRequest]:
        """Join the data and the files; a list of attachments in the data is a finding (E12)."""
        of_data = [each for each in found.findings if not each.path.startswith(paths.ATTACHMENTS)]
        if found.value.attachments or len(of_data) < len(found.findings):
            self._add(multipart_findings.ATTACHMENTS_ELEMENT, paths.ATTACHMENTS)
        request = attrs.evolve(found.value, attachments=tuple(self._attachments))
        positions = {**found.positions, **self._positions}
        return Structured(request, (*self._findings, *of_data), positions)


def _octets(part: Part) -> bytes:
    try:
        return b"".join(part.content().chunks())
    except InvalidTransferEncoding as error:
        name = part.disposition.name
        encoding = excerpt(str(error))
        finding = multipart_findings.TRANSFER_ENCODING.at(name, element=name, encoding=encoding)
        raise Rejected([finding]) from None
