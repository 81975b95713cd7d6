"""Requests from files."""

from compose_adapters.wire import UnsupportedMediaType, body_of_file, decode
from compose_core.model.request import ComposeRequest


class UnknownEnding(ValueError):
    """Neither a file's name nor its first line tells its format."""


def request_of(octets: bytes, name: str, content_type: str | None) -> ComposeRequest:
    """Read the request from the octets of a file.

    Args:
        octets: of the file.
        name: its name; the ending tells the format where no content type is given.
        content_type: of the octets; ``None`` to go by the name.

    Raises:
        UnknownEnding: the format is unknown.
        UnsupportedMediaType: the content type is none that is read.
        Rejected: the file cannot be read as a request at all.
    """
    if content_type:
        return decode(octets, content_type)
    try:
        body, media_type = body_of_file(octets, name)
    except UnsupportedMediaType as error:
        raise UnknownEnding(str(error)) from error
    return decode(body, media_type)
