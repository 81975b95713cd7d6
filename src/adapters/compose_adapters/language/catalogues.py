"""Texts in the languages that there are catalogues for; English for the rest (F5)."""

from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files

import attrs

from compose_adapters.language.po import entries_of
from compose_core.errors import Finding

_ENDING = ".po"


@attrs.frozen
class Catalogues:
    """Translations by language.

    Args:
        texts: for each language's tag its translations by their English texts.
    """

    texts: Mapping[str, Mapping[str, str]] = attrs.field(repr=False)

    def text(self, language: str, english: str) -> str:
        """A text in a language; as it is, where that language has none."""
        return self.texts.get(language, {}).get(english, english)

    def with_texts(self, language: str, texts: Mapping[str, str]) -> "Catalogues":
        """The catalogues with a host's own translations, which stand before those there are."""
        merged = {**self.texts.get(language, {}), **texts}
        return Catalogues({**self.texts, language: merged})


@cache
def shipped() -> Catalogues:
    """The catalogues that come with this package."""
    found = (each for each in files(__package__).joinpath("locale").iterdir())
    return Catalogues(
        {
            each.name.removesuffix(_ENDING).replace("_", "-"): entries_of(each.read_text("utf-8"))
            for each in found
            if each.name.endswith(_ENDING)
        }
    )


def translate(finding: Finding, language: str, catalogues: Catalogues | None = None) -> str:
    """A finding as a sentence in a language.

    Args:
        finding: what is wrong.
        language: one of `LANGUAGES`.
        catalogues: a host's own; those that are shipped, unless given.
    """
    known = catalogues or shipped()
    return finding.in_language(partial(known.text, language))
