"""HTML cut into tags, text and the rest as the WHATWG tokenizer cuts it, one pass, no tree.

What the tokenizer does can depend on the tree: in SVG, in a select or where scripts run, the
content of `RAW` elements is read as elements, or not. Where that may be so, both readings are
followed until they meet again; what stands between is ambiguous, and if they do not meet,
so is the rest. Runs of markup that change nothing are passed by one regular expression where no
piece of them is wanted; it passes exactly what would be cut one by one, and a property test holds
the two equal.
"""

import re
from collections.abc import Iterator
from enum import Enum

import attrs

from compose_core.model.personal import hide_texts


class Kind(Enum):
    """What a piece of HTML is."""

    TEXT = "text"
    START_TAG = "start tag"
    END_TAG = "end tag"
    COMMENT = "comment, declaration or processing instruction"
    RAW = "content of an element that holds no elements"
    AMBIGUOUS = "ambiguous"
    BROKEN = "a tag that is only begun"


@attrs.frozen
class Attribute:
    """An attribute's value, from ``start`` to ``end``; ``quote`` is empty where it has none."""

    name: str = attrs.field(repr=False)
    start: int
    end: int
    quote: str


@attrs.frozen
class Token:
    """A piece of HTML from ``start`` to ``end``; ``name`` is the element's, in lower case.

    Of an ambiguous piece it is the element whose content it may be. ``foreign`` tells whether
    it may be in a drawing or a formula (SVG, MathML), which an element of HTML would end.
    """

    kind: Kind
    start: int
    end: int
    name: str = attrs.field(default="", repr=False)
    attributes: tuple[Attribute, ...] = ()
    foreign: bool = False


_ROOTS = ("svg", "math")
# Elements of theirs that hold HTML: an end tag in there may end nothing outside.
_POINTS = frozenset("foreignobject desc title mi mo mn ms mtext annotation-xml".split())


@attrs.define(field_transformer=hide_texts())
class _Foreign:
    """Counts what is open, so that no place inside is taken for one outside; not the reverse."""

    _open: dict[str, int] = attrs.field(factory=lambda: dict.fromkeys(_ROOTS, 0))
    _stays: bool = False

    @property
    def may_be_inside(self) -> bool:
        """Whether what follows may be in a drawing or a formula."""
        return self._stays or any(self._open.values())

    def enter(self, tag: str) -> None:
        """Note that an element begins."""
        if tag in self._open:
            self._open[tag] += 1
        elif tag in _POINTS and self.may_be_inside:
            self._stays = True

    def leave(self, tag: str) -> None:
        """Note an end tag, whether or not it ends anything."""
        if self._open.get(tag):
            self._open[tag] -= 1


# Their content is text up to their end tag.
_RAW = frozenset(
    "title textarea style script xmp iframe noembed noframes noscript plaintext".split()
)
# Inside these, _RAW elements may be read as any other, or be dropped with their tags.
_OTHER_RULES = frozenset("svg math select frameset template".split())

_SPACES = "[\t\n\f\r ]*+"
_VALUE = "(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)"
_ATTRIBUTES = (
    r"(?:[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+"
    rf"(?:{_SPACES}={_SPACES}{_VALUE}|(?!{_SPACES}=)))*+"
    r"[\t\n\f\r /]*+>"
)
_NAME_ENDS = r"(?=[\t\n\f\r />])"
_SPECIAL = "|".join(sorted(_RAW | _OTHER_RULES | _POINTS))
_PLAIN_TAG = rf"</?+(?!(?:{_SPECIAL}){_NAME_ENDS})[A-Za-z][^\t\n\f\r />]*+{_ATTRIBUTES}"
_PLAIN_COMMENT = "<!--(?:-?+>|(?:[^-]++|-(?!-!?>))*+--!?+>)"
_PLAIN_STYLE = rf"<style{_NAME_ENDS}{_ATTRIBUTES}[^<]*+</style{_NAME_ENDS}{_ATTRIBUTES}"
_RUN = re.compile(
    rf"(?:[^<]*+(?:{_PLAIN_TAG}|{_PLAIN_COMMENT}|{_PLAIN_STYLE}))*+", re.ASCII | re.IGNORECASE
)
_RUN_IN_OTHER_RULES = re.compile(
    rf"(?:[^<]*+(?:{_PLAIN_TAG}|{_PLAIN_COMMENT}))*+", re.ASCII | re.IGNORECASE
)
# No expression looks further at once, if it can help it: while one does, no other thread runs.
_WINDOW = 65_536


def _end_of_run(source: str, start: int, stop: int, *, in_other_rules: bool) -> int:
    """Find where the harmless markup ends that begins at a place.

    Args:
        source: the HTML.
        start: where elements and text may follow.
        stop: nothing is looked at from here on.
        in_other_rules: whether the content of `_RAW` elements may be read as elements.
    """
    run = _RUN_IN_OTHER_RULES if in_other_rules else _RUN
    before = -1
    while before < start < stop:
        before = start
        start = _end(run, source, before, min(before + _WINDOW, stop))
        if start == before:
            # A tag may be longer than the window.
            start = _end(run, source, before, stop)
    return start


def _end(run: re.Pattern[str], source: str, start: int, stop: int) -> int:
    found = run.match(source, start, stop)
    return found.end() if found else start


_TAG_NAME = re.compile("[A-Za-z][^\t\n\f\r />]*")
_BETWEEN = re.compile("[\t\n\f\r /]*")
_ATTRIBUTE_NAME = re.compile("[^\t\n\f\r />][^\t\n\f\r />=]*")
_EQUALS = re.compile("[\t\n\f\r ]*=[\t\n\f\r ]*")
_UNQUOTED = re.compile("[^\t\n\f\r >]+")
_COMMENT_END = re.compile("--!?>")
_END_TAGS = {name: re.compile(f"</{name}[\t\n\f\r />]", re.IGNORECASE | re.ASCII) for name in _RAW}

# A source that holds more than these cannot be read for its macros at a bearable cost.
_MOST_PIECES = 10_000
_MOST_ATTRIBUTES = 10_000


class HtmlTokenizer:
    """Cuts one HTML source.

    Args:
        source: the HTML.
        nested: whether it will stand inside other HTML, of which nothing is known.

    Attributes:
        wanted: the first place that pieces are wanted for: what ends before it and changes
            nothing is passed over, and after very many pieces the rest is ambiguous; ``None``
            gives every piece.
        closed: after `pieces`, whether the source ends where elements and text may follow,
            leaving nothing open that changes how they are read.
    """

    def __init__(self, source: str, *, nested: bool) -> None:
        self.closed = True
        self.wanted: int | None = None
        self._count = 0
        self._foreign = _Foreign()
        self._source = source
        self._position = 0
        self._other_rules = nested
        self._open = 0
        self._meeting: int | None = None
        self._inside = ""

    def pieces(self) -> Iterator[Token]:
        """The pieces of the source, in order, without gaps."""
        while self.closed and self._position < len(self._source):
            self._pass_over()
            for piece in self._next():
                self._position = piece.end
                yield self._marked(piece)
        if self._position < len(self._source):
            yield Token(Kind.AMBIGUOUS, self._position, len(self._source))
        if self._open or self._meeting is not None:
            self.closed = False

    def _pass_over(self) -> None:
        """Go on to the first piece that is wanted, as far as what stands before is harmless."""
        if self.wanted is None:
            return
        self._count += 1
        self.closed = self._count <= _MOST_PIECES
        if self._meeting is not None:
            return
        stop = min(self.wanted, len(self._source))
        self._position = _end_of_run(
            self._source, self._position, stop, in_other_rules=self._other_rules
        )

    def _marked(self, piece: Token) -> Token:
        if self._meeting is None:
            return piece
        name = self._inside if piece.end <= self._meeting else ""
        return Token(Kind.AMBIGUOUS, piece.start, piece.end, name)

    def _next(self) -> Iterator[Token]:
        start = self._source.find("<", self._position)
        if start < 0:
            start = len(self._source)
        if start > self._position:
            yield Token(Kind.TEXT, self._position, start, foreign=self._foreign.may_be_inside)
        if self._meeting is not None and start >= self._meeting:
            self.closed = start == self._meeting
            self._meeting = None
        if self.closed and start < len(self._source):
            yield from self._markup(start)

    def _markup(self, start: int) -> Iterator[Token]:
        after = self._source[start + 1 : start + 2]
        if after == "!":
            yield self._declaration(start)
        elif after == "?":
            yield self._until(">", start)
        elif after == "/":
            yield self._end_tag(start)
        elif name := _TAG_NAME.match(self._source, start + 1):
            yield from self._start_tag(start, name)
        else:
            yield self._no_tag(start, after)

    def _no_tag(self, start: int, after: str) -> Token:
        # What a macro that follows at once expands to would make a tag of it.
        if after in {"", "`"}:
            self.closed = bool(after)
            return Token(Kind.BROKEN, start, min(start + 2, len(self._source)))
        return Token(Kind.TEXT, start, start + 1, foreign=self._foreign.may_be_inside)

    def _until(self, mark: str, start: int) -> Token:
        end = self._source.find(mark, start + 2)
        self.closed = end >= 0
        return Token(Kind.COMMENT, start, end + len(mark) if self.closed else len(self._source))

    def _declaration(self, start: int) -> Token:
        if self._source.startswith("<!--", start):
            return self._comment(start)
        piece = self._until(">", start)
        if self._other_rules and self._source.startswith("<![CDATA[", start):
            # In SVG it ends with ]]>, elsewhere with the first >.
            self.closed = self._source.endswith("]]>", start, piece.end)
        return piece

    def _comment(self, start: int) -> Token:
        for hasty in (">", "->"):
            if self._source.startswith(hasty, start + 4):
                return Token(Kind.COMMENT, start, start + 4 + len(hasty))
        end = _COMMENT_END.search(self._source, start + 4)
        self.closed = end is not None
        return Token(Kind.COMMENT, start, end.end() if end else len(self._source))

    def _end_tag(self, start: int) -> Token:
        name = _TAG_NAME.match(self._source, start + 2)
        if name is None:
            return self._until(">", start)
        attributes, end = self._attributes(name.end())
        tag = name[0].lower()
        self._open -= tag in _OTHER_RULES and self._open > 0
        self._foreign.leave(tag)
        return Token(Kind.END_TAG, start, end, tag, attributes)

    def _start_tag(self, start: int, name: re.Match[str]) -> Iterator[Token]:
        attributes, end = self._attributes(name.end())
        tag = name[0].lower()
        yield Token(Kind.START_TAG, start, end, tag, attributes)
        self._foreign.enter(tag)
        if tag in _OTHER_RULES:
            self._other_rules = True
            self._open += 1
        if tag in _RAW and self.closed:
            yield from self._raw(tag, end)

    def _raw(self, tag: str, start: int) -> Iterator[Token]:
        found = None if tag == "plaintext" else _END_TAGS[tag].search(self._source, start)
        end = found.start() if found else len(self._source)
        # A script with a comment in it may end elsewhere, which no mail has need of.
        doubtful = tag == "script" and self._source.find("<!--", start, end) >= 0
        two_readings = self._other_rules or tag == "noscript"
        if doubtful or (two_readings and self._meeting is not None):
            self.closed = False
        elif two_readings:
            self._meeting = end if found else len(self._source) + 1
            self._inside = tag
        else:
            self.closed = found is not None
            yield Token(Kind.RAW, start, end, tag)

    def _attributes(self, position: int) -> tuple[tuple[Attribute, ...], int]:
        if self._source.startswith(">", position):
            return (), position + 1
        found: list[Attribute] = []
        names = 0
        while True:
            position = self._skip(_BETWEEN, position)
            name = _ATTRIBUTE_NAME.match(self._source, position)
            if name is None:
                break
            names += 1
            if self.wanted is not None and names > _MOST_ATTRIBUTES:
                self.closed = False
                return tuple(found), len(self._source)
            position = name.end()
            if equals := _EQUALS.match(self._source, position):
                found.append(self._value(name[0].lower(), equals.end()))
                position = found[-1].end + len(found[-1].quote)
        self.closed = self._source.startswith(">", position)
        return tuple(found), min(position + 1, len(self._source))

    def _skip(self, pattern: re.Pattern[str], position: int) -> int:
        found = pattern.match(self._source, position)
        return found.end() if found else position

    def _value(self, name: str, start: int) -> Attribute:
        quote = self._source[start : start + 1]
        if quote not in {'"', "'"}:
            return Attribute(name, start, self._skip(_UNQUOTED, start), "")
        end = self._source.find(quote, start + 1)
        return Attribute(name, start + 1, end if end >= 0 else len(self._source), quote)
