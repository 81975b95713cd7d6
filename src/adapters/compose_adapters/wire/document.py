"""A body in JSON or XML to its tree."""

from compose_adapters.wire import media
from compose_adapters.wire.json_reader import read_json
from compose_adapters.wire.limits import Limits
from compose_adapters.wire.tree import Document
from compose_adapters.wire.xml_reader import read_xml


def read(body: bytes, media_name: str, root: str, limits: Limits) -> Document:
    """The tree that a body spells.

    Args:
        body: in UTF-8.
        media_name: the media type's, that of JSON or of XML.
        root: what XML calls the whole.
        limits: of what the body may hold.

    Raises:
        Rejected: it is not well-formed, or beyond a limit; one finding.
    """
    if media_name == media.JSON:
        return read_json(body, limits)
    return read_xml(body, root, limits)
