"""Catalogues in the text form of gettext, read as they are written (PO files).

The compiled form is not needed: the catalogues are small, and one file fewer can be stale.
Contexts and plural forms, which no text of this library has, are refused.
"""

import re
from collections.abc import Iterator

_ENTRY = re.compile(
    r'(?P<keyword>[a-z_\[\]0-9]+)?[ \t]*"(?P<text>(?:[^"\\]|\\.)*)"[ \t]*', re.ASCII
)
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r"}


class MalformedCatalogue(ValueError):
    """The text is no catalogue that can be read; the message says where and why."""


def entries_of(document: str) -> dict[str, str]:
    """The translations by their English texts; those still empty or marked fuzzy are left out.

    Raises:
        MalformedCatalogue: the document has a line that is no part of an entry.
    """
    found: dict[str, str] = {}
    for block in re.split(r"\n[ \t\r]*\n", document):
        english, translated = _pair(block)
        is_fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines())
        if english and translated and not is_fuzzy:
            found[english] = translated
    return found


def _pair(block: str) -> tuple[str, str]:
    parts = {"msgid": "", "msgstr": ""}
    current = ""
    for keyword, text in _lines(block):
        current = keyword or current
        if current not in parts:
            raise MalformedCatalogue(f"'{current}' is not supported: {text}")
        parts[current] += text
    return parts["msgid"], parts["msgstr"]


def _lines(block: str) -> Iterator[tuple[str, str]]:
    for line in block.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        found = _ENTRY.fullmatch(line)
        if not found:
            raise MalformedCatalogue(f"this is no part of an entry: {line}")
        yield found["keyword"] or "", _ESCAPED.sub(_unescaped, found["text"])


def _unescaped(found: re.Match[str]) -> str:
    return _MEANT.get(found[1], found[1])
