"""What an attachment's name and declared type may be (E12)."""

from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import request as request_findings
from compose_core.letter.attachments import is_media_type
from compose_core.model import paths
from compose_core.model.request import Command, ComposeRequest

NAME_LIMIT = 255
TYPE_LIMIT = 255


def files(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Every attachment has a name and a media type of at most 255 characters each."""
    for index, attachment in enumerate(request.attachments):
        yield from _name(paths.attachment(index, "fileName"), attachment.file_name)
        yield from _media_type(paths.attachment(index, "contentType"), attachment.content_type)


def _name(path: str, name: str) -> Iterator[Finding]:
    if not name:
        yield request_findings.VALUE_EMPTY.at(path, element=path)
    yield from _length(path, name, NAME_LIMIT)


def _media_type(path: str, content_type: str) -> Iterator[Finding]:
    too_long = tuple(_length(path, content_type, TYPE_LIMIT))
    yield from too_long
    if not too_long and not is_media_type(content_type):
        yield request_findings.MEDIA_TYPE.at(path, value=content_type)


def _length(path: str, text: str, limit: int) -> Iterator[Finding]:
    if len(text) > limit:
        yield request_findings.VALUE_TOO_LONG.at(path, element=path, length=len(text), limit=limit)
