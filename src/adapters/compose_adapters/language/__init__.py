"""Texts for people in their language: gettext catalogues, and the choice of one (F5)."""

from compose_adapters.language.catalogues import (
    Catalogues,
    MalformedCatalogue,
    entries_of,
    shipped,
    translate,
)
from compose_core.errors.exceptions import NoLanguage
from compose_core.model.language import LANGUAGES, chosen_language

__all__ = [
    "LANGUAGES",
    "Catalogues",
    "MalformedCatalogue",
    "NoLanguage",
    "chosen_language",
    "entries_of",
    "shipped",
    "translate",
]
