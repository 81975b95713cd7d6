"""Compiled sources: of a message's parts, and of texts that macros stand for.

The form of an article that nobody wrote is derived from the other one (M7). A converter of HTML
sees no macros: each is replaced by a mark that the converter takes for a word. So the end of an
element cannot lengthen a macro's name (``<b>``case_id</b>s``), and accents that the HTML writes as
character references make no macro that the author did not write.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape

import attrs

from compose_core.html import HtmlTokenizer, Kind
from compose_core.macros.contexts import Context, FoundContexts, OpenUrl, find_contexts
from compose_core.macros.encoding import as_element
from compose_core.macros.syntax import Found, Part, StrayAccents, find

# A longer source is compiled each time, so that the cache stays within some megabytes.
_LONGEST_CACHED = 65_536
_MOST_CACHED = 256


# A character for private use, which no article means to say.
_MARK = "\ue000"
_MARKED = re.compile(f"{_MARK}([0-9]{{1,5}}){_MARK}")


@attrs.frozen
class Reference:
    """A macro that a source names, from ``offset`` to ``end``, and its context."""

    name: str
    offset: int
    end: int
    context: Context


@attrs.frozen(cache_hash=True)
class Template:
    """A source, compiled; two are equal if their sources are.

    Args:
        source: as the author wrote it.
        part: what it is compiled as; an article's text is compiled as a text.
        nested: whether it stands inside other HTML of which nothing is known.
        literals: what stands before, between and after the references: one more than these.
        references: the macros that it names, in order.
        strays: accents that belong to no macro.
        complete: false if it names so many macros that the rest was not looked at.
        urls: attributes whose scheme is judged when the values are known.
        closed: whether its HTML ends as it begins.
    """

    source: str = attrs.field(repr=False)
    part: Part
    nested: bool
    literals: tuple[str, ...] = attrs.field(eq=False, repr=False)
    references: tuple[Reference, ...] = attrs.field(eq=False)
    strays: tuple[StrayAccents, ...] = attrs.field(eq=False)
    complete: bool = attrs.field(eq=False)
    urls: tuple[OpenUrl, ...] = attrs.field(eq=False)
    closed: bool = attrs.field(eq=False)

    @classmethod
    def compile(cls, source: str, part: Part, *, nested: bool = False) -> "Template":
        """Compile a source; the same one is compiled once, within a bounded cache.

        Args:
            source: any text; a hostile one costs time and memory in proportion to its length.
            part: what it is.
            nested: whether it will stand inside other HTML, as an article's does.
        """
        if len(source) > _LONGEST_CACHED:
            return _compile(source, part, nested)
        return _cached(source, part, nested)


def _compile(source: str, part: Part, nested: bool) -> Template:
    found = find(source)
    found_contexts = _find_contexts(source, part, found, nested=nested)
    pairs = zip(found.mentions, found_contexts.contexts, strict=True)
    references = tuple(
        Reference(each.name, each.offset, each.end, context) for each, context in pairs
    )
    edges = (0, *(edge for each in references for edge in (each.offset, each.end)), len(source))
    literals = tuple(source[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2))
    return Template(
        source=source,
        part=part,
        nested=nested,
        literals=literals,
        references=references,
        strays=found.strays,
        complete=found.complete,
        urls=found_contexts.urls,
        closed=found_contexts.closed,
    )


_cached = lru_cache(_MOST_CACHED)(_compile)


def _find_contexts(source: str, part: Part, found: Found, *, nested: bool) -> FoundContexts:
    if part is Part.HTML and (found.mentions or nested):
        return find_contexts(source, found.mentions, nested=nested)
    context = Context.SUBJECT if part is Part.SUBJECT else Context.TEXT
    return FoundContexts((context,) * len(found.mentions), (), closed=True)


@attrs.frozen
class Templates:
    """The compiled parts of one message; ``None`` where a part is absent (M2)."""

    subject: Template | None = None
    text: Template | None = None
    html: Template | None = None

    @classmethod
    def compile(
        cls, *, subject: str | None = None, text: str | None = None, html: str | None = None
    ) -> "Templates":
        """Compile a message's parts."""
        parts = ((subject, Part.SUBJECT), (text, Part.TEXT), (html, Part.HTML))
        return cls(*(None if s is None else Template.compile(s, part) for s, part in parts))


def derive_html(text: str) -> Template:
    """Derive the HTML of an article that has only text: escaped, with its line breaks."""
    return Template.compile(as_element(text), Part.HTML, nested=True)


def derive_text(html: Template, text_from_html: Callable[[str], str]) -> Template:
    """Derive the text of an article that has only HTML.

    Args:
        html: the article.
        text_from_html: makes readable text of HTML; what it leaves out is not in the text.
    """
    literals, references = _split_at_marks(text_from_html(_with_marks(html)), html)
    return Template(
        source=html.source,
        part=Part.TEXT,
        nested=True,
        literals=literals,
        references=references,
        strays=html.strays,
        complete=html.complete,
        urls=(),
        closed=True,
    )


def _with_marks(html: Template) -> str:
    first, *others = (literal.replace(_MARK, "") for literal in html.literals)
    numbered = (f"{_MARK}{number}{_MARK}{literal}" for number, literal in enumerate(others))
    return first + "".join(numbered)


def _split_at_marks(text: str, html: Template) -> tuple[tuple[str, ...], tuple[Reference, ...]]:
    first, *others = _MARKED.split(text)
    literals = [first]
    references: list[Reference] = []
    for number, literal in zip(others[::2], others[1::2], strict=True):
        if int(number) < len(html.references):
            references.append(attrs.evolve(html.references[int(number)], context=Context.TEXT))
            literals.append(literal)
        else:
            # Not one of ours: the article wrote it, as character references.
            literals[-1] += literal
    return tuple(literals), tuple(references)


def text_between_tags(html: str) -> str:
    """Read the text of HTML as it is written, without the tags and without layout."""
    pieces = HtmlTokenizer(html, nested=False).pieces()
    texts = (html[each.start : each.end] for each in pieces if each.kind is Kind.TEXT)
    return unescape("".join(texts))
