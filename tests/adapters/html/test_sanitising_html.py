"""HTML of mails is safe to show."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.html import SafeHtml, sanitise

KEPT = {
    "<p>Dear <b>Pat</b></p>": "<p>Dear <b>Pat</b></p>",
    "5 < 6": "5 &lt; 6",
    '<a href="https://shop.example/">order</a>': (
        '<a href="https://shop.example/" rel="noopener noreferrer nofollow">order</a>'
    ),
    '<a href="mailto:ann@example.com">Ann</a>': (
        '<a href="mailto:ann@example.com" rel="noopener noreferrer nofollow">Ann</a>'
    ),
    '<img src="https://spy.example/pixel" alt="Logo">': '<img alt="Logo">',
    "<table><tr><td>1</table>": "<table><tbody><tr><td>1</td></tr></tbody></table>",
    "<p>open": "<p>open</p>",
}
LOST = (
    "<script>alert(1)</script>",
    "<style>@import url(//spy.example)</style>",
    "<iframe src=//spy.example></iframe>",
    "<object data=x></object>",
    "<embed src=x>",
    "<base href=//spy.example>",
    "<link rel=stylesheet href=//spy.example>",
    "<meta http-equiv=refresh content='0;url=//spy.example'>",
    "<!-- comment -->",
    "<title>t</title>",
    "<template><p>x</p></template>",
    "<input value=x>",
)
ATTACKS = (
    "<form action=//spy.example><button>Go</button></form>",
    "<p style='background:url(//spy.example)'>x</p>",
    "<p onclick=alert(1) id=a class=b>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "<a href='//spy.example'>x</a>",
    "<a href='/path'>x</a>",
    "<a href='ftp://spy.example'>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:x'>x</mi></math>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<img srcset='//spy.example/a 2x' background=//spy.example>",
    "<video poster=//spy.example><source src=//spy.example></video>",
    "<table background=//spy.example><tr><td>x</table>",
)


@pytest.mark.parametrize("html", KEPT)
def test_what_is_for_people_is_kept(html: str) -> None:
    assert SafeHtml().sanitise(html) == KEPT[html]


@pytest.mark.parametrize("html", LOST)
def test_what_acts_or_loads_is_lost_with_its_content(html: str) -> None:
    assert sanitise(f"a{html}b") == "ab"


@pytest.mark.parametrize("html", [*ATTACKS, *LOST])
def test_an_attack_leaves_only_safe_elements(html: str) -> None:
    _assert_is_safe(sanitise(html))


@given(st.lists(st.sampled_from([*ATTACKS, *LOST, "<", ">", "'", '"', "<p>", "</p>", "x"])))
def test_attacks_together_leave_only_safe_elements(pieces: list[str]) -> None:
    safe = sanitise("".join(pieces))
    _assert_is_safe(safe)
    assert sanitise(safe) == safe


def test_what_nests_beyond_reason_loses_all_its_tags() -> None:
    assert sanitise("<b>" * 1_001 + "1 & 2").strip() == "1 &amp; 2"


def test_half_a_character_is_replaced() -> None:
    assert sanitise("half \ud800") == "half ?"


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def _assert_is_safe(html: str) -> None:
    elements = _Elements()
    elements.feed(html)
    for tag, attributes in elements.seen:
        assert tag in {"p", "a", "img", "table", "tbody", "tr", "td", "b"}
        assert set(attributes) <= {"href", "rel", "alt", "title"}
        assert re.match("https?:|mailto:|$", attributes.get("href") or "")
