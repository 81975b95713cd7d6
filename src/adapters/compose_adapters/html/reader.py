"""A page read from its first tag to its last."""

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

from compose_adapters.html.lines import Lines
from compose_adapters.html.tables import Table

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


class Reader(HTMLParser):
    """Reads a well-formed page; `text` is what it says."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pages = [Lines()]
        self._tables: list[Table] = []
        self._lists: list[int | None] = []
        self._link = ("", 0)
        self._hidden = 0
        self._starts = self._starting()
        self._ends = self._ending()

    def text(self) -> str:
        """Everything that was read."""
        return "\n".join(self.page.finished())

    @property
    def page(self) -> Lines:
        """Where what is read goes: the page, or the cell of a table."""
        return self._pages[-1]

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._hidden:
            self.page.write(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The start of an element, or all of one that has no end."""
        attributes = dict(attrs)
        if self._hidden or "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            self._hidden += tag not in _VOID
            return
        self._separate(tag, after=False)
        if start := self._starts.get(tag):
            start(attributes)

    def handle_endtag(self, tag: str) -> None:
        """The end of an element."""
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
            "tr": self._start_row,
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
        self._tables.append(Table())

    def _end_table(self) -> None:
        table = self._tables.pop()
        if len(self._tables) < _DEEPEST_TABLE:
            self.page.add(table.lines())

    def _start_row(self, _: Attributes) -> None:
        self._tables[-1].new_row()

    def _start_cell(self, _: Attributes) -> None:
        # A cell of a table in a table in a table and so on is read as a line of the outer one's.
        deep = len(self._tables) > _DEEPEST_TABLE
        self._pages.append(self.page if deep else self._tables[-1].new_cell())

    def _end_cell(self) -> None:
        self._pages.pop().end_line()


def _bare(url: str) -> str:
    return re.sub(r"^(https?://|mailto:|tel:)|/$", "", url)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,9}", text) else otherwise
