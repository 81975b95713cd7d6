"""Faults as people read them, and articles as people read them."""

import pytest
from tests.core.macros.objects import expanded, library

from compose_core.macros import plain_text_from_html, report


def shown(source: str) -> str:
    return report(source, expanded(library(), text=source).faults)


@pytest.mark.rule("M3")
def test_a_report_shows_line_column_and_a_caret() -> None:
    assert shown("Dear ``contact_person_first_name,\nyour case ``case_ids ``") == (
        "text, line 2, column 11: No macro is named 'case_ids', as offset 44 of the text asks; "
        "the nearest name is 'case_id'.\n"
        "  your case ``case_ids ``\n"
        "            ^\n"
        "text, line 2, column 22: Two accents without a macro's name stand at offset 55 "
        "of the text; name a macro, or write ``grave_accents for two accents.\n"
        "  your case ``case_ids ``\n"
        "                       ^"
    )


@pytest.mark.rule("M3")
def test_the_caret_stands_below_the_macro_whatever_the_letters_before_it() -> None:
    lines = shown("\u6771\u4eac e\u0301\t``").split("\n")
    assert lines[1:] == ["  \u6771\u4eac e\u0301 ``", "         ^"]


@pytest.mark.rule("M3")
def test_of_a_long_line_the_surroundings_are_shown() -> None:
    lines = shown("x" * 1000 + "``" + " " + "y" * 1000).split("\n")
    assert lines[1:] == ["  " + "x" * 40 + "`` " + "y" * 33, "  " + " " * 40 + "^"]


@pytest.mark.rule("M3")
def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert "\x1b" not in shown("\x1b[31m ``\x9b``")


def test_no_faults_make_no_report() -> None:
    assert report("x", ()) == ""


@pytest.mark.rule("M7")
@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("one\n  two", "one two"),
        ("<p>one</p><p>two", "one\n\ntwo"),
        ("<div>one</div>two<br>three<br><br>four", "one\ntwo\nthree\n\nfour"),
        ("<h1>Head</h1>body <b>bold</b>, <i>it</i>", "Head\n\nbody bold, it"),
        ("<ul><li>one</li><li> two</li></ul>after", "- one\n- two\n\nafter"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</table>", "a b\nc"),
        ("<a href='https://a.example/?b&amp;c'>go</a>.", "go <https://a.example/?b&c>."),
        ("<a href='https://a.example/'>https://a.example/</a>", "https://a.example/"),
        ("<a>nowhere</a> <a name=x>here</a></a>", "nowhere here"),
        ("<img alt='A &quot;logo&quot;'><img src=x>", 'A "logo"'),
        ("a<style>p {}</style><!-- x --><script>1</script>b<title>t</title>", "ab"),
        ("&lt;b&gt; &amp;nbsp; &eacute;", "<b> &nbsp; \u00e9"),
        ("<p>``case_id</p><a href='``x'>``y</a>", "``case_id\n\n``y <``x>"),
    ],
)
def test_html_is_read_as_its_reader_reads_it(html: str, text: str) -> None:
    assert plain_text_from_html(html) == text
