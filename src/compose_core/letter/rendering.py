"""A letter as the octets that are sent, and their exact number."""

import re
from collections.abc import Iterator

import attrs

from compose_core.errors.exceptions import Unrenderable
from compose_core.letter.base64_lines import base64_lines
from compose_core.letter.headers import has_utf8_headers, head
from compose_core.letter.mailboxes import needs_utf8
from compose_core.letter.parts import Part, enclosed_part, multipart, text_part
from compose_core.letter.values import Envelope, Letter
from compose_core.model.attachment import Content

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,60}")


@attrs.frozen
class Rendered:
    """A letter of which only the contents of its enclosures are still to be read."""

    _whole: Part = attrs.field(repr=False)

    @property
    def size(self) -> int:
        """How many octets there are; see `size_of`."""
        return self._whole.size

    def chunks(self) -> Iterator[bytes]:
        """The octets, as `render` gives them; may be called again."""
        return _streamed(self._whole)


def rendered(letter: Letter) -> Rendered:
    """The letter for whoever needs both its size and its octets.

    Raises:
        Unrenderable: the letter has a value that no mail can hold.
    """
    return Rendered(_whole(letter))


def size_of(letter: Letter) -> int:
    """How many octets `render` gives: those between DATA and the final dot, undoubled (S5).

    The contents of the enclosures are not read.

    Raises:
        Unrenderable: the letter has a value that no mail can hold.
    """
    return rendered(letter).size


def render(letter: Letter) -> Iterator[bytes]:
    """The letter as it is sent, in pieces, every line ended by CRLF and within 998 octets.

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


def _whole(letter: Letter) -> Part:
    content = _content(letter)
    pieces = (head(letter).encode() + content.head + b"\r\n", *content.pieces)
    last = pieces[-1]
    unended = isinstance(last, bytes) and not last.endswith(b"\r\n")
    return Part(b"", (*pieces, b"\r\n") if unended and last else pieces)


def _content(letter: Letter) -> Part:
    if not _TOKEN.fullmatch(letter.boundary):
        raise Unrenderable("boundary", "it is no token of letters, digits, '-' and '_'")
    # "=_" stands in no quoted-printable and no base64.
    boundary = f"=_{letter.boundary}"
    written = _written(letter, boundary)
    if not letter.enclosures:
        return written
    enclosed = [
        enclosed_part(each, f"enclosures[{index}]") for index, each in enumerate(letter.enclosures)
    ]
    return multipart("mixed", f"{boundary}_m", (written, *enclosed))


def _written(letter: Letter, boundary: str) -> Part:
    if letter.html is None:
        # Without any text an empty one shows that none of the files is the message.
        return text_part(_only(letter.text or "", letter), "plain", "text", boundary)
    if letter.text is None:
        return text_part(_only(letter.html, letter), "html", "html", boundary)
    text = text_part(letter.text, "plain", "text", boundary)
    html = text_part(letter.html, "html", "html", boundary)
    return multipart("alternative", f"{boundary}_a", (text, html))


def _only(text: str, letter: Letter) -> str:
    # Where a text is the whole mail its last line is ended by the mail, so in every encoding.
    unended = text and not text.endswith(("\n", "\r"))
    return f"{text}\n" if unended and not letter.enclosures else text


def _streamed(part: Part) -> Iterator[bytes]:
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
