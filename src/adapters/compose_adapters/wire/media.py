"""The media types that are read here, named by a Content-Type or by a file (H3)."""

from compose_core.errors import ComposeError
from compose_core.letter import MediaType, parse_media_type

JSON = "application/json"
XML = "application/xml"
MULTIPART = "multipart/form-data"

_ENDINGS = {".json": JSON, ".xml": XML}
_MULTIPART_ENDING = ".multipart"
_HEADER = b"content-type:"


class UnsupportedMediaType(ComposeError):
    """A body is of a type or in a character set that is not read here, or of none (H3)."""


def media_type(text: str) -> MediaType:
    """Parse a Content-Type that names a type that is read here, in UTF-8.

    Raises:
        UnsupportedMediaType: it is malformed, another, or in another character set.
    """
    found = parse_media_type(text)
    if found is None or found.essence not in {JSON, XML, MULTIPART}:
        raise UnsupportedMediaType(f"send {JSON}, {XML} or {MULTIPART}")
    if found.parameter("charset", "utf-8").lower() != "utf-8":
        raise UnsupportedMediaType("send the body in UTF-8")
    return found


def body_of_file(octets: bytes, name: str) -> tuple[bytes, str]:
    """Return the body that a file holds, and its content type.

    Args:
        octets: of the file. One that ends in ``.multipart`` begins with the line
            ``Content-Type: multipart/form-data; boundary=...`` and an empty one.
        name: of the file.

    Raises:
        UnsupportedMediaType: neither its ending nor its first line tells its type.
    """
    lowered = name.lower()
    for ending, content_type in _ENDINGS.items():
        if lowered.endswith(ending):
            return octets, content_type
    if not lowered.endswith(_MULTIPART_ENDING):
        known = ", ".join((*_ENDINGS, _MULTIPART_ENDING))
        raise UnsupportedMediaType(f"name the content type, or the file with one of: {known}")
    line, _, rest = octets.partition(b"\n")
    blank, _, body = rest.partition(b"\n")
    if not line.lower().startswith(_HEADER) or blank.strip():
        raise UnsupportedMediaType(
            "a multipart file begins with its Content-Type and an empty line"
        )
    return body, line[len(_HEADER) :].decode(errors="replace").strip()
