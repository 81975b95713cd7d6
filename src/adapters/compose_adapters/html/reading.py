"""The text of HTML, as a person would type it (M9)."""

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

import nh3

from compose_adapters.html.prediction import is_beyond_reason, without_tags
from compose_adapters.html.sanitising import DROPPED_WITH_CONTENT, SCHEMES

_SHAPING = frozenset(
    "a address article aside blockquote br caption center dd div dl dt figcaption figure footer h1"
    " h2 h3 h4 h5 h6 header hr img li main nav ol p pre section span table tbody td tfoot th thead"
    " tr ul".split()
)
_ATTRIBUTES = {
    "*": {"hidden", "style"},
    "a": {"href"},
    "img": {"alt"},
    "li": {"value"},
    "ol": {"start"},
}
# What comes out of it is well-formed, so that the reader below meets no trap.
_cleaner = nh3.Cleaner(
    tags=_SHAPING,
    clean_content_tags=DROPPED_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    filter_style_properties={"display"},
    url_schemes=SCHEMES | {"tel"},
    url_relative="deny",
    link_rel=None,
)

Attributes = Mapping[str, str | None]

_DEEPEST_TABLE = 8
_VOID = frozenset({"br", "col", "hr", "img"})
_APART = frozenset({"blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "table"})
_LISTS = frozenset({"ol", "ul"})
_ON_LINES_OF_THEIR_OWN = frozenset(
    "address article aside caption center dd div dt figcaption figure footer header li main nav"
    " ol section tr ul".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_RULE = "-" * 20
_BETWEEN_CELLS = " | "
_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
_DEEPEST_INDENT = 8


class _Lines:
    """A text that is written piece by piece: white space folded, blocks apart."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._run: list[str] = []
        self._indents: list[str] = []
        self._marker = ""
        self._blank_due: str | None = None
        self._literal = 0

    def write(self, text: str) -> None:
        """Add text to the line under way; outside of `literal` its white space folds."""
        if self._literal:
            first, *others = text.split("\n")
            self._run.append(first)
            for line in others:
                self.break_line()
                self._run.append(line)
        elif folded := _WHITE_SPACE.sub(" ", text):
            at_space = not self._run or self._run[-1].endswith(" ")
            self._run.append(folded.lstrip(" ") if at_space else folded)

    def mark(self) -> int:
        """Mark the end of the line under way, for `since`."""
        return len(self._run)

    def since(self, mark: int) -> str:
        """Read the line under way from a mark on."""
        return "".join(self._run[mark:])

    def break_line(self) -> None:
        """End the line under way, even if there is nothing in it."""
        line = "".join(self._run)
        self._run = []
        self._put(line.rstrip() if self._literal else line.strip())

    def end_line(self) -> None:
        """End the line under way if there is something in it."""
        if self.since(0).strip():
            self.break_line()
        self._run = []

    def set_apart(self, *, after: bool) -> None:
        """End the line and have a blank one before the next."""
        self.end_line()
        if self._lines and (after or self._blank_due is None):
            self._blank_due = "".join(self._indents).rstrip()

    def indent(self, by: str, marker: str = "") -> None:
        """Set what follows in; the first line of it shows the marker instead."""
        self.end_line()
        self._indents.append(by if len(self._indents) < _DEEPEST_INDENT else "")
        self._marker = marker

    def outdent(self) -> None:
        """End what was set in last."""
        self.end_line()
        self._marker = ""
        self._indents.pop()

    def literal(self, *, on: bool) -> None:
        """Keep white space from here on, or fold it again."""
        self.end_line()
        self._literal += 1 if on else -1

    def add(self, lines: list[str]) -> None:
        """Add whole lines."""
        self.end_line()
        for line in lines:
            self._put(line)

    def finished(self) -> list[str]:
        """Finish the lines, without blank ones at the ends and white space at theirs."""
        self.end_line()
        lines = [line.replace("\xa0", " ").rstrip() for line in self._lines]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
        return lines

    def _put(self, line: str) -> None:
        if self._blank_due is not None:
            self._lines.append(self._blank_due)
            self._blank_due = None
        outer, inner = "".join(self._indents[:-1]), "".join(self._indents[-1:])
        self._lines.append(f"{outer}{self._marker or inner}{line}")
        self._marker = ""


class _Reader(HTMLParser):
    """A reader of a well-formed page; `text` is the result."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pages = [_Lines()]
        # Of each table that is open, the cells of its row so far.
        self._rows: list[list[list[str]]] = []
        self._lists: list[int | None] = []
        self._link = ("", 0)
        self._hidden = 0
        self._starts = self._starting()
        self._ends = self._ending()

    def text(self) -> str:
        """Give the whole text."""
        return "\n".join(self.page.finished())

    @property
    def page(self) -> _Lines:
        """The lines under way: of the page, or of the cell of a table."""
        return self._pages[-1]

    def handle_data(self, data: str) -> None:
        """Read text."""
        if not self._hidden:
            self.page.write(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read the start of an element, or all of one that has no end."""
        attributes = dict(attrs)
        if self._hidden or "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            self._hidden += tag not in _VOID
            return
        self._separate(tag, after=False)
        if start := self._starts.get(tag):
            start(attributes)

    def handle_endtag(self, tag: str) -> None:
        """Read the end of an element."""
        if self._hidden:
            self._hidden -= 1
            return
        if end := self._ends.get(tag):
            end()
        self._separate(tag, after=True)

    def _starting(self) -> Mapping[str, Callable[[Attributes], None]]:
        return {
            "a": self._start_link,
            "blockquote": self._start_quotation,
            "br": self._break,
            "dd": self._start_description,
            "hr": self._rule,
            "img": self._image,
            "li": self._start_item,
            "ol": self._start_numbers,
            "pre": self._start_literal,
            "table": self._start_table,
            "td": self._start_cell,
            "th": self._start_cell,
            "ul": self._start_bullets,
        }

    def _ending(self) -> Mapping[str, Callable[[], None]]:
        return {
            "a": self._end_link,
            "blockquote": self._outdent,
            "dd": self._outdent,
            "li": self._outdent,
            "ol": self._end_list,
            "pre": self._end_literal,
            "table": self._end_table,
            "td": self._end_cell,
            "th": self._end_cell,
            "tr": self._end_row,
            "ul": self._end_list,
        }

    def _separate(self, tag: str, *, after: bool) -> None:
        if tag in _APART or (tag in _LISTS and not self._lists):
            self.page.set_apart(after=after)
        elif tag in _ON_LINES_OF_THEIR_OWN:
            self.page.end_line()

    def _start_link(self, attributes: Attributes) -> None:
        self._link = (attributes.get("href") or "", self.page.mark())

    def _end_link(self) -> None:
        target, mark = self._link
        label = self.page.since(mark).strip()
        if target and _bare(label) != _bare(target):
            self.page.write(f" <{target}>" if label else f"<{target}>")

    def _break(self, _: Attributes) -> None:
        self.page.break_line()

    def _rule(self, _: Attributes) -> None:
        self.page.add([_RULE])

    def _image(self, attributes: Attributes) -> None:
        self.page.write(attributes.get("alt") or "")

    def _start_quotation(self, _: Attributes) -> None:
        self.page.indent("> ")

    def _start_description(self, _: Attributes) -> None:
        self.page.indent("  ")

    def _outdent(self) -> None:
        self.page.outdent()

    def _start_literal(self, _: Attributes) -> None:
        self.page.literal(on=True)

    def _end_literal(self) -> None:
        self.page.literal(on=False)

    def _start_numbers(self, attributes: Attributes) -> None:
        self._lists.append(_number(attributes.get("start"), 1))

    def _start_bullets(self, _: Attributes) -> None:
        self._lists.append(None)

    def _end_list(self) -> None:
        self._lists.pop()

    def _start_item(self, attributes: Attributes) -> None:
        number = self._lists[-1] if self._lists else None
        if number is None:
            self.page.indent("  ", "* ")
            return
        number = _number(attributes.get("value"), number)
        self._lists[-1] = number + 1
        self.page.indent("   ", f"{number}. ")

    def _start_table(self, _: Attributes) -> None:
        self._rows.append([])

    def _end_table(self) -> None:
        self._rows.pop()

    def _start_cell(self, _: Attributes) -> None:
        # A cell of a table in a table in a table and so on is read as a line of the outer one's.
        deep = len(self._rows) > _DEEPEST_TABLE
        self._pages.append(self.page if deep else _Lines())

    def _end_cell(self) -> None:
        cell = self._pages.pop()
        if cell is self.page:
            cell.end_line()
        else:
            self._rows[-1].append(cell.finished())

    def _end_row(self) -> None:
        if len(self._rows) > _DEEPEST_TABLE:
            return
        cells = [cell for cell in self._rows[-1] if cell]
        self._rows[-1] = []
        if all(len(cell) == 1 for cell in cells):
            cells = [[_BETWEEN_CELLS.join(cell[0] for cell in cells)]] if cells else []
        for cell in cells:
            self.page.add(cell)


def text_from_html(html: str) -> str:
    """Write the text of HTML as a person would type it.

    Links show their target (``label <url>``), lists their bullets and numbers, rows of tables their
    cells with ``|`` between them, quotations ``> ``. Line breaks are LF, and no line at the ends is
    blank. Hidden elements are not shown. HTML that nests beyond reason is read without structure.

    Args:
        html: a page or a piece of one, of any origin.
    """
    whole = html.encode("utf-8", "replace").decode()
    reader = _Reader()
    if is_beyond_reason(whole):
        reader.handle_data(without_tags(whole))
    else:
        reader.feed(_cleaner.clean(whole))
    reader.close()
    return reader.text()


class ReadableText:
    """The port `TextFromHtml`, by nh3 and the standard library."""

    def text_from(self, html: str) -> str:
        """Write the text as `text_from_html` does."""
        return text_from_html(html)


def _bare(url: str) -> str:
    return re.sub(r"^(https?://|mailto:|tel:)|/$", "", url)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,9}", text) else otherwise
