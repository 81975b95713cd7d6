"""Requests from files."""

from compose_adapters.wire import UnsupportedMediaType, body_of_file, decode
from compose_core.model.request import ComposeRequest


class UnknownEnding(ValueError):
    """Neither a file's name nor its first line says what format it is in."""


def request_of(octets: bytes, name: str, content_type: str | None) -> ComposeRequest:
    """The request that a file holds.

    Args:
        octets: of the file.
        name: its name; the ending tells the format where no content type is given.
        content_type: of the octets; ``None`` to go by the name.

    Raises:
        UnknownEnding: nobody can tell what format it is in.
        UnsupportedMediaType: the content type is none that is read.
        Rejected: the file cannot be read as a request at all.
    """
    if content_type:
        return decode(octets, content_type)
    try:
        body, told_type = body_of_file(octets, name)
    except UnsupportedMediaType as error:
        raise UnknownEnding(str(error)) from error
    return decode(body, told_type)
