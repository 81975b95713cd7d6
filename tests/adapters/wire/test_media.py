"""What a Content-Type must say, and what a file says in its place (H3)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.wire import UnsupportedMediaType, body_of_file, decode_file
from compose_adapters.wire.media import media_type
from compose_core.letter import parse_media_type
from decoding import decode_and_check
from multipart_bodies import BOUNDARY, request_body
from requests_as_json import members

WHOLE = json.dumps(members()).encode()


@pytest.mark.rule("H3")
@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        " application/json ;charset=UTF-8",
        'application/json; charset="utf-8"; x=y',
        "application/json;",
        r'application/json; charset="ut\f-8"',
        'application/json; x="ä"',
    ],
)
def test_a_type_in_utf_8_is_read_however_it_is_written(content_type: str) -> None:
    assert decode_and_check(WHOLE, content_type).department == "service"


@pytest.mark.rule("H3")
@pytest.mark.parametrize(
    "content_type",
    [
        *("", " ", "json", "application", "application/", "/json", "text/json", "text/xml"),
        *("application/json+x", "application/x-www-form-urlencoded", "*/*", "application/*"),
        *("application/json; charset=iso-8859-1", "application/xml; charset=utf-16"),
        *("application/json; charset", 'application/json; charset="utf-8', "application/json x"),
        "application/json, application/xml",
    ],
)
def test_another_type_or_none_is_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        decode_and_check(WHOLE, content_type)


@given(st.text(max_size=40))
def test_any_text_is_a_media_type_or_none(text: str) -> None:
    found = parse_media_type(text)
    assert found is None or found.essence.count("/") == 1


def test_of_a_parameter_given_twice_the_first_counts() -> None:
    given = media_type("multipart/form-data; boundary=a; Boundary=b")
    assert given.parameter("boundary") == "a"


@pytest.mark.parametrize("line_break", ["\r\n", "\n"])
def test_a_multipart_file_begins_with_its_content_type(line_break: str) -> None:
    head = f"content-type: multipart/form-data; boundary={BOUNDARY}{line_break * 2}"
    octets = head.encode() + request_body(WHOLE)
    assert body_of_file(octets, "a.MULTIPART") == (
        request_body(WHOLE),
        f"multipart/form-data; boundary={BOUNDARY}",
    )
    assert decode_file(octets, "a.multipart") == decode_file(WHOLE, "folder.xml/a.json")


@pytest.mark.parametrize(
    ("octets", "name"),
    [
        (WHOLE, "a.txt"),
        (WHOLE, "-"),
        (WHOLE, "json"),
        (b"", "a.multipart"),
        (request_body(WHOLE), "a.multipart"),
        (b"Content-Type: multipart/form-data; boundary=b\r\nX: y\r\n\r\n", "a.multipart"),
    ],
)
def test_a_file_that_does_not_say_what_it_is_is_refused(octets: bytes, name: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        decode_file(octets, name)
