"""How the parts of a letter are put together."""

from collections.abc import Iterator

import attrs
import pytest

from compose_core.letter import InMemory, Letter, MimeAttachment, Unrenderable, render, size_of
from letters import PLAIN, octets

PDF = MimeAttachment("order.pdf", "application/pdf", InMemory(b"%PDF"))


def outline(letter: Letter) -> list[str]:
    """The content types and boundaries of a letter, in their order."""
    lines = octets(letter).decode().replace(";\r\n ", "; ").split("\r\n")
    return [
        line.removeprefix("Content-Type: ")
        for line in lines
        if line.startswith(("Content-Type: ", "--"))
    ]


def test_text_and_html_are_alternatives_the_richer_last() -> None:
    assert outline(attrs.evolve(PLAIN, html="<p>Hello</p>")) == [
        'multipart/alternative; boundary="=_token_a"',
        *("--=_token_a", "text/plain; charset=utf-8"),
        *("--=_token_a", "text/html; charset=utf-8", "--=_token_a--"),
    ]


def test_files_stand_beside_the_alternatives() -> None:
    assert outline(attrs.evolve(PLAIN, html="<p>Hello</p>", enclosures=(PDF, PDF))) == [
        'multipart/mixed; boundary="=_token_m"',
        *("--=_token_m", 'multipart/alternative; boundary="=_token_a"'),
        *("--=_token_a", "text/plain; charset=utf-8"),
        *("--=_token_a", "text/html; charset=utf-8", "--=_token_a--"),
        *("--=_token_m", "application/pdf", "--=_token_m", "application/pdf", "--=_token_m--"),
    ]


@pytest.mark.rule("M9")
@pytest.mark.parametrize(("text", "html", "subtype"), [("x", None, "plain"), (None, "x", "html")])
def test_one_content_stays_one(text: str | None, html: str | None, subtype: str) -> None:
    assert outline(attrs.evolve(PLAIN, text=text, html=html)) == [f"text/{subtype}; charset=utf-8"]


def test_files_alone_follow_an_empty_text() -> None:
    letter = attrs.evolve(PLAIN, text=None, enclosures=(PDF,))
    assert octets(letter).decode().partition("\r\n\r\n")[2] == (
        "--=_token_m\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 7bit\r\n"
        "\r\n"
        "\r\n"
        "--=_token_m\r\n"
        "Content-Type: application/pdf\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment;\r\n"
        ' filename="order.pdf"\r\n'
        "\r\n"
        "JVBERg==\r\n"
        "--=_token_m--\r\n"
    )


def test_a_letter_of_a_subject_alone_has_no_body() -> None:
    assert octets(attrs.evolve(PLAIN, text=None)).endswith(b"Encoding: 7bit\r\n\r\n")


@pytest.mark.parametrize("text", ["unended", "größe", "日本語"])
def test_the_last_line_of_a_single_text_is_ended(text: str) -> None:
    ended = octets(attrs.evolve(PLAIN, text=f"{text}\n"))
    assert octets(attrs.evolve(PLAIN, text=text)) == ended
    assert ended.endswith(b"\r\n")


@pytest.mark.rule("H4")
@pytest.mark.parametrize("declared", ["message/rfc822", "MULTIPART/Mixed; boundary=x"])
def test_a_file_that_is_a_mail_is_not_opened_as_one(declared: str) -> None:
    assert _types(declared) == "application/octet-stream"


@pytest.mark.parametrize(
    ("declared", "mailed"),
    [
        ("Image/PNG", "image/png"),
        ("text/calendar; method=REQUEST", 'text/calendar;\r\n method="REQUEST"'),
        ('text/csv; charset="utf-8"; charset=x', 'text/csv;\r\n charset="utf-8"'),
        ('image/png; name="x.exe"; filename=y.exe; NAME=z; boundary=b', "image/png"),
        ("image/png; name*=utf-8''x.exe; name*0=x", "image/png"),
        ('text/x; note="a\\"b"', "text/x;\r\n note*=utf-8''a%22b"),
    ],
)
def test_a_content_type_is_mailed_without_what_could_name_the_file(
    declared: str, mailed: str
) -> None:
    assert _types(declared) == mailed


def _types(declared: str) -> str:
    letter = attrs.evolve(PLAIN, enclosures=(attrs.evolve(PDF, content_type=declared),))
    part = octets(letter).decode().split("--=_token_m\r\n")[2]
    return part.removeprefix("Content-Type: ").partition("\r\nContent-Transfer")[0]


@pytest.mark.parametrize("declared", ["", "pdf", "a/b/c", "image/png\r\nBcc: x", f"a/{'b' * 254}"])
def test_what_is_no_content_type_is_refused(declared: str) -> None:
    letter = attrs.evolve(PLAIN, enclosures=(PDF, attrs.evolve(PDF, content_type=declared)))
    with pytest.raises(Unrenderable, match=r"enclosures\[1\].content_type: it is no media type"):
        size_of(letter)


@pytest.mark.parametrize("name", ["a\nb", "a\0", "\u2029", "\udfff"])
def test_a_file_name_that_was_not_cleaned_is_refused(name: str) -> None:
    letter = attrs.evolve(PLAIN, enclosures=(attrs.evolve(PDF, file_name=name),))
    with pytest.raises(Unrenderable, match=r"enclosures\[0\].file_name: U\+"):
        render(letter)


@pytest.mark.parametrize("boundary", ["", "a b", 'a"', "é", "a" * 61, "a\r\n"])
def test_what_is_no_token_makes_no_boundary(boundary: str) -> None:
    with pytest.raises(Unrenderable, match="boundary: it is no token"):
        render(attrs.evolve(PLAIN, boundary=boundary))


@attrs.frozen
class Short:
    """A content that gives fewer octets than it claims."""

    size: int = 7

    def chunks(self) -> Iterator[bytes]:
        yield b"123"


def test_a_content_that_is_not_of_its_size_is_found_out() -> None:
    letter = attrs.evolve(PLAIN, enclosures=(MimeAttachment("a.txt", "text/plain", Short()),))
    with pytest.raises(Unrenderable, match="enclosures: a content of 7 octets gave 3"):
        octets(letter)


@attrs.frozen
class Watched:
    """A content that tells how far it was read."""

    read: list[int] = attrs.field(factory=list)
    size: int = 64 * 1024 * 1024

    def chunks(self) -> Iterator[bytes]:
        for _ in range(256):
            self.read.append(len(self.read))
            yield bytes(256 * 1024)


@pytest.mark.rule("S5")
def test_the_size_is_told_without_reading_a_file() -> None:
    content = Watched()
    letter = attrs.evolve(PLAIN, enclosures=(MimeAttachment("a", "text/plain", content),))
    assert size_of(letter) > 4 / 3 * content.size
    assert not content.read


def test_a_file_is_read_while_the_letter_is_sent() -> None:
    content = Watched()
    letter = attrs.evolve(PLAIN, enclosures=(MimeAttachment("a", "text/plain", content),))
    pieces = render(letter)
    assert not content.read
    next(pieces)
    next(pieces)
    assert content.read == [0]


def test_the_same_letter_gives_the_same_octets() -> None:
    letter = attrs.evolve(PLAIN, html="<p>é</p>", enclosures=(PDF,))
    assert octets(letter) == octets(letter)
