"""A quality list comes to one of our languages, or to none (F5)."""

import pytest

from compose_core.errors.exceptions import NoLanguage
from compose_core.model.language import LANGUAGES, chosen_language

pytestmark = pytest.mark.rule("F5")


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (None, "de-DE"),
        ("", "de-DE"),
        (" , ", "de-DE"),
        ("fr-CA", "fr-CA"),
        ("FR-ca", "fr-CA"),
        ("fr", "fr-FR"),
        ("fr-BE", "fr-FR"),
        ("pt", "pt-BR"),
        ("zh-Hant-TW", "zh-CN"),
        ("xx, es", "es-ES"),
        ("es;q=0.5, it;q=0.8", "it-IT"),
        ("es, it", "es-ES"),
        ("es;Q=1.000 ,\tit ; q=1.", "es-ES"),
        ("*", "de-DE"),
        ("xx, *;q=0.1", "de-DE"),
        ("*, de;q=0", "en-US"),
        ("en, en-US;q=0, sv", "sv-SE"),
        ("en;q=0, en-US", "en-US"),
        ("fr, fr-FR;q=0", "fr-CA"),
    ],
)
def test_the_best_of_ours_is_chosen(wishes: str | None, language: str) -> None:
    assert chosen_language(wishes, "de-DE") == language


@pytest.mark.parametrize("wishes", ["xx", "de;q=0", "*;q=0", "de;q=0.000, xx"])
def test_where_none_fits_there_is_none(wishes: str) -> None:
    with pytest.raises(NoLanguage, match="none of the languages en-US, es-ES"):
        chosen_language(wishes, "de-DE")


@pytest.mark.parametrize(
    "wishes",
    [
        "de;q=1.1",
        "de;q=",
        "de;q=0.1234",
        "de q=1",
        "de;level=1",
        "-",
        "*-DE",
        "de_DE",
        "dé",
        "abcdefghi",
        "en, de;",
    ],
)
def test_a_malformed_list_comes_to_none(wishes: str) -> None:
    with pytest.raises(NoLanguage, match="malformed"):
        chosen_language(wishes, "de-DE")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_ours_is_chosen_by_its_tag(language: str) -> None:
    assert chosen_language(f"{language};q=0.1", "en-US") == language
