"""JSON is read as RFC 8259 writes it, and what is not well-formed is told with line and column."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.wire.json_reader import WINDOW, LongString, read_json
from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.tree import LONG, Node, Number
from compose_core.errors import Rejected
from requests_as_json import found_in, members, told_of

texts = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=30,
)


def plain(node: Node) -> Any:
    """What the standard library makes of the same text."""
    value = node.value
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Number):
        return json.loads(value.text)
    return value.text() if isinstance(value, LongString) else value


def read(text: str, limits: Limits = STANDARD) -> Node:
    return read_json(text.encode("utf-8", "surrogatepass"), limits).root


@given(values, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_it_is_read_as_the_standard_library_reads_it(
    value: object, escaped: bool, indent: int | str | None
) -> None:
    text = json.dumps(value, ensure_ascii=escaped, indent=indent)
    assert plain(read(text)) == value


@given(st.text(alphabet='{}[]:,"\\ \n0123456789.eE+-truefalsn', max_size=12))
def test_it_refuses_what_the_standard_library_refuses(text: str) -> None:
    def refused() -> bool:
        try:
            read(text)
        except Rejected:
            return True
        return False

    def no_constant(name: str) -> None:
        raise ValueError(name)

    try:
        json.loads(text, parse_constant=no_constant)
    except ValueError:
        assert refused()
    else:
        assert not refused()


@pytest.mark.parametrize(
    ("body", "line", "column", "reason"),
    [
        (b"", 1, 1, "a value is expected here"),
        (b" \n ", 2, 2, "a value is expected here"),
        (b"{", 1, 2, "a name in quotation marks is expected here"),
        (b'{"a" 1}', 1, 6, "':' is expected here"),
        (b'{"a": 1\n "b": 2}', 2, 2, "',' or '}' is expected here"),
        (b'{"a": [1 2]}', 1, 10, "',' or ']' is expected here"),
        (b'{"a": 1,}', 1, 9, "a further item is expected here"),
        (b'{"a": ]', 1, 7, "a value is expected here"),
        (b"{} {}", 1, 4, "the end is expected here"),
        (b"{'a': 1}", 1, 2, "nothing in JSON is written like this"),
        (b'{"a": NaN}', 1, 7, "nothing in JSON is written like this"),
        (b'{"a": -Infinity}', 1, 7, "nothing in JSON is written like this"),
        (b'{"a": 01}', 1, 7, "nothing in JSON is written like this"),
        (b'{"a": 1.}', 1, 7, "nothing in JSON is written like this"),
        (b'{"a": tru}', 1, 7, "nothing in JSON is written like this"),
        (b'{"a": "b', 1, 7, "this string has no end, or a character that none may hold"),
        (b'{"a": "b\n"}', 1, 7, "this string has no end, or a character that none may hold"),
        (b'{"a": "\\x"}', 1, 7, "this string has no end, or a character that none may hold"),
        (b'{"a": "\0"}', 1, 7, "this string has no end, or a character that none may hold"),
        ('{"ä": "ä" x'.encode(), 1, 11, "nothing in JSON is written like this"),
        (b'{"a": "\xff"}', 1, 8, "these octets are not UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', 1, 8, "these octets are not UTF-8"),
        (b'\xef\xbb\xbf{"a": 1}', 1, 1, "a byte order mark stands before it"),
        (b"<activity/>", 1, 1, "nothing in JSON is written like this"),
        ("{}".encode("utf-16"), 1, 1, "nothing in JSON is written like this"),
    ],
)
def test_what_is_not_well_formed_is_told_with_its_place(
    body: bytes, line: int, column: int, reason: str
) -> None:
    assert told_of(body) == [
        f"The body is not well-formed JSON: line {line}, column {column}: {reason}."
    ]
    assert found_in(body) == [("", "body.malformed")]


@pytest.mark.parametrize("body", [b"[]", b"[{}]", json.dumps([members()]).encode()])
def test_a_list_of_activities_is_refused_as_one(body: bytes) -> None:
    assert found_in(body) == [("", "body.list")]


@pytest.mark.parametrize("body", [b"1", b'"activity"', b"null", b"true"])
def test_a_single_value_is_no_activity(body: bytes) -> None:
    assert found_in(body) == [("", "body.not_an_object")]


def test_a_key_that_is_given_twice_is_told_where_it_stands() -> None:
    body = json.dumps(members()).encode()
    twice = body.replace(b'{"name"', b'{"name": "sales", "name"').replace(
        b'"subject"', b'"x": {"y": 1, "y": 2}, "subject"'
    )
    assert found_in(twice) == [
        ("department.name", "body.duplicate_key"),
        ("x.y", "body.duplicate_key"),
        ("x", "element.unsupported"),
    ]


@pytest.mark.parametrize("kinds", ["[", '{"a":'])
def test_nesting_has_a_limit_whatever_is_nested(kinds: str) -> None:
    closing = "]" if kinds == "[" else "}"

    def nested(levels: int) -> bytes:
        return f"{kinds * levels}1{closing * levels}".encode()

    assert plain(read_json(nested(32), STANDARD).root)
    assert found_in(nested(33)) == [("", "body.too_deep")]
    assert found_in(nested(40)) == [("", "body.too_deep")]
    assert found_in(kinds.encode() * 50_000) == [("", "body.too_deep")]


def test_the_number_of_values_has_a_limit() -> None:
    limits = Limits(elements=5)
    assert plain(read("[1, 2, 3, 4]", limits)) == [1, 2, 3, 4]
    with pytest.raises(Rejected) as refusal:
        read("[1, 2, 3, 4, 5]", limits)
    assert refusal.value.findings[0].message == "The body has more than 5 elements."


@pytest.mark.parametrize("number", ["9" * 10_000, "1e999999999", "-0.0", "1" + "0" * 5000 + ".5"])
def test_a_number_is_kept_as_it_is_written_and_never_computed(number: str) -> None:
    assert read(number).value == Number(number)


@pytest.mark.parametrize("before", range(WINDOW - 26, WINDOW + 1))
@pytest.mark.parametrize("text", ["\U0001f600" * 4, '\\"' * 8, "\\\\ud83d\U0001f600"])
def test_no_piece_of_a_long_string_ends_inside_a_character(before: int, text: str) -> None:
    whole = "A" * before + text + "B" * WINDOW
    node = read(json.dumps(whole))
    assert isinstance(node.value, LongString)
    assert b"".join(node.value.pieces()) == whole.encode()


@given(st.text('A\n/"\\+\x7fé😀', min_size=3, max_size=40), st.booleans())
def test_a_long_string_is_the_same_in_one_piece_and_in_many(short: str, escaped: bool) -> None:
    text = short.replace("A", "A" * 30_000)
    encoded = json.dumps(text, ensure_ascii=escaped).replace("/", "\\/" if escaped else "/")
    node = read(encoded)
    if isinstance(node.value, LongString):
        assert len(encoded) > LONG
        assert node.value.text() == text
        assert b"".join(node.value.pieces()) == text.encode()
        assert max(len(piece) for piece in node.value.pieces()) <= 2 * WINDOW
    else:
        assert node.value == text
