"""Content-Disposition of a part of a form: what the part is called, and its file (H4).

RFC 7578 section 4.2, RFC 6266, RFC 5987 for ``filename*``.
"""

import re
from urllib.parse import unquote_to_bytes

import attrs

from compose_core.errors import Phrase
from compose_core.errors.catalogue import phrases as reasons
from compose_core.model.personal import hide_texts

_TYPE = re.compile(r"[ \t]*([A-Za-z0-9-]+)[ \t]*")
_PARAMETER = re.compile(
    r';[ \t]*(?:(?P<name>[^\s;="]+)[ \t]*=[ \t]*'
    r'(?:(?P<token>[^\s;"]+)|"(?P<quoted>(?:[^"\\]|\\.)*+)"))?[ \t]*'
)
# A backslash escapes these two alone: some senders write a path of backslashes, unescaped.
_ESCAPE = re.compile(r'\\(["\\])')
_EXTENDED = re.compile(
    r"([A-Za-z0-9-]+)'[A-Za-z0-9-]*'((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-Fa-f]{2})*+)"
)
_CHARSETS = {"utf-8", "iso-8859-1"}
_FORM_DATA = "form-data"
_INLINE = "inline"


class InvalidDisposition(ValueError):
    """A Content-Disposition cannot be read.

    Args:
        reason: why not; also the message.
    """

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason)
        self.reason = reason


@attrs.frozen(field_transformer=hide_texts("type"))
class Disposition:
    """What a Content-Disposition says.

    Args:
        type: in small letters; empty where there is none.
        name: of the part; empty where there is none.
        file_names: those that it gives the file, each once.
    """

    type: str = ""
    name: str = ""
    file_names: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What names the part to a person: its file, else the part."""
        return self.file_names[0] if self.file_names else self.name

    @property
    def is_form_data(self) -> bool:
        """Whether the part is a field of the form."""
        return self.type == _FORM_DATA

    @property
    def is_inline(self) -> bool:
        """Whether the part would be shown within the message."""
        return self.type == _INLINE


def disposition(text: str, *more: str) -> Disposition:
    """What a Content-Disposition says.

    Args:
        text: the value of the header.
        more: those of others of the name, of which there may be none.

    Raises:
        Unintelligible: it is repeated or malformed, or ``filename*`` is not as RFC 5987 writes it.
    """
    found = _TYPE.match(text)
    if more:
        raise InvalidDisposition(reasons.DISPOSITION_REPEATED)
    if found is None:
        raise InvalidDisposition(reasons.DISPOSITION_TYPE)
    parameters = _parameters(text, found.end())
    called = next((value for name, value in parameters if name == "name"), "")
    files = (_decoded(*each) for each in parameters if each[0] in {"filename", "filename*"})
    return Disposition(found.group(1).lower(), called, tuple(dict.fromkeys(files)))


def _parameters(text: str, place: int) -> list[tuple[str, str]]:
    parameters: list[tuple[str, str]] = []
    while place < len(text):
        found = _PARAMETER.match(text, place)
        if found is None:
            raise InvalidDisposition(reasons.DISPOSITION_PARAMETER)
        if found["name"]:
            parameters.append((found["name"].lower(), _value_of(found)))
        place = found.end()
    return parameters


def _value_of(found: re.Match[str]) -> str:
    quoted: str | None = found["quoted"]
    return found["token"] if quoted is None else _ESCAPE.sub(r"\1", quoted)


def _decoded(parameter: str, value: str) -> str:
    if not parameter.endswith("*"):
        return value
    found = _EXTENDED.fullmatch(value)
    if found is None or found.group(1).lower() not in _CHARSETS:
        raise InvalidDisposition(reasons.DISPOSITION_FILE_NAME)
    try:
        return unquote_to_bytes(found.group(2)).decode(found.group(1))
    except UnicodeDecodeError:
        raise InvalidDisposition(reasons.DISPOSITION_CHARACTER_SET) from None
