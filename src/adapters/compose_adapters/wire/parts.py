"""The parts of a multipart request, as they are gathered (H4)."""

import binascii
from collections.abc import Iterator

import attrs

from compose_adapters.wire.base64_content import Encoded, measured
from compose_adapters.wire.disposition import Disposition
from compose_adapters.wire.octets import Pieces
from compose_adapters.wire.shapes import InvalidValue
from compose_core.model.attachment import CHUNK_OCTETS, Content
from compose_core.model.personal import hide_texts

_AS_IT_IS = {"", "7bit", "8bit", "binary"}


class InvalidTransferEncoding(ValueError):
    """A part is not in the Content-Transfer-Encoding that it names, or that is unknown."""


@attrs.define(field_transformer=hide_texts())
class Part:
    """A part on its way in.

    Args:
        index: of the part in the body, from zero.
        disposition: what its Content-Disposition says.
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
        """The part goes on."""
        self.size += len(octets)
        self._filling += octets
        if len(self._filling) >= CHUNK_OCTETS:
            self._full.append(bytes(self._filling))
            self._filling.clear()

    def content(self) -> Content:
        """What the part carries, out of its transfer encoding.

        Raises:
            Untransferable: it is not in that encoding.
        """
        last = (bytes(self._filling),) if self._filling else ()
        pieces = Pieces((*self._full, *last), self.size)
        if self.transfer_encoding in _AS_IT_IS:
            return pieces
        if self.transfer_encoding == "base64":
            return _from_base64(pieces)
        if self.transfer_encoding == "quoted-printable":
            octets = binascii.a2b_qp(b"".join(pieces.chunks()))
            return Pieces((octets,), len(octets))
        raise InvalidTransferEncoding(self.transfer_encoding)


@attrs.frozen
class _Transferred:
    """A part's octets as a text; see `LongText`."""

    file: Pieces

    def text(self) -> str:
        return b"".join(self.file.chunks()).decode()

    def pieces(self) -> Iterator[bytes]:
        return self.file.chunks()

    def octets(self) -> int:
        return self.file.size


def _from_base64(octets: Pieces) -> Content:
    try:
        return Encoded(_Transferred(octets), measured(octets.chunks()))
    except InvalidValue:
        raise InvalidTransferEncoding("base64") from None
