"""A letter as the octets that are sent, and their exact number (RFC 5322, 2046)."""

import re
from collections.abc import Iterable, Iterator

import attrs

from compose_core.errors.exceptions import Unrenderable
from compose_core.letter.bodies import base64_lines, base64_size, body
from compose_core.letter.fields import needs_utf8, parameter
from compose_core.letter.headers import has_utf8_headers, head
from compose_core.letter.media_types import MediaType, parse_media_type
from compose_core.letter.values import Envelope, Letter, MimeAttachment
from compose_core.model.attachment import Content
from compose_core.model.personal import hide_texts

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,60}")


# Parameters that could tell a reader another file name, or another structure, than ours.
_NOT_MAILED = frozenset({"name", "filename", "boundary"})
_LONGEST_CONTENT_TYPE = 255


@attrs.frozen(field_transformer=hide_texts())
class _Part:
    """A part of a mail.

    Args:
        head: its header lines, each with CRLF, without the blank line.
        pieces: its octets, and contents that become base64, in their order.
    """

    head: bytes
    pieces: tuple[bytes | Content, ...]

    @property
    def size(self) -> int:
        """Count the octets of the pieces as they are mailed."""
        return sum(
            len(each) if isinstance(each, bytes) else base64_size(each.size) for each in self.pieces
        )


@attrs.frozen
class Rendered:
    """A letter of which only the contents of its enclosures are still to be read."""

    _whole: _Part = attrs.field(repr=False)

    @property
    def size(self) -> int:
        """Count the octets; see `size_of`."""
        return self._whole.size

    def chunks(self) -> Iterator[bytes]:
        """Give the octets, as `render` does; may be called again."""
        return _streamed(self._whole)


def rendered(letter: Letter) -> Rendered:
    """Prepare a letter of which both the size and the octets are needed.

    Raises:
        Unrenderable: the letter has a value that no mail can hold.
    """
    return Rendered(_whole(letter))


def size_of(letter: Letter) -> int:
    """Count the octets that `render` gives: between DATA and the final dot, undoubled (S5).

    The contents of the enclosures are not read.

    Raises:
        Unrenderable: the letter has a value that no mail can hold.
    """
    return rendered(letter).size


def render(letter: Letter) -> Iterator[bytes]:
    """Write a letter as it is sent, in pieces, every line ended by CRLF and within 998 octets.

    The same letter gives the same octets. Enclosures are read while the pieces are taken, and
    never held whole.

    Raises:
        Unrenderable: the letter has a value that no mail can hold; at once. Or an enclosure's
            content is not of the size that it claims; when it has been read.
    """
    return rendered(letter).chunks()


def needs_smtputf8(letter: Letter, envelope: Envelope) -> bool:
    """Whether the letter can only be handed to a server with SMTPUTF8 (RFC 6531)."""
    return has_utf8_headers(letter) or any(map(needs_utf8, (envelope.sender, *envelope.recipients)))


def _whole(letter: Letter) -> _Part:
    content = _content(letter)
    pieces = (head(letter).encode() + content.head + b"\r\n", *content.pieces)
    last = pieces[-1]
    unended = isinstance(last, bytes) and not last.endswith(b"\r\n")
    return _Part(b"", (*pieces, b"\r\n") if unended and last else pieces)


def _content(letter: Letter) -> _Part:
    if not _TOKEN.fullmatch(letter.boundary):
        raise Unrenderable("boundary", "it is no token of letters, digits, '-' and '_'")
    # "=_" stands in no quoted-printable and no base64.
    boundary = f"=_{letter.boundary}"
    written = _written(letter, boundary)
    if not letter.enclosures:
        return written
    enclosed = [
        _enclosed_part(each, f"enclosures[{index}]") for index, each in enumerate(letter.enclosures)
    ]
    return _multipart("mixed", f"{boundary}_m", (written, *enclosed))


def _written(letter: Letter, boundary: str) -> _Part:
    if letter.html is None:
        # Without any text an empty one shows that none of the files is the message.
        return _text_part(_only(letter.text or "", letter), "plain", "text", boundary)
    if letter.text is None:
        return _text_part(_only(letter.html, letter), "html", "html", boundary)
    text = _text_part(letter.text, "plain", "text", boundary)
    html = _text_part(letter.html, "html", "html", boundary)
    return _multipart("alternative", f"{boundary}_a", (text, html))


def _only(text: str, letter: Letter) -> str:
    # Where a text is the whole mail its last line is ended by the mail, so in every encoding.
    unended = text and not text.endswith(("\n", "\r"))
    return f"{text}\n" if unended and not letter.enclosures else text


def _streamed(part: _Part) -> Iterator[bytes]:
    ready: list[bytes] = []
    for piece in part.pieces:
        if isinstance(piece, bytes):
            ready.append(piece)
        else:
            yield b"".join(ready)
            ready = []
            yield from base64_lines(_counted(piece))
    yield b"".join(ready)


def _counted(content: Content) -> Iterator[bytes]:
    read = 0
    for chunk in content.chunks():
        read += len(chunk)
        yield chunk
    if read != content.size:
        raise Unrenderable("enclosures", f"a content of {content.size} octets gave {read}")


def _text_part(text: str, subtype: str, field: str, delimiter: str) -> _Part:
    """Make a part of text.

    Raises:
        Unrenderable: the text holds half a surrogate pair.
    """
    mailed = body(text, field, delimiter)
    head = (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {mailed.encoding}\r\n"
    )
    return _Part(head.encode(), (mailed.octets,))


def _enclosed_part(attachment: MimeAttachment, field: str) -> _Part:
    """Make a part that is a file.

    Raises:
        Unrenderable: its content type is none, or its name cannot stand in a header.
    """
    name = parameter("filename", attachment.file_name, f"{field}.file_name")
    head = (
        f"Content-Type: {_content_type(attachment, field)}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n {name}\r\n"
    )
    return _Part(head.encode(), (attachment.content,))


def _multipart(subtype: str, boundary: str, parts: Iterable[_Part]) -> _Part:
    """Make a part of parts, with a boundary between them that occurs in none."""
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n'
    pieces: list[bytes | Content] = []
    delimiter = f"--{boundary}\r\n".encode()
    for part in parts:
        pieces += (delimiter, part.head, b"\r\n", *part.pieces)
        delimiter = f"\r\n--{boundary}\r\n".encode()
    pieces.append(f"\r\n--{boundary}--".encode())
    return _Part(head.encode(), tuple(pieces))


def _content_type(attachment: MimeAttachment, field: str) -> str:
    declared = parse_media_type(attachment.content_type)
    if declared is None or len(attachment.content_type) > _LONGEST_CONTENT_TYPE:
        raise Unrenderable(f"{field}.content_type", "it is no media type")
    if declared.essence.startswith(("message/", "multipart/")):
        return "application/octet-stream"
    return ";\r\n ".join((declared.essence, *_mailed_parameters(declared, field)))


def _mailed_parameters(declared: MediaType, field: str) -> Iterator[str]:
    # An extended name (RFC 2231) could spell one of those not mailed.
    for name, value in declared.parameters.items():
        if name not in _NOT_MAILED and "*" not in name:
            yield parameter(name, value, f"{field}.content_type")
