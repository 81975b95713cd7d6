"""What Scanner, TextFromHtml and HtmlSanitiser must do."""

import pytest

from compose_core.facts import Scan
from compose_core.model.attachment import Attachment, InMemory
from compose_core.ports import HtmlSanitiser, Scanner, TextFromHtml

HARMFUL = (
    "<script>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" jav&#x09;ascript:alert(1)">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<svg><script>alert(1)</script></svg>",
    '<form action="https://example.com/"><input name="p"></form>',
    '<meta http-equiv="refresh" content="0;url=https://example.com/">',
    '<object data="https://example.com/"></object>',
    '<base href="https://example.com/">',
)


class ScannerContract:
    """A subclass gives the fixture ``scanner``."""

    @pytest.mark.parametrize(
        "octets", [b"MZ\x90\x00", b"\x7fELF\x02\x01\x01", b"#!/bin/sh\necho\n"]
    )
    def test_a_program_is_seen_whatever_it_is_called(self, scanner: Scanner, octets: bytes) -> None:
        disguised = Attachment("image/png", "photo.png", InMemory(octets + b"\x00" * 9000))
        assert scanner.scan(disguised).kind is not None

    @pytest.mark.parametrize("octets", [b"", b"a", b"Good morning", b"\x89PNG\r\n\x1a\n\x00"])
    def test_a_harmless_file_is_nothing(self, scanner: Scanner, octets: bytes) -> None:
        assert scanner.scan(Attachment("text/plain", "a.txt", InMemory(octets))) == Scan()


class TextFromHtmlContract:
    """A subclass gives the fixture ``text_from_html``."""

    def test_words_stay_and_tags_go(self, text_from_html: TextFromHtml) -> None:
        text = text_from_html.text_from("<p>Good <b>morning</b></p><p>Pat &amp; Kim</p>")
        assert text.split() == ["Good", "morning", "Pat", "&", "Kim"]

    def test_paragraphs_and_breaks_are_lines(self, text_from_html: TextFromHtml) -> None:
        lines = text_from_html.text_from("<p>one</p><p>two<br>three</p>").split("\n")
        assert [line.strip() for line in lines if line.strip()] == ["one", "two", "three"]
        assert "\r" not in "".join(lines)

    def test_what_is_not_read_is_left_out(self, text_from_html: TextFromHtml) -> None:
        page = "<style>p{color:red}</style><script>var x</script><!-- no --><p>yes</p>"
        assert text_from_html.text_from(page).strip() == "yes"

    def test_where_a_link_leads_is_told(self, text_from_html: TextFromHtml) -> None:
        text = text_from_html.text_from('<a href="https://example.com/a">here</a>')
        assert "here" in text
        assert "https://example.com/a" in text

    @pytest.mark.parametrize("html", ["", " ", "<", "<p", "</p>", "&", "<!--", "\x00", "<b>" * 999])
    def test_no_html_is_too_strange(self, text_from_html: TextFromHtml, html: str) -> None:
        assert isinstance(text_from_html.text_from(html), str)


class HtmlSanitiserContract:
    """A subclass gives the fixture ``sanitiser``."""

    def test_what_is_harmless_stays(self, sanitiser: HtmlSanitiser) -> None:
        assert "<b>morning</b>" in sanitiser.sanitise("<p>Good <b>morning</b></p>")

    @pytest.mark.parametrize("html", HARMFUL)
    def test_what_acts_goes(self, sanitiser: HtmlSanitiser, html: str) -> None:
        safe = sanitiser.sanitise(f"<p>before</p>{html}<p>after</p>").lower()
        acting = ("<script", "onerror", "javascript:", "<iframe", "<form", "<meta", "<object")
        assert not [word for word in (*acting, "<base", "<input", "srcdoc") if word in safe]
        assert "before" in safe
