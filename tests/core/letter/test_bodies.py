"""How a text is carried."""

import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_core.letter import Unrenderable
from compose_core.letter.bodies import body, quoted_printable
from hostile_text import bodies

TOKEN = "=_token"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("", "7bit"),
        ("plain\ttext\n", "7bit"),
        ("a=b\n.\n", "7bit"),
        ("a" * 988, "7bit"),
        ("a" * 989, "quoted-printable"),
        ("a\0bcdef", "quoted-printable"),
        ("a\fbcdef", "quoted-printable"),
        ("From the start", "quoted-printable"),
        ("one\nFrom two", "quoted-printable"),
        ("one From two", "7bit"),
        ("--=_token", "quoted-printable"),
        ("=_token within", "quoted-printable"),
        ("seldom an ü in it", "quoted-printable"),
        ("oft äöü", "base64"),
        ("日本語", "base64"),
        ("\0\0\0", "base64"),
    ],
)
def test_a_text_is_carried_as_it_is_where_that_is_safe(text: str, encoding: str) -> None:
    assert body(text, "text", TOKEN).encoding == encoding


@given(bodies())
def test_no_body_holds_the_boundary(text: str) -> None:
    for carried in (text, f"{text}{TOKEN}", f"{TOKEN}\n{text}"):
        assert TOKEN.encode() not in body(carried, "text", TOKEN).octets


def test_every_line_break_becomes_that_of_mail() -> None:
    assert body("a\rb\r\nc\n\rd\r\r\ne", "text", TOKEN).octets == b"a\r\nb\r\nc\r\n\r\nd\r\n\r\ne"


def test_half_a_character_is_refused_by_name() -> None:
    with pytest.raises(Unrenderable, match="html: it holds half of a character"):
        body("a\ud800", "html", TOKEN)


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("größe", b"gr=C3=B6=C3=9Fe"),
        ("a \nb\t\nc ", b"a=20\r\nb=09\r\nc=20"),
        (".\n..\nx.", b"=2E\r\n..\r\nx."),
        ("From a\nFrom b", b"=46=\r\nrom a\r\n=46=\r\nrom b"),
        ("a" * 75 + " \nb", b"a" * 75 + b"=\r\n=20\r\nb"),
        ("a" * 75 + "\t\nb \n", b"a" * 75 + b"=\r\n=09\r\nb=20\r\n"),
        ("a" * 77, b"a" * 75 + b"=\r\naa"),
        ("a" * 76 + "\n", b"a" * 76 + b"\r\n"),
        ("a" * 75 + ".\n", b"a" * 75 + b".\r\n"),
        ("a" * 75 + "..", b"a" * 75 + b"=\r\n.."),
        ("a" * 74 + "é.\n", b"a" * 74 + b"=\r\n=C3=A9.\r\n"),
        ("a" * 70 + "é.\n", b"a" * 70 + b"=C3=\r\n=A9.\r\n"),
        ("a" * 75 + "From b", b"a" * 75 + b"=\r\n=46=\r\nrom b"),
    ],
)
def test_quoted_printable_guards_what_others_change(text: str, carried: bytes) -> None:
    assert quoted_printable(text.encode()) == carried


@given(st.lists(st.sampled_from(["a" * 70, "é", "=", " ", "\t", "\n", ".", "From ", "\0", "aaa"])))
def test_quoted_printable_is_read_back_within_76_columns(pieces: list[str]) -> None:
    text = "".join(pieces).encode()
    carried = quoted_printable(text)
    lines = carried.split(b"\r\n")
    assert quopri.decodestring(carried).replace(b"\r\n", b"\n") == text
    assert max(map(len, lines)) <= 76
    assert not any(line == b"." or line.startswith(b"From ") for line in lines)
    assert not any(line.endswith((b" ", b"\t")) for line in lines)
