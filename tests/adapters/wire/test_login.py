"""A login in JSON and XML (SPEC 9)."""

import json
from pathlib import Path

import pytest

from compose_adapters.wire import Login, UnsupportedMediaType, decode_login
from compose_core.errors import Rejected
from requests_as_json import JSON, XML


def found_in(body: bytes, content_type: str = JSON) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as refusal:
        decode_login(body, content_type)
    return [(each.path, each.name) for each in refusal.value.findings]


@pytest.mark.parametrize("name", ["userName", "username"])
def test_the_name_is_spelled_in_two_ways(name: str) -> None:
    body = json.dumps({name: "agent", "password": " secret "}).encode()
    assert decode_login(body, JSON) == Login("agent", " secret ")
    xml = f"<login><{name}>agent</{name}><password>secret</password></login>".encode()
    assert decode_login(xml, XML) == Login("agent", "secret")


def test_the_shapes_of_the_reference_are_read(public_data: Path) -> None:
    for name, content_type in (("login_shape.json", JSON), ("login_shape.xml", XML)):
        body = (public_data / "shapes" / name).read_bytes()
        assert decode_login(body, content_type) == Login("user1", "secret")


def test_no_finding_repeats_a_password() -> None:
    with pytest.raises(Rejected) as refusal:
        decode_login(b'{"userName": "a", "password": 123456789}', JSON)
    assert [each.message for each in refusal.value.findings] == [
        "'password' must be a text; put '…' in quotes."
    ]


def test_a_password_is_in_no_representation() -> None:
    assert "secret" not in repr(Login("agent", "secret"))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", [("", "body.malformed")]),
        (b"[]", [("", "body.list")]),
        (b"{}", [("password", "element.missing"), ("userName", "element.missing")]),
        (b'{"userName": "a"}', [("password", "element.missing")]),
        (
            b'{"userName": 5, "password": null}',
            [
                ("password", "element.missing"),
                ("userName", "element.not_text"),
            ],
        ),
        (
            b'{"userName": "a", "username": "b", "password": "c"}',
            [("username", "element.alternative")],
        ),
        (
            b'{"userName": "a", "password": "c", "remember": true}',
            [("remember", "element.unsupported")],
        ),
        (b'{"userName": "a", "password": "\\u0000"}', [("password", "value.character")]),
    ],
)
def test_what_is_no_login_is_told(body: bytes, found: list[tuple[str, str]]) -> None:
    assert sorted(found_in(body)) == found


def test_the_root_of_a_login_in_xml_is_login() -> None:
    assert found_in(b"<activity/>", XML) == [("", "body.root")]


@pytest.mark.rule("H3")
@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data; boundary=b"])
def test_a_login_is_json_or_xml(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        decode_login(b"{}", content_type)
