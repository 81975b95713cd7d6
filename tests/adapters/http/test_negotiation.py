"""The format and the language of an answer are chosen as the headers wish."""

import pytest

from compose_adapters.http.exceptions import NoFormatFits, NoLanguageFits
from compose_adapters.http.negotiation import (
    best_match,
    format_of,
    negotiate_format,
    negotiate_language,
)
from compose_adapters.wire.media import JSON, XML

pytestmark = pytest.mark.rule("H3")


@pytest.mark.parametrize("accept", [None, "", "*/*", "application/*", "*/*;q=0.1"])
@pytest.mark.parametrize("own", [JSON, XML])
def test_without_a_preference_the_answer_has_the_requests_own_format(
    accept: str | None, own: str
) -> None:
    assert negotiate_format(accept, own) == own


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("application/xml", XML),
        ("APPLICATION/XML", XML),
        ("application/json;q=0.5, application/xml;q=0.6", XML),
        ("application/json;q=0.5, */*;q=0.6", XML),
        ("application/json;q=0, */*", XML),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", XML),
        ("text/html;level=1, application/json;charset=utf-8;q=0.001", JSON),
        ('text/html;title="a, b;q=1", application/xml', XML),
        (" , application/xml , ", XML),
        ("application/json; q=0.4, application/*; q=0.5", XML),
        ("application/json;q=1.000, application/xml;q=0.999", JSON),
    ],
)
def test_the_most_welcome_format_is_chosen(accept: str, chosen: str) -> None:
    assert negotiate_format(accept, JSON) == chosen


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "text/*",
        "application/json;q=0",
        "application/json;q=0, application/xml;q=0.0, */*",
        "*/*;q=0",
        "application/json;q=2",
        "application/json;q=",
        "application/json;q=0.1234",
        "json",
        "application/",
        "*/json",
        "application json",
        'application/json;a="b',
    ],
)
def test_a_header_that_allows_neither_format_is_refused(accept: str) -> None:
    with pytest.raises(NoFormatFits):
        negotiate_format(accept, JSON)


@pytest.mark.parametrize(
    "accept",
    ['"\\' * 500_000, 'a/b;q="' + '\\"' * 500_000, '"\\"' * 300_000 + "\\", ',"\\' * 300_000],
    ids=["quotes", "escapes", "a last backslash", "commas"],
)
def test_a_header_full_of_quotes_costs_its_length(accept: str) -> None:
    with pytest.raises(NoFormatFits):
        negotiate_format(accept, JSON)


def test_of_types_as_welcome_the_first_that_is_offered_is_chosen() -> None:
    assert best_match("*/*", ("text/html", JSON)) == "text/html"
    assert best_match("application/json, text/html", ("text/html", JSON)) == "text/html"
    assert best_match("application/json", ("text/html", JSON)) == JSON


@pytest.mark.parametrize(
    ("content_type", "own"),
    [
        (None, JSON),
        ("application/json", JSON),
        ("Application/XML; charset=utf-8", XML),
        ("multipart/form-data; boundary=x", JSON),
        ("text/plain", JSON),
    ],
)
def test_a_request_is_in_the_format_of_its_content_type(content_type: str | None, own: str) -> None:
    assert format_of(content_type) == own


@pytest.mark.rule("F5")
def test_the_language_is_the_one_asked_for_or_the_partitions() -> None:
    assert negotiate_language("de", "en-US") == "de-DE"
    assert negotiate_language(None, "fr-FR") == "fr-FR"


@pytest.mark.rule("F5")
@pytest.mark.parametrize("wishes", ["tlh", "de;q=0", "de;q=x", "de de"])
def test_a_language_that_there_is_not_is_refused(wishes: str) -> None:
    with pytest.raises(NoLanguageFits):
        negotiate_language(wishes, "en-US")
