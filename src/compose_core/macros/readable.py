"""A readable text of an article's HTML, for the article that has no text of its own (M7).

It shows what a reader needs: lines, list items, where links lead. White space folds.
"""

import html
import re

from compose_core.html.tokenizer import HtmlTokenizer, Kind, Token

_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote table pre hr".split())
_LINES = frozenset("br div li dt dd tr section article header footer address form".split())
_CELLS = frozenset({"td", "th"})
_SPACE = re.compile("[ \t\n\f\r]+")


def plain_text_from_html(source: str) -> str:
    """The text that a reader of the HTML would read, line breaks as LF."""
    writer = _Writer(source)
    for piece in HtmlTokenizer(source, nested=False).pieces():
        writer.write(piece)
    return writer.text()


class _Writer:
    """Writes the text of one source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._out: list[str] = []
        self._link = ("", 0)
        self._breaks = 0
        self._space = False

    def text(self) -> str:
        return "".join(self._out)

    def write(self, piece: Token) -> None:
        if piece.kind is Kind.TEXT:
            self._write_text(html.unescape(self._source[piece.start : piece.end]))
        elif piece.kind is Kind.START_TAG:
            self._start(piece)
        elif piece.kind is Kind.END_TAG:
            self._end(piece.name)

    def _write_text(self, text: str) -> None:
        words = _SPACE.sub(" ", text)
        self._space |= words.startswith(" ")
        if words.strip(" "):
            self._separate()
            self._out.append(words.strip(" "))
            self._space = words.endswith(" ")

    def _separate(self) -> None:
        if self._out and self._breaks:
            self._out.append("\n" * self._breaks)
        elif self._out and self._space and not self._out[-1].endswith("- "):
            self._out.append(" ")
        self._breaks = 0
        self._space = False

    def _break(self, lines: int) -> None:
        self._breaks = max(self._breaks, lines)

    def _start(self, tag: Token) -> None:
        if tag.name == "br":
            self._breaks = min(self._breaks + 1, 2)
        elif tag.name == "a":
            self._link = (self._attribute(tag, "href"), len(self._out))
        elif tag.name == "img":
            self._write_text(self._attribute(tag, "alt"))
        else:
            self._space |= tag.name in _CELLS
            self._block(tag.name)
        if tag.name == "li":
            self._separate()
            self._out.append("- ")

    def _end(self, name: str) -> None:
        url, begun = self._link
        if name == "a" and url:
            self._link = ("", 0)
            if "".join(self._out[begun:]).strip() != url:
                self._write_text(f" <{url}>")
        self._block(name)

    def _block(self, name: str) -> None:
        if name in _PARAGRAPHS:
            self._break(2)
        elif name in _LINES:
            self._break(1)

    def _attribute(self, tag: Token, name: str) -> str:
        values = (self._source[a.start : a.end] for a in tag.attributes if a.name == name)
        return html.unescape(next(values, "")).strip()
