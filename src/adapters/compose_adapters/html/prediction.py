"""How long a page takes to parse, predicted from its tags alone.

A conforming parser is linear for pages as people and programs write them, and not for others. Each
tag may walk the stack of open elements; formatting that is left open is made again, attributes and
all, in every block that follows; what stands in a table outside its cells is moved before the
table, past all that was moved before; each attribute of an element is compared with its others; and
so on. The prediction adds all this up, in nanoseconds of a slow machine, and is never less than
the parser takes. A page that would take more than its size allows is not parsed.

A parser passes over many an end tag: in a select, of an element that is not open, across a table.
So an end tag counts only where it ends the element that was begun last, or one with nothing but
formatting in it; and from the first place on where the source can be cut in two ways no end tag
counts at all.

The figures are measured with the worst pages of the tests, and never less than what is measured.
"""

import re

import attrs

_DEEPEST = 1_000

_NANOSECONDS_AN_OCTET = 350
_NANOSECONDS_OF_ANY_PAGE = 10_000_000
# What each of them takes, measured with the worst pages of the tests.
_OF_A_TAG = 300
_OF_AN_OPEN_ELEMENT = 10
_OF_A_REOPENED_ELEMENT = 500
_OF_A_PAIR_OF_MOVED_NODES = 0.4
_OF_A_PAIR_OF_ATTRIBUTES = 0.3
_OF_AN_ESCAPE_AND_AN_OCTET = 0.025
# Formatting that is made again is written again, with its attributes.
_MOST_REOPENED = 4
_MOST_REOPENED_OF_ANY_PAGE = 100_000
# Attributes of a second `html` or `body` are added to the first one's.
_MOST_OCTETS_OF_ROOTS = 10_000

# They end by themselves, at their end or where the next one begins.
_NOT_NESTING = frozenset("br dd dt embed head hr img li meta p body".split())
# So do these, but not in a drawing or a formula.
_NOT_NESTING_IN_PAGES = frozenset(
    "area base col html input link option param source tbody td tfoot th thead tr track wbr".split()
)
_DRAWINGS = frozenset({"math", "svg"})
# What is left open of these is opened again in the next block.
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
# In these, text of elements such as `style` is read as elements, or not at all.
_OTHER_RULES = frozenset("svg math select frameset template noscript".split())
_CELLS = frozenset({"caption", "td", "th"})
_OF_TABLES = frozenset("caption col colgroup table tbody td tfoot th thead tr".split())
# These neither end a block nor begin one.
_INLINE = frozenset("area base br embed img input link meta param source span track wbr".split())
_CLONES_OF_AN_ADOPTION = 4
_ENDED_AT_MOST = 20

_MOST_OF_ESCAPES_TOGETHER = 0.2
_LONG = 500

# As the tokenizer of the WHATWG reads a tag, in one match without any going back.
_ATTRIBUTE = (
    r"""[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+"""
    r"""(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"""
    r"""(?:"[^"]*+"|'[^']*+'|[^\t\n\f\r >"'][^\t\n\f\r >]*+|(?=>)))?+"""
)
_ATTRIBUTES = rf"(?:{_ATTRIBUTE})*+[\t\n\f\r /]*+>"
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
# A tag with its name, a comment or declaration; and whether there is text behind it.
_TOKEN = re.compile(
    rf"""<(?:(/?)([a-zA-Z][^\t\n\f\r />]*+){_ATTRIBUTES}"""
    r"""|!--(?:-?>|(?:(?!--!?>)(?s:.))*+--!?>)"""
    r"""|(?:\?|/(?![a-zA-Z])|!(?!--))[^>]*+>)"""
    r"""([\t\n\f\r ]*+[^<])?"""
)
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_START_TAG = re.compile(r"<([a-zA-Z][^\t\n\f\r />]*+)([^<]*+)")
_ANY_TAG = re.compile(r"<[^<>]*>")

# The content of these is text up to their end tag, but for what `_OTHER_RULES` says.
_RAW = frozenset("title textarea style script xmp iframe noembed noframes".split())
_END_OF_RAW = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in _RAW}
# Where these are passed over, the text before them and after is one; any other begins a new one.
_NEW_TEXT = re.compile(
    rf"<(?!(?:{'|'.join(sorted(_OF_TABLES))}|body|form|frame|head|html)[\t\n\f\r />])[a-zA-Z]",
    re.IGNORECASE,
)
_OTHER_RULES_SOMEWHERE = re.compile(rf"<(?:{'|'.join(sorted(_OTHER_RULES))})", re.IGNORECASE)


@attrs.define
class _Open:
    """An element that may be open; ``is_loose`` where a block may end around it."""

    name: str = attrs.field(repr=False)
    size: int
    is_formatting: bool
    is_loose: bool = False


class _Prediction:
    """The time that a parser would take for the tags so far.

    Args:
        length: of the page, in characters.
    """

    def __init__(self, length: int) -> None:
        self.cost = 0.0
        self.has_other_rules = False
        self._most = _NANOSECONDS_OF_ANY_PAGE + _NANOSECONDS_AN_OCTET * length
        self._most_reopened = _MOST_REOPENED_OF_ANY_PAGE + _MOST_REOPENED * length
        self._stack: list[_Open] = []
        # Of each block that is open, whether others began in it that end by themselves.
        self._has_blocks = [False]
        self._in_cell: list[bool] = []
        self._drawings = 0
        self._links = 0
        self._formatting_octets = 0
        self._loose = 0
        self._loose_octets = 0
        self._reopened_octets = 0
        self._moved = 0
        self._root_octets = 0

    @property
    def is_beyond_reason(self) -> bool:
        """Whether it is more than a page of this length may take."""
        return (
            self.cost + self._moved * self._moved * _OF_A_PAIR_OF_MOVED_NODES > self._most
            or len(self._stack) > _DEEPEST
            or self._reopened_octets > self._most_reopened
            or self._root_octets > _MOST_OCTETS_OF_ROOTS
        )

    def start(self, name: str, size: int, *, text_follows: bool) -> None:
        """Add a start tag of so many characters."""
        self.cost += _OF_A_TAG + _OF_AN_OPEN_ELEMENT * len(self._stack)
        if name in _FORMATTING:
            self._start_formatting(name, size)
        else:
            self._start_other(name, size)
        self._place(name, text_follows=text_follows)

    def end(self, name: str, *, text_follows: bool) -> None:
        """Add an end tag."""
        self.cost += _OF_A_TAG + _OF_AN_OPEN_ELEMENT * len(self._stack)
        if element := self._ended(name):
            self._close(element)
        elif name in _FORMATTING:
            self._adopt()
        else:
            if name not in _NOT_NESTING and name not in _NOT_NESTING_IN_PAGES:
                self._loosen()
            self._reopen()
        if self._in_cell and name in _OF_TABLES and name != "table":
            self._in_cell[-1] = False
        self._move(name, text_follows=text_follows)

    def _start_formatting(self, name: str, size: int) -> None:
        if self._links and name in {"a", "nobr"}:
            self._adopt()
        element = _Open(name, size, is_formatting=True)
        self._stack.append(element)
        self._links += name in {"a", "nobr"}
        self._formatting_octets += size
        if self._has_blocks[-1]:
            self._loosen_one(element)

    def _start_other(self, name: str, size: int) -> None:
        if name not in _INLINE:
            self._reopen()
        if name in {"html", "body"}:
            self._root_octets += size
        if name in _OTHER_RULES:
            self.has_other_rules = True
        in_drawing = self._drawings > 0
        if name in _NOT_NESTING or (name in _NOT_NESTING_IN_PAGES and not in_drawing):
            if name not in _INLINE:
                self._has_blocks[-1] = True
            return
        self._stack.append(_Open(name, size, is_formatting=False))
        self._has_blocks.append(False)
        self._drawings += name in _DRAWINGS

    def _ended(self, name: str) -> _Open | None:
        """Take out the element that an end tag ends for sure: above it is but formatting."""
        stack = self._stack
        for place in range(len(stack) - 1, max(-1, len(stack) - _ENDED_AT_MOST), -1):
            if stack[place].name == name:
                above = stack[place + 1 :]
                for element in above:
                    if not element.is_loose:
                        self._loosen_one(element)
                if above:
                    self._reopen()
                return stack.pop(place)
            if not stack[place].is_formatting:
                break
        return None

    def _close(self, element: _Open) -> None:
        if not element.is_formatting:
            self._has_blocks.pop()
            self._drawings -= element.name in _DRAWINGS
            if element.name == "table" and self._in_cell:
                self._in_cell.pop()
            return
        self._links -= element.name in {"a", "nobr"}
        self._formatting_octets -= element.size
        if element.is_loose:
            self._loose -= 1
            self._loose_octets -= element.size

    def _loosen(self) -> None:
        if self._loose_octets < self._formatting_octets:
            for element in self._stack:
                if element.is_formatting and not element.is_loose:
                    self._loosen_one(element)
            self.cost += _OF_AN_OPEN_ELEMENT * len(self._stack)

    def _loosen_one(self, element: _Open) -> None:
        element.is_loose = True
        self._loose += 1
        self._loose_octets += element.size

    def _reopen(self) -> None:
        self._reopened_octets += self._loose_octets
        self.cost += self._loose * _OF_A_REOPENED_ELEMENT

    def _adopt(self) -> None:
        self._loosen()
        self._reopened_octets += _CLONES_OF_AN_ADOPTION * self._formatting_octets
        self.cost += _CLONES_OF_AN_ADOPTION * min(self._loose, 8) * _OF_A_REOPENED_ELEMENT

    def _place(self, name: str, *, text_follows: bool) -> None:
        if name == "table":
            self._in_cell.append(False)
        elif self._in_cell and name in _OF_TABLES:
            is_cell = name in _CELLS and not self._drawings and not self.has_other_rules
            self._in_cell[-1] = is_cell
            if is_cell:
                # What is left open in a cell ends with it.
                self._has_blocks[-1] = False
        self._move(name, text_follows=text_follows)

    def _move(self, name: str, *, text_follows: bool) -> None:
        if self._in_cell and not self._in_cell[-1]:
            self._moved += (name not in _OF_TABLES) + text_follows

    def long_tag(self, source: str, attributes: int) -> None:
        """Add the time of a long tag itself: each attribute is compared with all others."""
        self.cost += attributes * attributes * _OF_A_PAIR_OF_ATTRIBUTES + _of_escapes(source)


def is_beyond_reason(html: str) -> bool:
    """Whether the page would take a parser longer than its size allows."""
    prediction = _Prediction(len(html))
    prediction.cost += _of_all_escapes(html)
    position = 0
    while position >= 0 and not prediction.is_beyond_reason:
        position = _next(html, position, prediction)
    return prediction.is_beyond_reason


def _next(html: str, position: int, prediction: _Prediction) -> int:
    """Read from a place to behind the next tag; where to go on, -1 at the end."""
    markup = _MARKUP.search(html, position)
    if markup is None:
        return -1
    start = markup.start()
    token = _TOKEN.match(html, start)
    if token is None:
        # What is begun here and never ended takes in all the rest.
        _add_long_tag(html[start:], prediction)
        return -1
    end = token.end() if token[3] is None else token.start(3)
    if token[2] is not None:
        return _tag(html, token, end, prediction)
    if prediction.has_other_rules and html.startswith("<![CDATA[", start):
        return _only_starts(html, start, prediction)
    return end


def _tag(html: str, token: re.Match[str], end: int, prediction: _Prediction) -> int:
    name, size, text_follows = token[2].lower(), end - token.start(), token[3] is not None
    if size > _LONG:
        _add_long_tag(html[token.start() : end], prediction)
    if token[1]:
        prediction.end(name, text_follows=text_follows)
        return end
    prediction.start(name, size, text_follows=text_follows)
    if name in _RAW or name in {"plaintext", "noscript"}:
        return _raw(html, name, end, prediction)
    return end


def _raw(html: str, name: str, start: int, prediction: _Prediction) -> int:
    if prediction.has_other_rules:
        return _only_starts(html, start, prediction)
    found = _END_OF_RAW[name].search(html, start) if name in _RAW else None
    content = html[start : found.start() if found else len(html)]
    if name == "script" and "<!--" in content and "<script" in content.lower():
        return _only_starts(html, start, prediction)
    prediction.cost += _of_escapes(content)
    return found.start() if found else -1


def _only_starts(html: str, position: int, prediction: _Prediction) -> int:
    """Read the rest of a page that can be cut in two ways: all that may be start tags are."""
    for tag in _START_TAG.finditer(html, position):
        if tag.end() - tag.start() > _LONG:
            _add_long_tag(tag[0], prediction)
        prediction.start(tag[1].lower(), tag.end() - tag.start(), text_follows=True)
        if prediction.is_beyond_reason:
            break
    return -1


def _of_all_escapes(html: str) -> float:
    """Predict the time of each ``&`` in texts: it is written past all of its text."""
    together = _of_escapes(html)
    if together < _MOST_OF_ESCAPES_TOGETHER * _NANOSECONDS_AN_OCTET * len(html):
        return together
    if _OTHER_RULES_SOMEWHERE.search(html):
        return together
    return sum(map(_of_escapes, _NEW_TEXT.split(html)))


def _add_long_tag(source: str, prediction: _Prediction) -> None:
    prediction.long_tag(source, sum(1 for _ in _ONE_ATTRIBUTE.finditer(source)))


def without_tags(html: str) -> str:
    """Take the tags out of a page that is beyond reason."""
    return _ANY_TAG.sub(" ", html)


def _of_escapes(text: str) -> float:
    """Predict the time of each ``&`` in one text: it is written past all of it."""
    return text.count("&") * len(text) * _OF_AN_ESCAPE_AND_AN_OCTET
