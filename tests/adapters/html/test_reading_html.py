"""The text of HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.html import ReadableText, text_from_html

TEXTS = {
    "<p>Dear Pat,</p><p>hello.</p>": "Dear Pat,\n\nhello.",
    "one  two\n three": "one two three",
    "one<br>two<br><br>four": "one\ntwo\n\nfour",
    "<div>one</div><div>two</div>": "one\ntwo",
    "<h1>Title</h1>text": "Title\n\ntext",
    "a<b>b</b>c <i>d</i>": "abc d",
    "5 &lt; 6 &amp; 7&nbsp;&euro;": "5 < 6 & 7 €",
    "one<hr>two": "one\n--------------------\ntwo",
    '<a href="https://shop.example/a?b=1&amp;c=2">Your order</a>.': (
        "Your order <https://shop.example/a?b=1&c=2>."
    ),
    '<a href="https://shop.example/">shop.example</a>': "shop.example",
    '<a href="mailto:ann@example.com">ann@example.com</a>': "ann@example.com",
    '<a href="https://shop.example/"><img src="x"></a>': "<https://shop.example/>",
    '<a href="javascript:x()">press</a> <a href="#top">top</a> <a>no</a>': "press top no",
    "<ul><li>one<li>two<ul><li>deep</ul></ul>end": "* one\n* two\n  * deep\n\nend",
    '<ol start="3"><li>a<li>b<li value="9">c<li>d</ol>': "3. a\n4. b\n9. c\n10. d",
    '<ol start="many"><li>a</ol>': "1. a",
    "<li>no list": "* no list",
    "<ul><li><p>a</p><p>b</p></li></ul>": "* a\n\n  b",
    "<ul><li></li></ul><p>x": "x",
    "<table><tr><th>Item<th>Price</tr><tr><td>Router<td>12 €</tr></table>": (
        "Item | Price\nRouter | 12 €"
    ),
    "<table><tr><td></td></tr><tr></tr></table>x": "x",
    f"<table><tr><td>{'a' * 60}<td>{'b' * 60}</table>": f"{'a' * 60} | {'b' * 60}",
    "<table><tr><td>a<br>b<td>c<table><tr><td>d<td>e</table></table>": "a\nb\nc\n\nd | e",
    "<table><caption>Prices</caption><tr><td>1<td>2</table>": "Prices\n1 | 2",
    "<blockquote><p>q</p><p>r</p><blockquote>s</blockquote></blockquote>t": (
        "> q\n>\n> r\n>\n> > s\n\nt"
    ),
    "<dl><dt>term<dd>meaning</dl>": "term\n  meaning",
    "<pre>a\n  b\n\nc  d</pre>e": "a\n  b\n\nc  d\n\ne",
    '<img alt="Logo" src="cid:x">': "Logo",
    "<style>p{}</style><script>x()</script><title>t</title>body": "body",
    "a<!-- b -->c": "ac",
    '<p style="display : none">a<b>b</b><br></p><p hidden>c</p><p style="color:red">d': "d",
    "<?xml version='1.0'?><p>é</p>": "é",
    "": "",
    " \n ": "",
    "<p></p><br>": "",
    "half \ud800": "half ?",
}


@pytest.mark.rule("M9")
@pytest.mark.parametrize("html", TEXTS)
def test_a_page_is_read_as_a_person_would_type_it(html: str) -> None:
    assert ReadableText().text_from(html) == TEXTS[html]


@pytest.mark.rule("M9")
@given(st.text(st.characters(exclude_characters="<>&\r", exclude_categories=["C", "Z"])))
def test_text_without_tags_is_itself(text: str) -> None:
    assert text_from_html(text) == text


@given(st.text(st.sampled_from("<>/abp liudtrhme=\"' \n&;")))
def test_no_page_stops_the_reader(html: str) -> None:
    text = text_from_html(html)
    assert text == text.strip("\n")


DEEP = {
    "bold": "<b>" * 300_000 + "x",
    "tables": "<table><tr><td>" * 60_000 + "x",
    "a thousand divs": "<div>" * 999 + "x",
    "tables in reason": "<table><tr><td>" * 300 + "x",
    "left open": "".join(f"<b id={number}>" for number in range(400)) + "<p>x" * 100_000,
    "ends of what is not open": "<div></i>" * 60_000 + " x",
    "ends in attributes": "<div title='</div>'>" * 40_000 + " x",
    "ends in comments": "<ul><!--</ul>-->" * 50_000 + " x",
    "ends in a text area": "<div><textarea></div></textarea>" * 30_000 + " x",
    "ends across a table": "<div><object></div></object>" * 30_000 + " x",
    "annotations outside": "<rt>" * 200_000 + " x",
    "groups outside": "<optgroup>" * 90_000 + " x",
    "a drawing": "<svg></i>" * 60_000 + " x",
    "cells in a drawing": "<svg>" + "<td>" * 200_000 + " x",
    "what ends a drawing": "<svg><span></svg>" * 60_000 + " x",
    "a form in a form": "<form><span></form>" * 50_000 + " x",
}


@pytest.mark.parametrize("name", DEEP)
def test_a_page_that_nests_beyond_reason_is_read_without_delay(name: str) -> None:
    assert text_from_html(DEEP[name]).split()[-1] == "x"
