"""What a body may hold, whatever format it comes in (SPEC 9, Cost)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bombs import FORMATS, TEXTS, VALID, Path, as_json, elements, name_of, takes_file, with_text
from compose_adapters.wire import Limits
from compose_adapters.wire.json_reader import LongString, read_json
from compose_adapters.wire.limits import STANDARD
from compose_adapters.wire.tree import Number
from compose_core.errors import Rejected
from compose_core.model.request import Command, ComposeRequest
from decoding import decode_and_check
from requests_as_json import JSON, XML

CONTENTS = "payload.email.contents.content"
LONG = 70_000
# What is said of a text that is beyond every bound.
TOO_LONG = {"value.too_long", "subject.too_long"}
OF_A_KIND = {"id.malformed", "integer.malformed", "boolean.malformed", "date.malformed"}


def found(body: bytes, content_type: str, limits: Limits = STANDARD) -> list[str]:
    """The names of what is wrong with a body."""
    try:
        decode_and_check(body, content_type, Command.SEND, limits)
    except Rejected as refusal:
        return [finding.name for finding in refusal.findings]
    return []


def texts() -> list[object]:
    """Every element that is neither one of the contents nor a file."""
    ways = (way for way in elements() if not takes_file(way))
    return [
        pytest.param(way, id=name_of(way)) for way in ways if name_of(way) != f"{CONTENTS}.value"
    ]


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("way", texts())
def test_every_text_has_a_bound_that_is_judged_while_it_is_read(way: Path, form: str) -> None:
    content_type, written = FORMATS[form]
    if name_of(way).startswith("attachments") and "form" in form:
        pytest.skip("files are parts of their own there")
    names = found(written(with_text(way, TEXTS["combining marks"](LONG))), content_type)
    assert (TOO_LONG | OF_A_KIND) & set(names)


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("unit", ["a", "ä", "\U0001f600", '"', "\n"])
def test_contents_are_bounded_by_their_octets_before_they_are_a_text(unit: str, form: str) -> None:
    content_type, written = FORMATS[form]
    count = 310_000 // len(unit.encode())
    request = with_text(
        next(w for w in elements() if name_of(w) == f"{CONTENTS}.value"), unit * count
    )
    body = written(request)
    size = len(unit.encode()) * count
    assert found(body, content_type, Limits(contents_octets=size - 300_000)) == []
    assert found(body, content_type, Limits(contents_octets=size - 300_001)) == ["size.body"]


def test_contents_are_bounded_together() -> None:
    request: dict[str, Any] = json.loads(json.dumps(VALID))
    request["payload"]["email"]["contents"]["content"] = [
        {"type": kind, "value": "a" * 200_000} for kind in ("text", "html")
    ]
    assert found(as_json(request), JSON, Limits(contents_octets=100_000)) == []
    assert found(as_json(request), JSON, Limits(contents_octets=99_999)) == ["size.body"]


@pytest.mark.parametrize(
    ("body", "content_type", "name"),
    [
        (b"{" + b" " * 200_000 + b"}", JSON, "body.texts_too_large"),
        (
            b'{"a":"' + b"b" * 4000 + b'","c":"' + b"d" * 4000 + b'"}' + b" " * 70_000,
            JSON,
            "body.texts_too_large",
        ),
        (b'{"a":' + b"9" * 80_000 + b"}", JSON, "body.token_too_long"),
        (b'{"' + b"a" * 70_000 + b'":0}', JSON, "body.name_too_long"),
        (b"<activity" + b" a=''" * 20_000 + b"/>", XML, "body.token_too_long"),
        (b"<activity><!--" + b"a" * 200_000, XML, "body.token_too_long"),
        (
            b"<activity><a>" + b"b" * 4000 + b"</a><c d='" + b"e" * 4000 + b"'/></activity>",
            XML,
            "body.texts_too_large",
        ),
    ],
)
def test_a_body_holds_no_more_than_its_limits_beside_contents_and_files(
    body: bytes, content_type: str, name: str
) -> None:
    limits = Limits(text_octets=7_000 if name == "body.texts_too_large" else 4_000_000)
    assert found(body.ljust(70_000), content_type, limits) == [name]


def test_a_list_has_at_most_so_many_items() -> None:
    request: dict[str, Any] = json.loads(json.dumps(VALID))
    file = {"fileName": "a.txt", "contentType": "text/plain", "content": ""}
    request["attachments"] = {"attachment": [file] * 3}
    assert found(as_json(request), JSON, Limits(items=3)) == []
    assert found(as_json(request), JSON, Limits(items=2)) == ["list.too_long"]


def test_layout_around_a_value_is_not_counted() -> None:
    spaces = b" \n\t" * 30_000
    body = (
        b"<activity><department><name>"
        + spaces
        + b"service"
        + spaces
        + b"</name></department></activity>"
    )
    with pytest.raises(Rejected) as refusal:
        decode_and_check(body, XML)
    assert "department.name" not in {finding.path for finding in refusal.value.findings}


PIECES = st.sampled_from(
    [
        " " * 70_000,
        "\\n" * 20_000,
        "é" * 40_000,
        "\\ud83d\\ude00" * 6_000,
        "a" * 65_535,
        "b",
        "\U0001f600",
    ]
)


@given(st.lists(PIECES, max_size=4).map("".join), st.integers(0, 70_000), st.integers(0, 70_000))
def test_a_long_json_is_read_as_the_standard_library_reads_it(
    text: str, before: int, after: int
) -> None:
    """Tokens are looked for in windows, whose edges may be anywhere in the body."""
    body = " " * before + '{"a"' + " " * after + ': ["' + text + '", 12, true]}' + " " * before
    node = read_json(body.encode(), STANDARD).root
    assert isinstance(node.value, dict)
    items = node.value["a"].value
    assert isinstance(items, list)
    given_text, number, truth = (item.value for item in items)
    assert isinstance(given_text, str | LongString)
    whole = given_text if isinstance(given_text, str) else given_text.text()
    assert (whole, number, truth) == (json.loads(body)["a"][0], Number("12"), True)


def test_the_limits_leave_the_largest_request_of_all_bounds_in() -> None:
    """Each text at its bound, in the widest spelling that a format has."""
    person = {"firstName": "\U0001f600" * 124, "startGreeting": "\U0001f600" * 255}
    request: dict[str, Any] = json.loads(json.dumps(VALID))
    request["subject"] = "\U0001f600" * 245
    request["customer"] = {
        "type": {"value": "group"},
        "entitlements": "\U0001f600" * 1024,
        "contactPersons": {"contactPerson": [person] * 400},
    }
    for content_type, written in FORMATS.values():
        assert isinstance(decode_and_check(written(request), content_type), ComposeRequest)
