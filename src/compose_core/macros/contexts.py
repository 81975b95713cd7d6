"""The contexts in which a macro can stand, and how they are found in HTML (M7).

The HTML tokenizer cuts the source into tags, text and the rest; each piece, and each attribute in a
tag, is a range in which every macro has one context. In a URL the context depends on what is
written before the macro: a value at its start makes the scheme, which is checked when it is known.
"""

import html
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby

import attrs

from compose_core.errors import Definition
from compose_core.errors.catalogue import macro
from compose_core.html import Attribute, HtmlTokenizer, Kind, Token
from compose_core.macros.syntax import Mention
from compose_core.model.personal import hide_texts


class Context(Enum):
    """The context of a macro.

    ``URL_START`` is where a value begins a URL and so makes its scheme; ``URL_PART`` any other
    place in a URL; ``ADDRESS_PART`` what follows ``mailto:`` or ``tel:``. ``PLAIN_ELEMENT`` is
    a title or text area, which holds text but no elements; ``FOREIGN`` is the text of a drawing or
    a formula (SVG, MathML), which any element of HTML would end. The last group takes no value.
    """

    SUBJECT = "subject"
    TEXT = "text"
    ELEMENT = "element"
    PLAIN_ELEMENT = "plain element"
    FOREIGN = "drawing or formula"
    QUOTED = "quoted attribute"
    URL_START = "start of a URL"
    URL_PART = "part of a URL"
    ADDRESS_PART = "part of an address"

    SCRIPT = "script"
    STYLE = "style"
    COMMENT = "comment"
    TAG = "tag"
    UNQUOTED = "unquoted attribute"
    ATTRIBUTE = "attribute that runs or loads"
    AMPERSAND = "after an ampersand"
    AMBIGUOUS = "ambiguous"


FORBIDDEN: dict[Context, Definition] = {
    Context.SCRIPT: macro.IN_SCRIPT,
    Context.STYLE: macro.IN_STYLE,
    Context.COMMENT: macro.IN_COMMENT,
    Context.TAG: macro.IN_TAG,
    Context.UNQUOTED: macro.IN_UNQUOTED,
    Context.ATTRIBUTE: macro.IN_ATTRIBUTE,
    Context.AMPERSAND: macro.AFTER_AMPERSAND,
    Context.AMBIGUOUS: macro.AMBIGUOUS,
}


@attrs.frozen(field_transformer=hide_texts())
class OpenUrl:
    """An attribute whose URL has a scheme that its macros make, or could.

    Args:
        first: the number of its first macro among the source's.
        last: the number of its last.
        before: the attribute's source before the first.
        after: the attribute's source after the last.
    """

    first: int
    last: int
    before: str
    after: str


@attrs.frozen
class FoundContexts:
    """The contexts of a source's macros, in their order.

    Args:
        contexts: one a macro.
        urls: the attributes whose scheme is to be judged when the values are known.
        closed: whether the source ends as it begins, so that it can stand in other HTML.
    """

    contexts: tuple[Context, ...]
    urls: tuple[OpenUrl, ...]
    closed: bool


@attrs.frozen
class _Range:
    """A range of the source in which every macro has one context, but for URLs."""

    start: int
    end: int
    context: Context
    is_url: bool = False


# A value may make these (M7).
MADE = frozenset({"http", "https", "mailto"})
# After these, which the author wrote, a value is one component; none of them runs what it holds.
_ADDRESSES = frozenset({"mailto", "tel", "sms", "sip", "sips", "xmpp"})
_HIERARCHICAL = frozenset({"http", "https", "ftp", "ftps"})
_SCRIPTS = frozenset({"javascript", "vbscript", "livescript", "mocha"})

_IGNORED = re.compile("[\x00-\x20\x7f-\x9f]+")
_SCHEME = re.compile("([A-Za-z][A-Za-z0-9+.-]*):")
_STILL_OPEN = re.compile("[A-Za-z0-9+.-]*")

_URLS = frozenset(
    "href src action formaction cite background poster data longdesc lowsrc dynsrc "
    "usemap codebase classid manifest profile icon base".split()
)
# Lists of URLs, HTML in an attribute, and what makes attributes of others.
_TAKES_NONE = frozenset(
    "srcset imagesrcset srcdoc ping archive attributionsrc values from to by attributename "
    "http-equiv".split()
)
# Elements that run, load or refresh, whatever the attribute.
_RUNNING = frozenset(
    "script style link meta param set animate animatecolor animatemotion animatetransform".split()
)
_RUNS = {"script": Context.SCRIPT, "style": Context.STYLE}
_RAW_CONTEXTS = {"title": Context.PLAIN_ELEMENT, "textarea": Context.PLAIN_ELEMENT, **_RUNS}
_TAKES_VALUES = {Context.ELEMENT, Context.PLAIN_ELEMENT, Context.FOREIGN, Context.QUOTED}
_CONTEXTS = {
    Kind.TEXT: Context.ELEMENT,
    Kind.COMMENT: Context.COMMENT,
    Kind.BROKEN: Context.TAG,
}
# Beyond the end of every source.
_ALL = 2**63 - 1
# A value after these could become part of a character reference, or of an end tag.
_REFERENCE_BEGUN = re.compile("&#?[0-9A-Za-z]*$")
_END_TAG_BEGUN = re.compile("<(?:/[A-Za-z]*)?$")
_LONGEST_BEGUN = 40


def find_contexts(source: str, mentions: Sequence[Mention], *, nested: bool) -> FoundContexts:
    """Find the contexts of an HTML source's macros.

    Args:
        source: the HTML.
        mentions: its macros, in order.
        nested: whether it will stand inside other HTML, as an article's does.
    """
    tokenizer = HtmlTokenizer(source, nested=nested)
    found = list(_found(mentions, tokenizer))
    contexts = [_context(source, mention, span) for mention, span in found]
    urls: list[OpenUrl] = []
    numbered = ((number, span) for number, (_, span) in enumerate(found) if span.is_url)
    for span, group in groupby(numbered, key=lambda each: each[1]):
        numbers = [number for number, _ in group]
        urls += _settle(source, span, mentions, numbers, contexts)
    return FoundContexts(tuple(contexts), tuple(urls), tokenizer.closed)


def _found(
    mentions: Iterable[Mention], tokenizer: HtmlTokenizer
) -> Iterator[tuple[Mention, _Range]]:
    ranges = _ranges(tokenizer.pieces())
    current = _Range(0, 0, Context.ELEMENT)
    for mention in mentions:
        tokenizer.wanted = mention.offset
        while current.end <= mention.offset:
            current = next(ranges)
        yield mention, current
    # The rest is read for how it ends.
    tokenizer.wanted = _ALL
    deque(ranges, maxlen=0)


def _context(source: str, mention: Mention, span: _Range) -> Context:
    start = max(span.start, mention.offset - _LONGEST_BEGUN)
    before = source[start : mention.offset]
    if span.context is Context.PLAIN_ELEMENT and _END_TAG_BEGUN.search(before):
        return Context.TAG
    return (
        Context.AMPERSAND
        if span.context in _TAKES_VALUES and _REFERENCE_BEGUN.search(before)
        else span.context
    )


def _ranges(pieces: Iterator[Token]) -> Iterator[_Range]:
    for piece in pieces:
        if piece.kind is Kind.START_TAG or piece.kind is Kind.END_TAG:
            yield from _in_tag(piece)
        else:
            yield _Range(piece.start, piece.end, _context_in(piece))


def _context_in(piece: Token) -> Context:
    if piece.kind is Kind.RAW:
        return _RAW_CONTEXTS.get(piece.name, Context.AMBIGUOUS)
    if piece.kind is Kind.AMBIGUOUS:
        return _RUNS.get(piece.name, Context.AMBIGUOUS)
    if piece.kind is Kind.TEXT and piece.foreign:
        return Context.FOREIGN
    return _CONTEXTS[piece.kind]


def _in_tag(tag: Token) -> Iterator[_Range]:
    position = tag.start
    for attribute in tag.attributes:
        yield _Range(position, attribute.start, Context.TAG)
        yield _in_attribute(tag, attribute)
        position = attribute.end
    yield _Range(position, tag.end, Context.TAG)


def _in_attribute(tag: Token, attribute: Attribute) -> _Range:
    name = attribute.name.rpartition(":")[2]
    is_url = False
    if tag.kind is Kind.END_TAG:
        context = Context.TAG
    elif name.startswith("on"):
        context = Context.SCRIPT
    elif name == "style":
        context = Context.STYLE
    elif tag.name in _RUNNING or name in _TAKES_NONE:
        context = Context.ATTRIBUTE
    else:
        context = Context.QUOTED if attribute.quote else Context.UNQUOTED
        is_url = name in _URLS and bool(attribute.quote)
    return _Range(attribute.start, attribute.end, context, is_url)


def _settle(
    source: str,
    url: _Range,
    mentions: Sequence[Mention],
    numbers: Sequence[int],
    contexts: list[Context],
) -> Iterator[OpenUrl]:
    """Give the macros of a URL their contexts; yield the URL if its scheme is open."""
    first, last = mentions[numbers[0]], mentions[numbers[-1]]
    before = source[url.start : first.offset]
    context = _context_after(decoded(before))
    for number in numbers:
        if context is Context.ADDRESS_PART and _begins_query(source, url, mentions, number):
            context = Context.URL_PART
        if contexts[number] is Context.QUOTED:
            contexts[number] = context
        if context is Context.URL_START:
            context = Context.URL_PART
    if _is_open(decoded(before)):
        yield OpenUrl(numbers[0], numbers[-1], before, source[last.end : url.end])


def _begins_query(source: str, url: _Range, mentions: Sequence[Mention], number: int) -> bool:
    start = max(url.start, mentions[number - 1].end) if number else url.start
    return "?" in decoded(source[start : mentions[number].offset])


def decoded(attribute: str) -> str:
    """Decode an attribute's source as a browser does before it looks for the scheme.

    A browser decodes character references, drops tabs and line breaks, and ignores control
    characters and spaces before the URL; all of these have hidden ``javascript:``. To drop every
    one of them wherever it is can find a scheme where a browser finds none, never the reverse.
    """
    return _IGNORED.sub("", html.unescape(attribute))


def scheme_of(url: str) -> str | None:
    """Find the scheme of a decoded URL, in lower case; ``None`` for a relative one."""
    found = _SCHEME.match(url)
    return found[1].lower() if found else None


def _is_open(url: str) -> bool:
    """Whether what follows the beginning of a decoded URL can still make its scheme."""
    return _STILL_OPEN.fullmatch(url) is not None


def _context_after(url: str) -> Context:
    """Find the context of a macro that follows the beginning of a decoded URL."""
    if not url:
        return Context.URL_START
    scheme = scheme_of(url)
    if scheme is None or scheme in _HIERARCHICAL:
        return Context.URL_PART
    if scheme in _ADDRESSES:
        return Context.URL_PART if "?" in url else Context.ADDRESS_PART
    return Context.SCRIPT if scheme in _SCRIPTS else Context.ATTRIBUTE
