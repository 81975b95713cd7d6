"""Media types and header parameters (RFC 9110 section 8.3, RFC 2045 section 5.1)."""

import re

import attrs

from compose_core.errors import ComposeError
from compose_core.model.personal import hide_texts

JSON = "application/json"
XML = "application/xml"
MULTIPART = "multipart/form-data"

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_TYPE = re.compile(rf"[ \t]*({_WORD}/{_WORD})[ \t]*")
_PARAMETER = re.compile(
    rf';[ \t]*(?:(?P<name>{_WORD})=(?:(?P<token>{_WORD})|"(?P<quoted>(?:[^"\\]|\\.)*+)"))?[ \t]*'
)
_ESCAPE = re.compile(r"\\(.)")


class UnsupportedMediaType(ComposeError):
    """A body is of a type or in a character set that is not read here, or of none (H3)."""


@attrs.frozen(field_transformer=hide_texts("name"))
class MediaType:
    """A media type with its parameters.

    Args:
        name: ``type/subtype`` in small letters.
        parameters: by their names in small letters; of one given twice, the first.
    """

    name: str
    parameters: dict[str, str]


def media_type(text: str) -> MediaType:
    """The media type that a Content-Type names, one that is read here and in UTF-8.

    Raises:
        UnsupportedMediaType: it is malformed, another, or in another character set.
    """
    found = parsed(text)
    if found is None or found.name not in {JSON, XML, MULTIPART}:
        raise UnsupportedMediaType(f"send {JSON}, {XML} or {MULTIPART}")
    if found.parameters.get("charset", "utf-8").lower() != "utf-8":
        raise UnsupportedMediaType("send the body in UTF-8")
    return found


def parsed(text: str) -> MediaType | None:
    """The media type that a text spells; ``None`` where it spells none."""
    found = _TYPE.match(text)
    if found is None:
        return None
    name = found.group(1).lower()
    parameters: dict[str, str] = {}
    place = found.end()
    while place < len(text):
        found = _PARAMETER.match(text, place)
        if found is None:
            return None
        if found["name"]:
            parameters.setdefault(found["name"].lower(), _value_of(found))
        place = found.end()
    return MediaType(name, parameters)


def _value_of(found: re.Match[str]) -> str:
    if found["token"] is not None:
        return found["token"]
    return _ESCAPE.sub(r"\1", found["quoted"])
