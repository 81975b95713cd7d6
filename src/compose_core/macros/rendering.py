"""The walk over a part's macros to the texts that they stand for, within the limits (M4 to M7).

One walk over the references of a template makes the pieces that the part is joined of. A text that
occurs often is one string in all its places, so a few macros that stand for gigabytes cost nothing
before their size is measured. Without values the same walk finds what no value could mend, and the
articles and usage links that are used.
"""

from collections.abc import Iterator

import attrs

from compose_core.errors import Definition, Param
from compose_core.errors.catalogue import macro
from compose_core.macros.attributes import MacroFacts
from compose_core.macros.contexts import FORBIDDEN, MADE, Context, decoded, scheme_of
from compose_core.macros.encoding import ENCODERS, find_unfit
from compose_core.macros.findings import MacroFinding
from compose_core.macros.library import (
    ArticleEntry,
    ArticleForms,
    CombinationEntry,
    Entry,
    Library,
    LinkEntry,
    ValueEntry,
)
from compose_core.macros.limits import Limits
from compose_core.macros.syntax import MOST, Part
from compose_core.macros.template import Reference, Template
from compose_core.model.macro import Article, UsageLink
from compose_core.model.personal import hide_texts

_OWN_SUBJECT = "activity.subject"
# As many names as a report lists (H6) are compared with all that are defined.
_MOST_CORRECTED = 100

# The macros that were followed to one, outermost first.
Chain = tuple[str, ...]


class _LimitReached(Exception):
    """The message takes more macros than the limit; nothing more is followed."""


class Values:
    """The values that macros show, each read once.

    Args:
        facts: what they are read from.
    """

    def __init__(self, facts: MacroFacts) -> None:
        self._facts = facts
        self._read: dict[ValueEntry, str | None] = {}

    def read(self, entry: ValueEntry) -> str | None:
        """Read a value, or its default if it is empty; ``None`` where it cannot be had (M5)."""
        if entry not in self._read:
            value = entry.get(self._facts)
            self._read[entry] = entry.default if value == "" else value
        return self._read[entry]


@attrs.frozen(field_transformer=hide_texts("name"))
class Span:
    """The pieces, from ``first`` to before ``last``, of one macro of the part's source.

    Args:
        offset: of the macro in the source.
        name: of the macro.
        first: the number of its first piece.
        last: the number after that of its last.
        references: how many macros were followed up to its end.
    """

    offset: int
    name: str
    first: int
    last: int
    references: int


@attrs.frozen(field_transformer=hide_texts())
class RenderedPart:
    """A part ready to be joined.

    Args:
        part: the part.
        pieces: what the expanded part is joined of.
        findings: what prevents the expansion, by offset.
        spans: of the macros of the source; empty after too many macros.
        references: how many macros it takes, those in articles and combinations counted.
        articles: that article macros reach, in the order of first use.
        links: that usage-link macros reach, in the order of first use.
    """

    part: Part
    pieces: list[str]
    findings: tuple[MacroFinding, ...]
    spans: list[Span]
    references: int
    articles: tuple[Article, ...]
    links: tuple[UsageLink, ...]


def render(
    template: Template, library: Library, limits: Limits, values: Values | None = None
) -> RenderedPart:
    """Follow all macros of a part.

    Args:
        template: of the part.
        library: what its macros stand for.
        limits: of the request.
        values: what its macros show; without them nothing that depends on a value is found.
    """
    walk = _Walk(template.part, library, limits, values)
    for stray in template.strays:
        walk.find_at(stray.offset, stray.definition)
    try:
        walk.follow(template, ())
    except _LimitReached:
        walk.find_at(walk.offset, macro.TOO_MANY, limit=limits.references)
    else:
        if not template.complete:
            walk.find_at(walk.offset, macro.TOO_MANY, limit=MOST)
    return RenderedPart(
        part=template.part,
        pieces=walk.pieces,
        findings=tuple(sorted(walk.findings or walk.wrong_urls(), key=lambda each: each.offset)),
        spans=walk.spans,
        references=walk.references,
        articles=tuple(walk.articles.values()),
        links=tuple(walk.links.values()),
    )


@attrs.frozen(field_transformer=hide_texts())
class _UrlCheck:
    """A URL whose scheme is checked when it is whole.

    Args:
        finding: what is wrong with it if its scheme is none that a value may make.
        first: the number of its first piece.
        last: the number after that of its last.
        before: its source before the first piece.
        after: its source after the last piece.
    """

    finding: MacroFinding
    first: int
    last: int
    before: str
    after: str

    def is_right(self, pieces: list[str]) -> bool:
        """Whether the whole URL has a scheme that a value may make, or is relative as written."""
        url = decoded(self.before + "".join(pieces[self.first : self.last]) + self.after)
        scheme = scheme_of(url)
        return scheme in MADE or (scheme is None and decoded(self.before) != "")


@attrs.define(field_transformer=hide_texts())
class _Walk:
    """A walk over one part.

    Args:
        part: the part.
        library: what its macros stand for.
        limits: of the request.
        values: what its macros show, if they are read.
        offset: of the macro in the part's source that is being followed.
        references: how many macros were followed.
    """

    part: Part
    library: Library
    limits: Limits
    values: Values | None
    offset: int = 0
    references: int = 0
    pieces: list[str] = attrs.Factory(list)
    findings: list[MacroFinding] = attrs.Factory(list)
    spans: list[Span] = attrs.Factory(list)
    articles: dict[str, Article] = attrs.Factory(dict)
    links: dict[str, UsageLink] = attrs.Factory(dict)
    _urls: list[_UrlCheck] = attrs.Factory(list)
    _encoded: dict[tuple[str, Context], tuple[str, str | None]] = attrs.Factory(dict)
    _nearest: dict[str, str | None] = attrs.Factory(dict)

    def follow(self, template: Template, chain: Chain) -> None:
        """Follow a source whose macros stand where it says: a part, or an article's HTML."""
        pairs = zip(template.literals, template.references, strict=False)
        spans = [self._follow_one(*pair, chain) for pair in pairs]
        self._add(template.literals[-1])
        for url in template.urls:
            first, last = spans[url.first], spans[url.last]
            finding = self._finding(macro.SCHEME, first.name, chain, offset=first.offset)
            self._urls.append(_UrlCheck(finding, first.first, last.last, url.before, url.after))
        if not chain:
            self.spans = spans

    def find_at(self, offset: int, definition: Definition, **params: Param) -> None:
        """Add a finding about the source itself."""
        self.findings.append(MacroFinding(self.part, offset, "", definition, params))

    def wrong_urls(self) -> Iterator[MacroFinding]:
        """Find the URLs that have a scheme which no value may make."""
        if self.values is not None:
            yield from (each.finding for each in self._urls if not each.is_right(self.pieces))

    def _follow_one(self, literal: str, reference: Reference, chain: Chain) -> Span:
        self._add(literal)
        if not chain:
            self.offset = reference.offset
        first = len(self.pieces)
        self._visit(reference.name, reference.context, chain)
        return Span(self.offset, reference.name, first, len(self.pieces), self.references)

    def _follow_as_value(self, template: Template, context: Context, chain: Chain) -> None:
        """Follow a text all of which has the context of its macro."""
        self._check_accents(template, chain)
        begun = len(self.pieces)
        for literal, reference in zip(template.literals, template.references, strict=False):
            self._add_encoded(literal, context, chain)
            is_begun = context is Context.URL_START and len(self.pieces) > begun
            self._visit(reference.name, Context.URL_PART if is_begun else context, chain)
        self._add_encoded(template.literals[-1], context, chain)

    def _visit(self, name: str, context: Context, chain: Chain) -> None:
        self.references += 1
        if self.references > self.limits.references:
            raise _LimitReached
        entry = self.library.entries.get(name)
        if entry is None:
            self._find_undefined(name, chain)
            return
        self._note_use(entry)
        if definition := _obstacle(entry, context):
            self._find(definition, name, chain)
        elif name in chain:
            self._find(macro.CYCLE, name, chain, cycle=" > ".join((*chain, name)))
        elif len(chain) >= self.limits.depth:
            self._find(macro.TOO_DEEP, name, chain, limit=self.limits.depth)
        else:
            self._put(entry, context, chain)

    def _note_use(self, entry: Entry) -> None:
        if isinstance(entry, ArticleEntry):
            self.articles.setdefault(entry.forms.article.name, entry.forms.article)
        elif isinstance(entry, LinkEntry):
            self.links.setdefault(entry.link.name, entry.link)

    def _put(self, entry: Entry, context: Context, chain: Chain) -> None:
        match entry:
            case ValueEntry():
                self._put_value(entry, context, chain)
            case CombinationEntry():
                self._follow_as_value(entry.template, context, (*chain, entry.name))
            case ArticleEntry():
                self._put_article(entry.forms, context, (*chain, entry.name))
            case LinkEntry():
                self._put_link(entry, context, chain)
            case _:
                self._find(macro.INCOMPLETE, entry.name, chain, missing=entry.missing)

    def _put_value(self, entry: ValueEntry, context: Context, chain: Chain) -> None:
        if self.values is None:
            # A piece for a value that is not read.
            self.pieces.append("")
            return
        value = self.values.read(entry)
        if value is not None:
            self._encode(value, context, entry.name, chain)
        elif entry.exception:
            self._put_article(entry.exception, context, (*chain, entry.name))
        else:
            self._find(macro.UNAVAILABLE, entry.name, chain)

    def _put_article(self, forms: ArticleForms, context: Context, chain: Chain) -> None:
        if context is not Context.ELEMENT:
            self._follow_as_value(forms.text, context, chain)
        elif forms.html.closed:
            self._check_accents(forms.html, chain)
            self.follow(forms.html, chain)
        else:
            self._find(macro.ARTICLE_OPEN, chain[-1], chain[:-1])

    def _put_link(self, entry: LinkEntry, context: Context, chain: Chain) -> None:
        label, inside = entry.link.label, (*chain, entry.name)
        if context is Context.SUBJECT:
            self._add_encoded(label, context, inside)
        elif context is Context.ELEMENT:
            self._add('<a href="')
            self._put_value(entry.url, Context.QUOTED, chain)
            self._add('">')
            self._add_encoded(label, context, inside)
            self._add("</a>")
        elif context in {Context.TEXT, Context.PLAIN_ELEMENT, Context.FOREIGN}:
            self._add_encoded(f"{label} <", context, inside)
            self._put_value(entry.url, context, chain)
            self._add_encoded(">", context, inside)
        else:
            self._put_value(entry.url, context, chain)

    def _add(self, literal: str) -> None:
        if literal:
            self.pieces.append(literal)

    def _add_encoded(self, literal: str, context: Context, chain: Chain) -> None:
        """Add a text of the innermost macro of the chain, as the context needs it."""
        if literal:
            self._encode(literal, context, chain[-1], chain[:-1])

    def _encode(self, text: str, context: Context, name: str, chain: Chain) -> None:
        key = (text, context)
        known = self._encoded.get(key)
        if known is None:
            unfit = find_unfit(text, context)
            known = self._encoded[key] = ("" if unfit else ENCODERS[context](text), unfit)
        encoded, unfit = known
        self.pieces.append(encoded)
        if unfit:
            self._find(macro.CHARACTER, name, chain, code=f"{ord(unfit):04X}")

    def _find_undefined(self, name: str, chain: Chain) -> None:
        if name not in self._nearest and len(self._nearest) < _MOST_CORRECTED:
            self._nearest[name] = self.library.nearest(name)
        if nearest := self._nearest.get(name):
            self._find(macro.MISSPELLED, name, chain, nearest=nearest)
        else:
            self._find(macro.UNDEFINED, name, chain)

    def _check_accents(self, template: Template, chain: Chain) -> None:
        if template.strays:
            self._find(macro.ACCENTS_INSIDE, chain[-1], chain[:-1])

    def _find(self, definition: Definition, name: str, chain: Chain, **params: Param) -> None:
        self.findings.append(
            self._finding(definition, name, chain, offset=self.offset, params=params)
        )

    def _finding(
        self,
        definition: Definition,
        name: str,
        chain: Chain,
        *,
        offset: int,
        params: dict[str, Param] | None = None,
    ) -> MacroFinding:
        """Make a finding about a macro, shown with the macros that lead to it."""
        shown: dict[str, Param] = {"name": " > ".join((*chain, name)), **(params or {})}
        return MacroFinding(self.part, offset, name, definition, shown, chain)


def _obstacle(entry: Entry, context: Context) -> Definition | None:
    shows_subject = isinstance(entry, ValueEntry) and entry.path == _OWN_SUBJECT
    if shows_subject and context is Context.SUBJECT:
        return macro.OWN_SUBJECT
    return FORBIDDEN.get(context)
