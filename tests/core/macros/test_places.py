"""A value stays what it is, wherever it stands: judged by a browser's parser, html5ever (M7)."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import nh3
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.core.macros.objects import LIBRARY, expanded, facts

from compose_core.html import HtmlTokenizer
from compose_core.macros import Part, Template

pytestmark = pytest.mark.rule("M7")

INERT = "Qz9"
TAGS = set(
    "a b p i div span svg math title textarea style script xmp iframe noembed noframes noscript "
    "plaintext select option template table tr td frameset form mtext foreignobject desc".split()
)
CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=set(),
    attributes={"*": {"title", "href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
FRAGMENTS = st.sampled_from(
    [
        *("``x", "``y", "``x", "``greeting", "``order_page", "``signature"),
        *(f"<{tag}>" for tag in sorted(TAGS)),
        *(f"</{tag}>" for tag in ("style", "title", "textarea", "svg", "noscript", "select", "p")),
        *("<p title='``x'>", '<p title="``x">', "<p title=``x>", "<p title='", "'>", '">'),
        *("<a href='``y'>", "<a href='https://a.example/?q=``x'>"),
        *("<!--", "-->", "--!>", "<![CDATA[", "]]>", "<!", "<?", "</", "<", ">", "'", '"'),
        *("&", "&amp;", "&#", " ", "/", "=", "a", "\n", "<p ", "<style><a title='</style>"),
    ]
)
SOUP = st.lists(FRAGMENTS, max_size=10).map("".join)
# White space alone is moved about by tables, which is no question of places.
HOSTILE = (
    st.lists(
        st.sampled_from(
            [
                *(
                    "<",
                    ">",
                    "'",
                    '"',
                    "&",
                    "&lt;",
                    "&#60;",
                    "`",
                    "``x",
                    "-->",
                    "]]>",
                    "/",
                    "=",
                    " ",
                ),
                *("</title>", "</textarea>", "</style>", "<script>", "<svg>", "<!--", "<![CDATA["),
                *("javascript:", "x", "é", "#", "lt;", "<p title='"),
            ]
        ),
        min_size=1,
        max_size=6,
    )
    .map("".join)
    .filter(str.strip)
)


class Events(HTMLParser):
    """What a document says: its tags, its attributes, its text."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(("start", tag, *(f"{name}={value}" for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(("end", tag))

    def handle_data(self, data: str) -> None:
        if self.seen and self.seen[-1][0] == "text":
            data = self.seen.pop()[1] + data
        self.seen.append(("text", data))


def read(html: str) -> list[tuple[str, ...]]:
    """What a browser reads in some HTML."""
    events = Events()
    events.feed(CLEANER.clean(html))
    events.close()
    return events.seen


@settings(max_examples=400)
@given(SOUP, HOSTILE)
@example("<title></``x></title>", "title")
@example("<svg><style><a title='</style>``x'>", "'><script>")
@example("<noscript><p title='</noscript>``x'>", "'><script>")
@example("<select><style><a title='</style>``x'>", "'><script>")
@example("<p title='``x'``x>", "a='")
@example("<title>&l``x</title>", "t;")
def test_a_value_never_changes_what_stands_around_it(html: str, value: str) -> None:
    url = "https://a.example/"
    inert = expanded(LIBRARY, facts({"x": INERT, "y": url}), html=html)
    hostile = expanded(LIBRARY, facts({"x": value, "y": url}), html=html)
    assert inert.findings == hostile.findings
    if inert.html is None or hostile.html is None:
        return
    assert [_told_with(value, event) for event in read(inert.html)] == [
        tuple(map(unquote, event)) for event in read(hostile.html)
    ]


def _told_with(value: str, event: tuple[str, ...]) -> tuple[str, ...]:
    """An event of the inert document with the value, URLs decoded."""
    return tuple(unquote(text).replace(INERT, value) for text in event)


DRAWINGS = st.lists(
    st.sampled_from(
        [
            *("``x", "``x", "``greeting", "``order_page", "``signature", "a", " ", "<b>", "</b>"),
            *("<svg>", "</svg>", "<math>", "</math>", "<g>", "</g>", "<mi>", "</mi>", "<desc>"),
            *("<foreignObject>", "</foreignObject>", "<p>", "</p>", "<svg/>", "<!-- -->", "<div>"),
            *("<table>", "<tr>", "<td>", "</table>", "<annotation-xml>", "<mtext>", "</desc>"),
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=400)
@given(DRAWINGS)
@example("<svg>``x<g>a</g></svg>")
@example("<math>``x<mi>a</mi></math>")
@example("<svg><foreignObject></svg></foreignObject>``x<g>a</g>")
@example("<svg>``signature<g>a</g></svg>")
def test_a_line_break_of_a_value_ends_no_drawing_and_no_formula(html: str) -> None:
    inert = expanded(LIBRARY, facts({"x": INERT * 2}), html=html)
    broken = expanded(LIBRARY, facts({"x": f"{INERT}\n{INERT}"}), html=html)
    assert inert.findings == broken.findings
    if inert.html is not None and broken.html is not None:
        # The element that shows a line break is none that the cleaner lets through.
        assert _on_one_line(read(inert.html)) == _on_one_line(read(broken.html))


def _on_one_line(events: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(re.sub("\n|%0A", "", text) for text in event) for event in events]


@pytest.mark.parametrize("tag", ["svg", "math"])
def test_an_article_and_a_link_stand_in_a_drawing_as_text(tag: str) -> None:
    html = f"<{tag}>``signature ``order_page</{tag}>``signature"
    shown = expanded(LIBRARY, facts({"x": "x"}), html=html).html or ""
    inside, _, after = shown.partition(f"</{tag}>")
    assert "<" not in inside.removeprefix(f"<{tag}>")
    assert "<" in after


@given(
    HOSTILE, st.sampled_from(["<p>{}</p>", "<p title='{}'>", '<p title="{}">', "<title>{}</title>"])
)
def test_a_value_is_read_as_it_was_given(value: str, html: str) -> None:
    html = html.replace("{}", "[``x]")
    shown = expanded(LIBRARY, facts({"x": value}), html=html).html or ""
    assert f"[{value}]" in "".join("".join(event) for event in read(shown))


# As a browser finds it (WHATWG URL, basic URL parser): leading controls and spaces, tabs and
# line breaks do not count.
_LEADING = re.compile("^[\x00-\x20]+")
_DROPPED = re.compile("[\t\n\r]")
_SCHEME = re.compile("([A-Za-z][A-Za-z0-9+.-]*):")


def scheme_a_browser_finds(html: str) -> str | None:
    events = Events()
    events.feed(html)
    [start] = [event for event in events.seen if event[0] == "start"]
    url = _LEADING.sub("", _DROPPED.sub("", start[2].removeprefix("href=")))
    found = _SCHEME.match(url)
    return found[1].lower() if found else None


PARTS_OF_URLS = st.lists(
    st.sampled_from(
        [
            *(
                "java",
                "script",
                "javascript:",
                "data:",
                "https:",
                "http",
                "mailto:",
                ":",
                "//",
                "/",
            ),
            *(
                "&#58;",
                "&colon;",
                "&#x6a;",
                "&Tab;",
                "\t",
                "\n",
                " ",
                "&#1;",
                "a.example",
                "?",
                "#",
            ),
            *("x", "%3A", "@"),
        ]
    ),
    max_size=4,
).map("".join)


@settings(max_examples=300)
@given(PARTS_OF_URLS, PARTS_OF_URLS, PARTS_OF_URLS, PARTS_OF_URLS)
@example("", "javascript:", "", "")
@example("java", "script", ":", "")
@example("", "java&#115;cript:", "", "x")
def test_a_value_makes_no_scheme_but_http_https_and_mailto(
    before: str, value: str, between: str, other: str
) -> None:
    html = f"<a href='{before}``x{between}``y'>"
    expansion = expanded(LIBRARY, facts({"x": value or "x", "y": other or "y"}), html=html)
    if expansion.html is not None:
        written = scheme_a_browser_finds(f"<a href='{before}'>")
        made = scheme_a_browser_finds(expansion.html)
        assert made in {None, "http", "https", "mailto"} or made == written
        assert made not in {"javascript", "data"}


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), min_size=1))
def test_text_takes_a_value_as_it_is_or_refuses_it(value: str) -> None:
    expansion = expanded(LIBRARY, facts({"x": value}), text="[``x]")
    unfit = re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", value)
    assert expansion.text == (None if unfit else f"[{value}]")


@given(st.text(min_size=1))
def test_a_subject_holds_no_line_break_and_no_control_character(value: str) -> None:
    subject = expanded(LIBRARY, facts({"x": value}), subject="[``x]").subject
    if subject is not None:
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", subject)
        assert subject[1:-1].split() == value.split()


@settings(max_examples=300)
@given(SOUP, SOUP, SOUP)
def test_with_any_fault_there_is_nothing_and_without_one_all(
    subject: str, text: str, html: str
) -> None:
    parts: dict[str, Any] = {"subject": subject.replace("\n", ""), "text": text, "html": html}
    told = facts({"x": "x", "y": "https://a.example/"})
    expansion = expanded(LIBRARY, told, **parts)
    given_back = (expansion.subject, expansion.text, expansion.html)
    assert [part is None for part in given_back] == [bool(expansion.findings)] * 3


@settings(max_examples=300)
@given(SOUP, HOSTILE)
def test_what_no_macro_landed_in_is_the_authors_own(html: str, value: str) -> None:
    told = facts({"x": value, "y": "https://a.example/"})
    expansion = expanded(LIBRARY, told, html=html)
    if expansion.html is None:
        return
    rebuilt, read_up_to = "", 0
    for landing in expansion.mappings:
        rebuilt += html[read_up_to : landing.offset] + expansion.html[landing.start : landing.end]
        read_up_to = landing.offset + len(f"``{landing.name}")
    assert rebuilt + html[read_up_to:] == expansion.html


PASSED_OVER = st.lists(
    FRAGMENTS
    | st.sampled_from(
        [
            *("<b>", "</b>", "<b a>", "<b a=b>", "<b a='<'>", '<b a = ">" c>', "<b/>", "<B A=/>"),
            *("<b a=''c=d>", "<b =a>", "<!-->", "<!--->", "<!---->", "<!--a-b--c--!>", "<!--a"),
            *(
                "<style>a</style>",
                "<style a>",
                "</style b=c>",
                "<STYLE>",
                "<styles>",
                "</styles>",
                "<b\n>",
            ),
            *("<script>", "<mi>", "</svg x>", "<\u017ftyle>", "<b a='``x'>", "<b a='"),
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=600)
@given(PASSED_OVER, st.integers(0, 80), st.booleans())
def test_pieces_that_are_passed_over_change_none_that_is_given(
    html: str, wanted: int, nested: bool
) -> None:
    """Runs of harmless tags are passed by one expression, which cuts as the cutter itself."""
    exact, quick = HtmlTokenizer(html, nested=nested), HtmlTokenizer(html, nested=nested)
    quick.wanted = min(wanted, len(html))
    every, given_back = list(exact.pieces()), list(quick.pieces())
    assert [piece for piece in given_back if piece not in every] == []
    assert [piece for piece in every if piece.end > quick.wanted] == [
        piece for piece in given_back if piece.end > quick.wanted
    ]
    assert exact.closed == quick.closed


@pytest.mark.rule("M6")
@pytest.mark.parametrize("unit", ["<svg></svg>", "<script></script>", "< ", "<title></title>"])
def test_macros_after_very_many_odd_pieces_cannot_be_expanded(unit: str) -> None:
    few, many = unit * 50 + "``x", unit * 30_000 + "``x"
    assert expanded(LIBRARY, facts({"x": "x"}), html=few).findings == ()
    [fault] = expanded(LIBRARY, facts({"x": "x"}), html=many).findings
    assert fault.definition.name == "macro.ambiguous"


def test_macros_in_a_tag_of_very_many_attributes_cannot_be_expanded() -> None:
    attributes = " a='b'" * 30_000
    assert expanded(LIBRARY, facts({"x": "x"}), html=f"<p{attributes}>``x").findings == ()
    [fault] = expanded(LIBRARY, facts({"x": "x"}), html=f"<p{attributes} c='``x'>").findings
    assert fault.definition.name == "macro.in_tag"


@pytest.mark.parametrize(
    "html", ["", "<p>x</p>", "<p title='a'>", "<svg></svg>", "<style>a</style>"]
)
def test_html_that_leaves_nothing_open_can_stand_in_other_html(html: str) -> None:
    assert Template.compile(html, Part.HTML, nested=True).closed


@pytest.mark.parametrize(
    "html",
    [
        *("<", "</", "<p", "<p title='x", "<!-- x", "<style>", "<svg>", "<noscript>", "<title>x"),
        *("<plaintext>", "<?x", "<svg><style><p></style>", "<![CDATA[x>"),
        "<noscript><p title='</noscript>",
    ],
)
def test_html_that_leaves_something_open_cannot(html: str) -> None:
    assert not Template.compile(html, Part.HTML, nested=True).closed
