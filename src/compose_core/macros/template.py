"""The compiled source of a message's parts, and of what macros stand for."""

from functools import lru_cache

import attrs

from compose_core.macros.context import Context
from compose_core.macros.contexts import FoundContexts, OpenUrl, find_contexts
from compose_core.macros.part import Part
from compose_core.macros.syntax import Found, StrayAccents, find

# A longer source is compiled each time, so that the cache stays within some megabytes.
_LONGEST_KEPT = 65_536
_KEPT = 256


@attrs.frozen
class Reference:
    """A macro that a source names, from ``offset`` to ``end``, and the place where it stands."""

    name: str
    offset: int
    end: int
    place: Context


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
        """The template of a source; the same source is compiled once, within a bounded cache.

        Args:
            source: any text; a hostile one costs time and memory in proportion to its length.
            part: what it is.
            nested: whether it will stand inside other HTML, as an article's does.
        """
        if len(source) > _LONGEST_KEPT:
            return _compile(source, part, nested)
        return _kept(source, part, nested)

    @property
    def is_kept(self) -> bool:
        """Whether what is made of it may be kept as well."""
        return len(self.source) <= _LONGEST_KEPT


def _compile(source: str, part: Part, nested: bool) -> Template:
    found = find(source)
    placed = _placed(source, part, found, nested=nested)
    pairs = zip(found.mentions, placed.places, strict=True)
    references = tuple(Reference(each.name, each.offset, each.end, place) for each, place in pairs)
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
        urls=placed.urls,
        closed=placed.closed,
    )


_kept = lru_cache(_KEPT)(_compile)


def _placed(source: str, part: Part, found: Found, *, nested: bool) -> FoundContexts:
    if part is Part.HTML and (found.mentions or nested):
        return find_contexts(source, found.mentions, nested=nested)
    place = Context.SUBJECT if part is Part.SUBJECT else Context.TEXT
    return FoundContexts((place,) * len(found.mentions), (), closed=True)


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
        """The templates of a message's parts."""
        parts = ((subject, Part.SUBJECT), (text, Part.TEXT), (html, Part.HTML))
        return cls(*(None if s is None else Template.compile(s, part) for s, part in parts))
