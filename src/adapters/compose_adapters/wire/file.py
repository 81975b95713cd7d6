"""Requests in files, whose names or first lines say what they are."""

from compose_adapters.wire import media
from compose_adapters.wire.decode import decode
from compose_adapters.wire.limits import STANDARD, Limits
from compose_core.model.request import ComposeRequest

_ENDINGS = {".json": media.JSON, ".xml": media.XML}
_MULTIPART_ENDING = ".multipart"
_HEADER = b"content-type:"


def decode_file(octets: bytes, name: str, limits: Limits = STANDARD) -> ComposeRequest:
    """Read the request that a file holds, as `decode` does.

    Args:
        octets: of the file. One that ends in ``.multipart`` begins with the line
            ``Content-Type: multipart/form-data; boundary=...`` and an empty one.
        name: of the file; its ending says what it is.
        limits: of what the body may hold.

    Raises:
        UnsupportedMediaType: as for `body_of_file` and `decode`.
        Rejected: as for `decode`.
    """
    body, content_type = body_of_file(octets, name)
    return decode(body, content_type, limits)


def body_of_file(octets: bytes, name: str) -> tuple[bytes, str]:
    """The body that a file holds, and its content type.

    Args:
        octets: of the file.
        name: of the file.

    Raises:
        UnsupportedMediaType: neither its ending nor its first line says what it is.
    """
    lowered = name.lower()
    for ending, content_type in _ENDINGS.items():
        if lowered.endswith(ending):
            return octets, content_type
    if not lowered.endswith(_MULTIPART_ENDING):
        known = ", ".join((*_ENDINGS, _MULTIPART_ENDING))
        raise media.UnsupportedMediaType(f"name the content type, or the file with one of: {known}")
    return _after_header(octets)


def _after_header(octets: bytes) -> tuple[bytes, str]:
    line, _, rest = octets.partition(b"\n")
    blank, _, body = rest.partition(b"\n")
    if not line.lower().startswith(_HEADER) or blank.strip():
        raise media.UnsupportedMediaType(
            "a multipart file begins with its Content-Type and an empty line"
        )
    return body, line[len(_HEADER) :].decode(errors="replace").strip()
