"""Texts in the languages that have a catalogue, English for all others (F5).

Catalogues are gettext's text form, read as they are written (PO files). The compiled form is not
needed: the catalogues are small, and one file fewer can be stale. Contexts and plural forms, which
no text of this library has, are refused.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from importlib.resources import files

import attrs

from compose_core.errors import Finding

_ENDING = ".po"
_ENTRY = re.compile(
    r'(?P<keyword>[a-z_\[\]0-9]+)?[ \t]*"(?P<text>(?:[^"\\]|\\.)*)"[ \t]*', re.ASCII
)
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r"}


@attrs.frozen
class Catalogues:
    """Translations by language.

    Args:
        texts: for each language's tag its translations by their English texts.
    """

    texts: Mapping[str, Mapping[str, str]] = attrs.field(repr=False)

    def text(self, language: str, english: str) -> str:
        """Translate a text; it stays English if the language has no translation."""
        return self.texts.get(language, {}).get(english, english)

    def with_texts(self, language: str, texts: Mapping[str, str]) -> "Catalogues":
        """Add a host's own translations, which win over those there are."""
        merged = {**self.texts.get(language, {}), **texts}
        return Catalogues({**self.texts, language: merged})


@cache
def shipped() -> Catalogues:
    """Read the catalogues that come with this package."""
    found = (each for each in files(__package__).joinpath("locale").iterdir())
    return Catalogues(
        {
            each.name.removesuffix(_ENDING).replace("_", "-"): entries_of(each.read_text("utf-8"))
            for each in found
            if each.name.endswith(_ENDING)
        }
    )


def translate(finding: Finding, language: str, catalogues: Catalogues | None = None) -> str:
    """Write a finding as a sentence in a language.

    Args:
        finding: what is wrong.
        language: one of `LANGUAGES`.
        catalogues: a host's own; those that are shipped, unless given.
    """
    known = catalogues or shipped()
    return finding.in_language(partial(known.text, language))


class MalformedCatalogue(ValueError):
    """The text is no catalogue that can be read; the message says where and why."""


def entries_of(document: str) -> dict[str, str]:
    """Read the translations by their English texts; empty and fuzzy ones are left out.

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
