"""Texts come from gettext catalogues: English and German complete, others fall back (F5)."""

import string
import sys
from pathlib import Path

import pytest

from compose_adapters.http import secure_page
from compose_adapters.http.statuses import ANSWERS
from compose_adapters.language import (
    LANGUAGES,
    Catalogues,
    MalformedCatalogue,
    entries_of,
    shipped,
    told,
)
from compose_core.errors import CATALOGUE, PHRASES
from compose_core.errors.catalogue.request import SUBJECT_TOO_LONG

ROOT = Path(__file__).parents[3]
TEXTS = sorted(
    {each.text for each in CATALOGUE.values()}
    | {each.text for each in PHRASES}
    | {each.text for each in ANSWERS.values()} - {""}
    | set(secure_page.TEXTS)
)

pytestmark = pytest.mark.rule("F5")


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["en-US", "de-DE"])
def test_english_and_german_have_every_text_and_no_other(language: str) -> None:
    assert set(shipped().texts[language]) == set(TEXTS)


@pytest.mark.parametrize("language", sorted(shipped().texts))
def test_a_translation_has_the_fields_of_its_text(language: str) -> None:
    differing = {
        english
        for english, translated in shipped().texts[language].items()
        if fields_of(english) != fields_of(translated)
    }

    assert differing == set()


def test_german_is_not_english() -> None:
    german = shipped().texts["de-DE"]

    assert [text for text in TEXTS if german[text] == text] == []


def test_the_catalogues_are_as_their_tool_writes_them() -> None:
    sys.path.append(str(ROOT / "tools"))
    import catalogues  # noqa: PLC0415 - a script, found only now

    for language, known in shipped().texts.items():
        file = catalogues.FOLDER / f"{language.replace('-', '_')}.po"
        assert file.read_text("utf-8") == catalogues.catalogue(language, dict(known)), (
            "run: python tools/catalogues.py"
        )


def test_a_finding_is_told_in_german() -> None:
    finding = SUBJECT_TOO_LONG.at("subject", length=246, limit=245)

    assert told(finding, "de-DE") == "Der Betreff hat 246 Zeichen; höchstens 245 sind erlaubt."


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - set(shipped().texts)))
def test_a_language_without_a_catalogue_falls_back_to_english(language: str) -> None:
    finding = SUBJECT_TOO_LONG.at("subject", length=246, limit=245)

    assert told(finding, language) == finding.message


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_told_from_its_catalogue(language: str) -> None:
    catalogues = Catalogues({language: {SUBJECT_TOO_LONG.text: "{length} > {limit} (ß)"}})
    finding = SUBJECT_TOO_LONG.at("subject", length=246, limit=245)

    assert told(finding, language, catalogues) == "246 > 245 (ß)"


def test_a_host_adds_translations_of_its_own() -> None:
    catalogues = shipped().with_texts("fr-FR", {"Too much.": "Trop."})

    assert catalogues.text("fr-FR", "Too much.") == "Trop."
    assert catalogues.text("de-DE", SUBJECT_TOO_LONG.text).startswith("Der Betreff")


def test_a_catalogue_is_read_as_gettext_writes_it() -> None:
    document = """
# a remark
msgid ""
msgstr "Language: de\\n"

#. about it
msgid "one"
msgstr "eins"

msgid "two "
"lines\\n"
msgstr ""
"zwei "
"\\"Zeilen\\"\\n\\t\\\\"

#, fuzzy
msgid "unsure"
msgstr "unsicher"

msgid "untranslated"
msgstr ""
"""

    assert entries_of(document) == {"one": "eins", "two lines\n": 'zwei "Zeilen"\n\t\\'}


@pytest.mark.parametrize(
    "document",
    ['msgid "a"\nmsgstr a', 'msgctxt "b"\nmsgid "a"', 'msgid_plural "a"', '"text alone"'],
)
def test_a_catalogue_that_cannot_be_read_says_so(document: str) -> None:
    with pytest.raises(MalformedCatalogue):
        entries_of(document)
