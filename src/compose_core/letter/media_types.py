"""Media types, as a sender declares them (RFC 2045 section 5.1, RFC 9110 section 8.3)."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import attrs

from compose_core.model.personal import hide_texts

_NAME = r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+"
_ESSENCE = re.compile(rf"[ \t]*({_NAME}/{_NAME})[ \t]*")
_PARAMETER = re.compile(
    rf';[ \t]*(?:({_NAME})=({_NAME}|"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*+")[ \t]*)?'
)
_ESCAPED = re.compile(r"\\(.)")


@attrs.frozen(field_transformer=hide_texts("essence"))
class MediaType:
    """A media type in its parts.

    Args:
        essence: ``type/subtype``, in lower case.
        parameters: unquoted, by their names in lower case; of a name given twice, the first.
    """

    essence: str
    parameters: Mapping[str, str]

    def parameter(self, name: str, default: str = "") -> str:
        """Return the value of a parameter, or the default."""
        return self.parameters.get(name, default)


def is_media_type(text: str) -> bool:
    """Whether a mail can carry the text as a media type: parameters allowed, no comments."""
    return text.isascii() and parse_media_type(text) is not None


def parse_media_type(text: str) -> MediaType | None:
    """Parse a media type, of a mail or of HTTP; ``None`` if the text is none."""
    found = _ESSENCE.match(text)
    if not found:
        return None
    parameters: dict[str, str] = {}
    end = found.end()
    while end < len(text):
        each = _PARAMETER.match(text, end)
        if not each:
            return None
        end = each.end()
        if each[1]:
            parameters.setdefault(each[1].lower(), _unquote(each[2]))
    return MediaType(found[1].lower(), MappingProxyType(parameters))


def _unquote(value: str) -> str:
    return _ESCAPED.sub(r"\1", value[1:-1]) if value.startswith('"') else value
