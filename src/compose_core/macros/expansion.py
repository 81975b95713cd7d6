"""The expansion of a message: all its parts, or the findings that prevent it (M2)."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

import attrs

from compose_core.errors.catalogue import facts as catalogue
from compose_core.errors.catalogue import macro
from compose_core.macros.attributes import MacroFacts
from compose_core.macros.findings import MacroFinding
from compose_core.macros.library import Library
from compose_core.macros.limits import DEFAULT_LIMITS, Limits
from compose_core.macros.rendering import RenderedPart, Values, render
from compose_core.macros.syntax import Part
from compose_core.macros.template import Template, Templates
from compose_core.model.macro import Article, UsageLink
from compose_core.model.personal import hide_texts

_SUBJECT_LIMIT = 245
_OCTETS_A_CHARACTER = 4
_OF_NAMES = frozenset(
    {macro.EMPTY, macro.STRAY_ACCENTS, macro.ACCENTS_INSIDE, macro.UNDEFINED, macro.MISSPELLED}
)


@attrs.frozen
class SourceMapping:
    """Where a macro of a part's source is in the expanded part.

    Args:
        part: the part.
        offset: in its source, in code points.
        name: of the macro.
        start: in the expanded part, in code points.
        end: one after its last code point; equal to ``start`` if it stands for nothing.
    """

    part: Part
    offset: int
    name: str
    start: int
    end: int


@attrs.frozen(field_transformer=hide_texts())
class Expansion:
    """The expanded parts, all of them, or the findings that prevent it (M2).

    Args:
        subject: ``None`` where it is absent, or where there are findings.
        text: the text, or ``None`` for the same reasons.
        html: the HTML, or ``None`` for the same reasons.
        findings: by part, then by offset.
    """

    subject: str | None
    text: str | None
    html: str | None
    findings: tuple[MacroFinding, ...] = ()
    _parts: Sequence[RenderedPart] = attrs.field(default=(), eq=False, repr=False)

    @property
    def mappings(self) -> tuple[SourceMapping, ...]:
        """Where each macro of the sources is; empty where there are findings."""
        return tuple(mapping for each in self._parts for mapping in _mappings(each))


@attrs.frozen
class Uses:
    """The definitions that P4 and P5 are judged on, in the order of first use.

    Args:
        articles: that article macros reach, also inside combinations and articles.
        usage_links: that usage-link macros reach, also there.
    """

    articles: tuple[Article, ...] = ()
    usage_links: tuple[UsageLink, ...] = ()


def expand(
    templates: Templates, library: Library, facts: MacroFacts, limits: Limits = DEFAULT_LIMITS
) -> Expansion:
    """Expand a message's parts.

    Args:
        templates: the compiled parts.
        library: the department's macros.
        facts: what they show.
        limits: what the expansion may cost; a hostile message costs no more.
    """
    values = Values(facts)
    subject = _rendered(templates.subject, library, limits, values)
    mail_subject = None if subject is None or subject.findings else _subject_text(subject, limits)
    if mail_subject is not None and mail_subject != facts.activity.subject:
        values = Values(
            attrs.evolve(facts, activity=attrs.evolve(facts.activity, subject=mail_subject))
        )
    text = _rendered(templates.text, library, limits, values)
    html = _rendered(templates.html, library, limits, values)
    parts = [each for each in (subject, text, html) if each is not None]
    if findings := _findings(parts, limits) or _find_excess(parts, limits):
        return Expansion(None, None, None, findings)
    return Expansion(mail_subject, _joined(text), _joined(html), (), parts)


def check(
    templates: Templates, library: Library, limits: Limits = DEFAULT_LIMITS
) -> tuple[MacroFinding, ...]:
    """Check a draft that keeps its macros: for accents without a name and unknown names (M3)."""
    findings = find_static(templates, library, limits)
    return tuple(each for each in findings if each.definition in _OF_NAMES)


def find_static(
    templates: Templates, library: Library, limits: Limits = DEFAULT_LIMITS
) -> tuple[MacroFinding, ...]:
    """Find what no value could mend: what `check` finds, and macros where none may stand."""
    parts = _without_values(templates, library, limits)
    return tuple(finding for part in parts for finding in part.findings)


def uses(templates: Templates, library: Library, limits: Limits = DEFAULT_LIMITS) -> Uses:
    """Find the articles and usage links that the templates use.

    An exception article needs no permission, and nor does what stands inside it: the
    administrator chose all of that, and a permission must not depend on a customer's data.
    """
    parts = tuple(_without_values(templates, library, limits))
    articles = dict.fromkeys(article for part in parts for article in part.articles)
    links = dict.fromkeys(link for part in parts for link in part.links)
    return Uses(tuple(articles), tuple(links))


def _without_values(
    templates: Templates, library: Library, limits: Limits
) -> Iterator[RenderedPart]:
    for template in (templates.subject, templates.text, templates.html):
        if template is not None:
            yield render(template, library, limits)


def _rendered(
    template: Template | None, library: Library, limits: Limits, values: Values
) -> RenderedPart | None:
    return None if template is None else render(template, library, limits, values)


def _subject_text(subject: RenderedPart, limits: Limits) -> str | None:
    """Join the subject; nothing is made of one that would be gigabytes."""
    return None if _is_beyond(subject, limits) else _joined(subject)


def _joined(part: RenderedPart | None) -> str | None:
    return None if part is None else "".join(part.pieces)


def _findings(parts: Sequence[RenderedPart], limits: Limits) -> tuple[MacroFinding, ...]:
    findings: tuple[MacroFinding, ...] = ()
    references = 0
    for part in parts:
        findings += part.findings
        if references <= limits.references < references + part.references:
            findings += _find_passing(part, limits.references - references, limits)
        references += part.references
    return findings


def _find_passing(part: RenderedPart, allowed: int, limits: Limits) -> tuple[MacroFinding, ...]:
    """Find the macro that passes the request's limit, unless the part alone passes it."""
    span = next((span for span in part.spans if span.references > allowed), None)
    if span is None:
        return ()
    params = {"limit": limits.references}
    return (MacroFinding(part.part, span.offset, "", macro.TOO_MANY, params),)


def _find_excess(parts: Sequence[RenderedPart], limits: Limits) -> tuple[MacroFinding, ...]:
    """Find what is too large before it is made: a few macros can stand for gigabytes (M6)."""
    if sum(_length(each) for each in parts) * _OCTETS_A_CHARACTER <= limits.body_octets:
        return ()
    subjects = [each for each in parts if each.part is Part.SUBJECT]
    bodies = [each for each in parts if each.part is not Part.SUBJECT]
    return (*_find_long_subject(subjects, limits), *_find_large_body(bodies, limits))


def _is_beyond(subject: RenderedPart, limits: Limits) -> bool:
    # A subject that is merely longer than E11 allows is shown, and judged with the rules.
    return _length(subject) > max(limits.body_octets, _SUBJECT_LIMIT)


def _find_long_subject(subjects: Sequence[RenderedPart], limits: Limits) -> Iterator[MacroFinding]:
    for subject in subjects:
        if _is_beyond(subject, limits):
            params = {"size": _length(subject), "limit": _SUBJECT_LIMIT}
            yield MacroFinding(Part.SUBJECT, 0, "", catalogue.SUBJECT_TOO_LONG_EXPANDED, params)


def _find_large_body(bodies: Sequence[RenderedPart], limits: Limits) -> Iterator[MacroFinding]:
    size = sum(_length(each, _octets) for each in bodies)
    if size > limits.body_octets:
        params = {"size": size, "limit": limits.body_octets}
        yield MacroFinding(bodies[-1].part, 0, "", catalogue.BODY_TOO_LARGE, params)


def _length(part: RenderedPart, length: Callable[[str], int] = len) -> int:
    """Measure the expanded part without joining it; each text is measured once."""
    lengths = {each: length(each) for each in set(part.pieces)}
    return sum(lengths[each] for each in part.pieces)


def _octets(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _mappings(part: RenderedPart) -> Iterator[SourceMapping]:
    ends = list(accumulate(map(len, part.pieces), initial=0))
    for span in part.spans:
        yield SourceMapping(part.part, span.offset, span.name, ends[span.first], ends[span.last])
