"""File names in headers."""

import pytest

from compose_core.letter.fields import parameter
from compose_core.letter.media_types import MediaType, is_media_type, parse_media_type


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("order.pdf", 'filename="order.pdf"'),
        ("my order, (2).pdf", 'filename="my order, (2).pdf"'),
        ("", 'filename=""'),
        ("Größe.pdf", "filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf"),
        ("a;b", "filename*=utf-8''a%3Bb"),
        ('a"b', "filename*=utf-8''a%22b"),
        ("50%2E", "filename*=utf-8''50%252E"),
        ("=?utf-8?q?x=2Eexe?=", "filename*=utf-8''%3D%3Futf-8%3Fq%3Fx%3D2Eexe%3F%3D"),
        (" a", "filename*=utf-8''%20a"),
        ("a" * 900, f'filename="{"a" * 900}"'),
        (
            "Größe " * 6,
            (
                "filename*0*=utf-8''Gr%C3%B6%C3%9Fe%20Gr%C3%B6%C3%9Fe%20Gr%C3%B6%C3%9Fe;\r\n"
                " filename*1*=%20Gr%C3%B6%C3%9Fe%20Gr%C3%B6%C3%9Fe%20Gr%C3%B6%C3%9Fe%20"
            ),
        ),
    ],
)
def test_a_value_is_literal_where_every_reader_agrees_on_it(name: str, written: str) -> None:
    assert parameter("filename", name, "file_name") == written


def test_a_very_long_value_is_cut() -> None:
    lines = parameter("filename", "a" * 998, "file_name").split(";\r\n ")
    assert lines[0] == f"filename*0*=utf-8''{'a' * 53}"
    assert max(map(len, lines)) <= 76


@pytest.mark.rule("E12")
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("text/plain", MediaType("text/plain", {})),
        (" Text/PLAIN\t", MediaType("text/plain", {})),
        (
            'image/svg+xml; A=b ;c="d \\" e";',
            MediaType("image/svg+xml", {"a": "b", "c": 'd " e'}),
        ),
        ("text/plain; a=b; A=c", MediaType("text/plain", {"a": "b"})),
        ("text/plain;;", MediaType("text/plain", {})),
    ],
)
def test_a_media_type_is_read_in_its_parts(text: str, parts: MediaType) -> None:
    assert parse_media_type(text) == parts
    assert is_media_type(text)


@pytest.mark.rule("E12")
@pytest.mark.parametrize(
    "text",
    [
        *("", "text", "text/", "/plain", "text/plain/x", "text/plain x", "té/x", "text/plain; a"),
        *("text/plain; a=", 'text/plain; a="b', "text/plain; a=b c", "text/plain (comment)"),
        'text/plain; a="ä"',
        *(
            "text/plain\0",
            'text/plain; a="\n"',
            "text /plain",
            "text/plain, text/html",
            "*/*;q=1;=",
        ),
    ],
)
def test_what_is_no_media_type_is_told(text: str) -> None:
    assert not is_media_type(text)
