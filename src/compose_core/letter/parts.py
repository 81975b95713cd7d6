"""The parts of a letter and how they are put together (RFC 2046)."""

from collections.abc import Iterable, Iterator

import attrs

from compose_core.errors.exceptions import Unrenderable
from compose_core.letter.base64_lines import base64_size
from compose_core.letter.bodies import body
from compose_core.letter.media_types import MediaType, media_type
from compose_core.letter.parameters import parameter
from compose_core.letter.values import MimeAttachment
from compose_core.model.attachment import Content
from compose_core.model.personal import hide_texts

# Parameters that could tell a reader another file name, or another structure, than ours.
_NOT_MAILED = frozenset({"name", "filename", "boundary"})
_LONGEST_CONTENT_TYPE = 255


@attrs.frozen(field_transformer=hide_texts())
class Part:
    """A part of a mail.

    Args:
        head: its header lines, each with CRLF, without the blank line.
        pieces: its octets, and contents that become base64, in their order.
    """

    head: bytes
    pieces: tuple[bytes | Content, ...]

    @property
    def size(self) -> int:
        """The octets of the pieces as they are mailed."""
        return sum(
            len(each) if isinstance(each, bytes) else base64_size(each.size) for each in self.pieces
        )


def text_part(text: str, subtype: str, field: str, delimiter: str) -> Part:
    """A part of text.

    Raises:
        Unrenderable: the text holds half a surrogate pair.
    """
    mailed = body(text, field, delimiter)
    head = (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {mailed.encoding}\r\n"
    )
    return Part(head.encode(), (mailed.octets,))


def enclosed_part(enclosure: MimeAttachment, field: str) -> Part:
    """A part that is a file.

    Raises:
        Unrenderable: its content type is none, or its name cannot stand in a header.
    """
    name = parameter("filename", enclosure.file_name, f"{field}.file_name")
    head = (
        f"Content-Type: {_content_type(enclosure, field)}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n {name}\r\n"
    )
    return Part(head.encode(), (enclosure.content,))


def multipart(subtype: str, boundary: str, parts: Iterable[Part]) -> Part:
    """A part of parts, with a boundary between them that occurs in none."""
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n'
    pieces: list[bytes | Content] = []
    delimiter = f"--{boundary}\r\n".encode()
    for part in parts:
        pieces += (delimiter, part.head, b"\r\n", *part.pieces)
        delimiter = f"\r\n--{boundary}\r\n".encode()
    pieces.append(f"\r\n--{boundary}--".encode())
    return Part(head.encode(), tuple(pieces))


def _content_type(enclosure: MimeAttachment, field: str) -> str:
    declared = media_type(enclosure.content_type) if enclosure.content_type.isascii() else None
    if declared is None or len(enclosure.content_type) > _LONGEST_CONTENT_TYPE:
        raise Unrenderable(f"{field}.content_type", "it is no media type")
    if declared.essence.startswith(("message/", "multipart/")):
        return "application/octet-stream"
    return ";\r\n ".join((declared.essence, *_mailed_parameters(declared, field)))


def _mailed_parameters(declared: MediaType, field: str) -> Iterator[str]:
    # The first of a name counts; an extended name (RFC 2231) could spell one of those not mailed.
    for name, value in dict(reversed(declared.parameters)).items():
        if name not in _NOT_MAILED and "*" not in name:
            yield parameter(name, value, f"{field}.content_type")
