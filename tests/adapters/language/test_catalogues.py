"""Texts come from gettext catalogues, complete in every language but English, their own (F5)."""

import re
import string
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from compose_adapters.http import secure_page
from compose_adapters.http.reading import MOST_IDS
from compose_adapters.http.statuses import ANSWERS
from compose_adapters.language import (
    LANGUAGES,
    Catalogues,
    MalformedCatalogue,
    entries_of,
    shipped,
    translate,
)
from compose_adapters.wire.limits import STANDARD
from compose_core.errors import CATALOGUE, PHRASES
from compose_core.errors.catalogue.request import SUBJECT_TOO_LONG
from compose_core.macros.limits import DEFAULT_LIMITS
from compose_core.model import address
from compose_core.model.settings import PartitionSettings
from compose_core.rules import customer_members
from compose_core.rules.request_alone import COPIES_LIMIT, FILE_NAME_LIMIT, SUBJECT_LIMIT

sys.path.append(str(Path(__file__).parents[3] / "tools"))
import catalogues

ENGLISH = "en-US"
TRANSLATED = sorted(shipped().texts)
TEXTS = sorted(
    {each.text for each in CATALOGUE.values()}
    | {each.text for each in PHRASES}
    | {each.text for each in ANSWERS.values()} - {""}
    | set(secure_page.TEXTS)
)
AS_IN_ENGLISH: dict[str, set[str]] = {"sv-SE": {"text"}}
"""Texts that are the same word in a language, and not left in English by oversight."""

BENT_BY_MORE_THAN_ONE_OR_MANY = ("ru-RU",)
"""Languages in which a noun after 2 is another than after 5 (CLDR, plural rules)."""

COUNTED = re.compile(r"\{(?:count|length|limit|size)\}[\s\u00a0]*[^\W\d_]")
"""A number and the word that it counts: letters right behind it, with or without a space."""

# What is the same in every language: what stands in quotes, codes, media types, numbers, addresses.
_UNTRANSLATED = re.compile(
    r"(?<!\w)'(?![ ;])[^'{}]+(?<! )'|``\w+|&\w+;|filename\*|(?:application|multipart|text)/[a-z-]+"
    r"|https?://\S+[\w/]|\w+@[\w.]+|-?\d+\^\d+(?:-\d+)?|\d[\w:.-]*\d|\d|U\+\w*"
    r"|\b(?:ASCII|Base64|CDATA|DOCTYPE|HTML|JSON|LF|RFC|UTC|UTF|XML)\b",
    re.ASCII,
)

pytestmark = pytest.mark.rule("F5")


def fields_of(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in string.Formatter().parse(text) if name)


def untranslated_in(text: str) -> Counter[str]:
    return Counter(_UNTRANSLATED.findall(text))


def document_of(language: str) -> str:
    return catalogues.file_of(language).read_text("utf-8")


def test_every_language_but_english_has_a_catalogue() -> None:
    assert set(TRANSLATED) == set(LANGUAGES) - {ENGLISH}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_text_and_no_other(language: str) -> None:
    # An entry that is empty or fuzzy is none (`entries_of`).
    assert set(shipped().texts[language]) == set(TEXTS)
    assert document_of(language).count("\nmsgid ") == len(TEXTS) + 1


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_fields_of_its_text(language: str) -> None:
    differing = {
        english
        for english, translated in shipped().texts[language].items()
        if fields_of(english) != fields_of(translated)
    }
    assert differing == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_names_codes_and_numbers_are_not_translated(language: str) -> None:
    lost = {
        english: missing
        for english, translated in shipped().texts[language].items()
        if (missing := untranslated_in(english) - untranslated_in(translated))
    }
    assert lost == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_ends_as_one_and_a_piece_of_one_does_not(language: str) -> None:
    differing = {
        english: translated
        for english, translated in shipped().texts[language].items()
        if english.endswith(".") != translated.endswith((".", "。")) or translated.strip() == ""
    }
    assert differing == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_no_blank_at_either_end(language: str) -> None:
    texts = shipped().texts[language].values()
    assert [text for text in texts if text != text.strip()] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_in_english(language: str) -> None:
    texts = shipped().texts[language].items()
    same = {english for english, translated in texts if translated == english}
    assert same == AS_IN_ENGLISH.get(language, set())


def test_a_number_stands_apart_where_nouns_have_more_forms_than_one_or_many() -> None:
    known = (shipped().texts.get(each, {}) for each in BENT_BY_MORE_THAN_ONE_OR_MANY)
    texts = (text for translations in known for text in translations.values())
    assert [text for text in texts if COUNTED.search(text)] == []


def limits() -> Iterator[int]:
    """Every number that a limit is told with."""
    for table in (STANDARD, DEFAULT_LIMITS):
        yield from attrs.astuple(table)
    yield from (MOST_IDS, COPIES_LIMIT, FILE_NAME_LIMIT, SUBJECT_LIMIT, address.MAX_LENGTH)
    yield from (PartitionSettings().max_email_octets, PartitionSettings().max_body_octets)
    tables = (each for each in vars(customer_members).values() if isinstance(each, tuple))
    yield from (each.limit for table in tables for each in table)


def test_no_limit_is_one_so_that_many_is_the_form_of_every_noun_beside_a_number() -> None:
    # What is counted is beyond a limit, or is not one where exactly one is asked for.
    assert min(limits()) > 1


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_as_its_tool_writes_it(language: str) -> None:
    document = document_of(language)
    written = catalogues.catalogue(catalogues.header_of(document), entries_of(document))
    assert document == written, "run: python tools/catalogues.py"


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_header_names_the_language(language: str) -> None:
    header = catalogues.header_of(document_of(language))
    assert f'"Language: {language.replace("-", "_")}\\n"' in header
    assert '"Content-Type: text/plain; charset=UTF-8\\n"' in header


def test_a_new_catalogue_has_every_text_empty_and_says_that_nobody_reviewed_it() -> None:
    document = catalogues.new_catalogue("is-IS")
    assert document.startswith("# Not yet reviewed by a native speaker.\n")
    assert document.count('\nmsgstr ""\n') == len(TEXTS) + 1
    assert entries_of(document) == {}


def test_bringing_a_catalogue_up_to_date_keeps_its_header_and_drops_what_is_told_no_more() -> None:
    header = '# Reviewed.\nmsgid ""\nmsgstr ""\n"Language: is_IS\\n"\n'
    document = f'{header}\nmsgid "gone"\nmsgstr "farið"\n\nmsgid "text"\nmsgstr "texti"\n'
    written = catalogues.catalogue(catalogues.header_of(document), entries_of(document))
    assert written.startswith(f"{header}\n#. ")
    assert entries_of(written) == {"text": "texti"}


def test_a_finding_is_told_in_german() -> None:
    finding = SUBJECT_TOO_LONG.at("subject", length=246, limit=245)
    assert translate(finding, "de-DE") == "Der Betreff hat 246 Zeichen; höchstens 245 sind erlaubt."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_without_a_catalogue_falls_back_to_english(language: str) -> None:
    finding = SUBJECT_TOO_LONG.at("subject", length=246, limit=245)
    assert translate(finding, language, Catalogues({"is-IS": {}})) == finding.message


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_told_from_its_catalogue(language: str) -> None:
    known = Catalogues({language: {SUBJECT_TOO_LONG.text: "{length} > {limit} (ß)"}})
    finding = SUBJECT_TOO_LONG.at("subject", length=246, limit=245)
    assert translate(finding, language, known) == "246 > 245 (ß)"


def test_a_host_adds_translations_of_its_own() -> None:
    known = shipped().with_texts("fr-FR", {"Too much.": "Trop."})
    assert known.text("fr-FR", "Too much.") == "Trop."
    assert known.text("de-DE", SUBJECT_TOO_LONG.text).startswith("Der Betreff")


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
