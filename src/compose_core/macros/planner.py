"""Macros followed to what they stand for, within the limits (M4 to M7)."""

from collections.abc import Callable, Mapping

from compose_core.errors import Definition
from compose_core.errors.catalogue import macro
from compose_core.macros.compiled import CompiledPart, Span, UrlCheck
from compose_core.macros.compiler import OWN_SUBJECT, Chain, PartCompiler
from compose_core.macros.context import FORBIDDEN, Context
from compose_core.macros.entries import (
    ArticleEntry,
    ArticleForms,
    CombinationEntry,
    Entry,
    LinkEntry,
    ValueEntry,
)
from compose_core.macros.limits import Limits
from compose_core.macros.syntax import MOST
from compose_core.macros.template import Reference, Template

# As many names as a report lists (H6) are compared with all that are defined.
_MOST_CORRECTED = 100


class _LimitReached(Exception):
    """The message takes more macros than the limit; nothing more is followed."""


class Compiler:
    """Makes plans of parts.

    Args:
        entries: what each name stands for.
        nearest: the defined name that is nearest to one that is not.
        missing: names whose values cannot be had; their exception articles stand for them (M5).
        limits: of the request.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        nearest: Callable[[str], str | None],
        missing: frozenset[str],
        limits: Limits,
    ) -> None:
        self._entries = entries
        self._nearest = nearest
        self._missing = missing
        self._limits = limits

    def plan(self, template: Template) -> CompiledPart:
        """The plan of a part."""
        draft = PartCompiler(template.part)
        for stray in template.strays:
            draft.fault_at(stray.offset, stray.definition)
        try:
            self._follow(draft, template, ())
        except _LimitReached:
            draft.fault_at(draft.offset, macro.TOO_MANY, limit=self._limits.references)
        else:
            if not template.complete:
                draft.fault_at(draft.offset, macro.TOO_MANY, limit=MOST)
        return draft.finished()

    def _follow(self, draft: PartCompiler, template: Template, chain: Chain) -> None:
        """Follows a source whose macros stand where it says: a part, or an article's HTML."""
        pairs = zip(template.literals, template.references, strict=False)
        spans = [self._span(draft, *pair, chain) for pair in pairs]
        draft.add(template.literals[-1])
        for url in template.urls:
            first, last = spans[url.first], spans[url.last]
            check = UrlCheck(first.occurrence, first.first, last.last, url.before, url.after)
            draft.urls.append(check)
        if not chain:
            draft.spans = spans

    def _span(self, draft: PartCompiler, literal: str, reference: Reference, chain: Chain) -> Span:
        draft.add(literal)
        if not chain:
            draft.offset = reference.offset
        first = len(draft)
        self._visit(draft, reference.name, reference.place, chain)
        occurrence = draft.occurrence(reference.name, chain)
        return Span(occurrence, first, len(draft), draft.references)

    def _follow_as_value(
        self, draft: PartCompiler, template: Template, place: Context, chain: Chain
    ) -> None:
        """Follows a text all of which stands where its macro does."""
        _judge_accents(draft, template, chain)
        begun = len(draft)
        for literal, reference in zip(template.literals, template.references, strict=False):
            draft.add_encoded(literal, place, chain)
            is_begun = place is Context.URL_START and len(draft) > begun
            self._visit(draft, reference.name, Context.URL_PART if is_begun else place, chain)
        draft.add_encoded(template.literals[-1], place, chain)

    def _visit(self, draft: PartCompiler, name: str, place: Context, chain: Chain) -> None:
        draft.references += 1
        if draft.references > self._limits.references:
            raise _LimitReached
        entry = self._entries.get(name)
        if entry is None:
            self._undefined(draft, name, chain)
            return
        draft.note(entry)
        if definition := _obstacle(entry, place):
            draft.fault(definition, name, chain)
        elif name in chain:
            draft.fault(macro.CYCLE, name, chain, cycle=" > ".join((*chain, name)))
        elif len(chain) >= self._limits.depth:
            draft.fault(macro.TOO_DEEP, name, chain, limit=self._limits.depth)
        else:
            self._put(draft, entry, place, chain)

    def _undefined(self, draft: PartCompiler, name: str, chain: Chain) -> None:
        if name not in draft.nearest and len(draft.nearest) < _MOST_CORRECTED:
            draft.nearest[name] = self._nearest(name)
        if nearest := draft.nearest.get(name):
            draft.fault(macro.MISSPELLED, name, chain, nearest=nearest)
        else:
            draft.fault(macro.UNDEFINED, name, chain)

    def _put(self, draft: PartCompiler, entry: Entry, place: Context, chain: Chain) -> None:
        match entry:
            case ValueEntry():
                self._put_value(draft, entry, place, chain)
            case CombinationEntry():
                self._follow_as_value(draft, entry.template, place, (*chain, entry.name))
            case ArticleEntry():
                self._put_article(draft, entry.forms, place, (*chain, entry.name))
            case LinkEntry():
                self._put_link(draft, entry, place, chain)
            case _:
                draft.fault(macro.INCOMPLETE, entry.name, chain, missing=entry.missing)

    def _put_value(
        self, draft: PartCompiler, entry: ValueEntry, place: Context, chain: Chain
    ) -> None:
        if entry.name not in self._missing:
            draft.add_value(entry, place, chain)
        elif entry.exception:
            self._put_article(draft, entry.exception, place, (*chain, entry.name))
        else:
            draft.fault(macro.UNAVAILABLE, entry.name, chain)

    def _put_article(
        self, draft: PartCompiler, forms: ArticleForms, place: Context, chain: Chain
    ) -> None:
        if place is not Context.ELEMENT:
            self._follow_as_value(draft, forms.text, place, chain)
        elif forms.html.closed:
            _judge_accents(draft, forms.html, chain)
            self._follow(draft, forms.html, chain)
        else:
            draft.fault(macro.ARTICLE_OPEN, chain[-1], chain[:-1])

    def _put_link(
        self, draft: PartCompiler, entry: LinkEntry, place: Context, chain: Chain
    ) -> None:
        label, inside = entry.link.label, (*chain, entry.name)
        if place is Context.SUBJECT:
            draft.add_encoded(label, place, inside)
        elif place is Context.ELEMENT:
            draft.add('<a href="')
            self._put_value(draft, entry.url, Context.QUOTED, chain)
            draft.add('">')
            draft.add_encoded(label, place, inside)
            draft.add("</a>")
        elif place in {Context.TEXT, Context.PLAIN_ELEMENT, Context.FOREIGN}:
            draft.add_encoded(f"{label} <", place, inside)
            self._put_value(draft, entry.url, place, chain)
            draft.add_encoded(">", place, inside)
        else:
            self._put_value(draft, entry.url, place, chain)


def _obstacle(entry: Entry, place: Context) -> Definition | None:
    shows_subject = isinstance(entry, ValueEntry) and entry.path == OWN_SUBJECT
    if shows_subject and place is Context.SUBJECT:
        return macro.OWN_SUBJECT
    return FORBIDDEN.get(place)


def _judge_accents(draft: PartCompiler, template: Template, chain: Chain) -> None:
    if template.strays:
        draft.fault(macro.ACCENTS_INSIDE, chain[-1], chain[:-1])
