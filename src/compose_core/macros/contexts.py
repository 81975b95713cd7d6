"""Where in an HTML source its macros stand, and which of them make a URL's scheme (M7)."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import attrs

from compose_core.html.tokenizer import Attribute, HtmlTokenizer, Kind, Token
from compose_core.macros.context import Context
from compose_core.macros.scheme import decoded, is_open, place_after
from compose_core.macros.syntax import Mention
from compose_core.model.personal import hide_texts


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
    """The places of a source's macros, in their order.

    Args:
        places: one a macro.
        urls: the attributes whose scheme is to be judged when the values are known.
        closed: whether the source ends as it begins, so that it can stand in other HTML.
    """

    places: tuple[Context, ...]
    urls: tuple[OpenUrl, ...]
    closed: bool


@attrs.frozen
class _Stretch:
    """A stretch of the source in which every macro has one place, but for URLs."""

    start: int
    end: int
    place: Context
    is_url: bool = False


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
_RAW_PLACES = {"title": Context.PLAIN_ELEMENT, "textarea": Context.PLAIN_ELEMENT, **_RUNS}
_TAKES_VALUES = {Context.ELEMENT, Context.PLAIN_ELEMENT, Context.FOREIGN, Context.QUOTED}
_PLACES = {
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
    """The places of an HTML source's macros.

    Args:
        source: the HTML.
        mentions: its macros, in order.
        nested: whether it will stand inside other HTML, as an article's does.
    """
    cutter = HtmlTokenizer(source, nested=nested)
    found = list(_found(mentions, cutter))
    places = [_place(source, mention, stretch) for mention, stretch in found]
    urls: list[OpenUrl] = []
    numbered = ((number, stretch) for number, (_, stretch) in enumerate(found) if stretch.is_url)
    for stretch, group in groupby(numbered, key=lambda each: each[1]):
        numbers = [number for number, _ in group]
        urls += _settle(source, stretch, mentions, numbers, places)
    return FoundContexts(tuple(places), tuple(urls), cutter.closed)


def _found(
    mentions: Iterable[Mention], cutter: HtmlTokenizer
) -> Iterator[tuple[Mention, _Stretch]]:
    stretches = _stretches(cutter.pieces())
    current = _Stretch(0, 0, Context.ELEMENT)
    for mention in mentions:
        cutter.wanted = mention.offset
        while current.end <= mention.offset:
            current = next(stretches)
        yield mention, current
    # The rest is read for how it ends.
    cutter.wanted = _ALL
    deque(stretches, maxlen=0)


def _place(source: str, mention: Mention, stretch: _Stretch) -> Context:
    start = max(stretch.start, mention.offset - _LONGEST_BEGUN)
    before = source[start : mention.offset]
    if stretch.place is Context.PLAIN_ELEMENT and _END_TAG_BEGUN.search(before):
        return Context.TAG
    return (
        Context.AMPERSAND
        if stretch.place in _TAKES_VALUES and _REFERENCE_BEGUN.search(before)
        else stretch.place
    )


def _stretches(pieces: Iterator[Token]) -> Iterator[_Stretch]:
    for piece in pieces:
        if piece.kind is Kind.START_TAG or piece.kind is Kind.END_TAG:
            yield from _in_tag(piece)
        else:
            yield _Stretch(piece.start, piece.end, _place_in(piece))


def _place_in(piece: Token) -> Context:
    if piece.kind is Kind.RAW:
        return _RAW_PLACES.get(piece.name, Context.AMBIGUOUS)
    if piece.kind is Kind.AMBIGUOUS:
        return _RUNS.get(piece.name, Context.AMBIGUOUS)
    if piece.kind is Kind.TEXT and piece.foreign:
        return Context.FOREIGN
    return _PLACES[piece.kind]


def _in_tag(tag: Token) -> Iterator[_Stretch]:
    position = tag.start
    for attribute in tag.attributes:
        yield _Stretch(position, attribute.start, Context.TAG)
        yield _in_attribute(tag, attribute)
        position = attribute.end
    yield _Stretch(position, tag.end, Context.TAG)


def _in_attribute(tag: Token, attribute: Attribute) -> _Stretch:
    name = attribute.name.rpartition(":")[2]
    is_url = False
    if tag.kind is Kind.END_TAG:
        place = Context.TAG
    elif name.startswith("on"):
        place = Context.SCRIPT
    elif name == "style":
        place = Context.STYLE
    elif tag.name in _RUNNING or name in _TAKES_NONE:
        place = Context.ATTRIBUTE
    else:
        place = Context.QUOTED if attribute.quote else Context.UNQUOTED
        is_url = name in _URLS and bool(attribute.quote)
    return _Stretch(attribute.start, attribute.end, place, is_url)


def _settle(
    source: str,
    url: _Stretch,
    mentions: Sequence[Mention],
    numbers: Sequence[int],
    places: list[Context],
) -> Iterator[OpenUrl]:
    """Gives the macros of a URL their places; yields the URL if its scheme is open."""
    first, last = mentions[numbers[0]], mentions[numbers[-1]]
    before = source[url.start : first.offset]
    place = place_after(decoded(before))
    for number in numbers:
        if place is Context.ADDRESS_PART and _begins_query(source, url, mentions, number):
            place = Context.URL_PART
        if places[number] is Context.QUOTED:
            places[number] = place
        if place is Context.URL_START:
            place = Context.URL_PART
    if is_open(decoded(before)):
        yield OpenUrl(numbers[0], numbers[-1], before, source[last.end : url.end])


def _begins_query(source: str, url: _Stretch, mentions: Sequence[Mention], number: int) -> bool:
    start = max(url.start, mentions[number - 1].end) if number else url.start
    return "?" in decoded(source[start : mentions[number].offset])
