"""The expansion of a message: all its parts, or the faults that prevent it (M2)."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

import attrs

from compose_core.errors.catalogue import facts as catalogue
from compose_core.errors.catalogue import macro
from compose_core.macros.compiled import CompiledPart
from compose_core.macros.facts import MacroFacts
from compose_core.macros.fault import Fault
from compose_core.macros.library import NOTHING_MISSING, Library
from compose_core.macros.limits import DEFAULT_LIMITS, Limits
from compose_core.macros.part import Part
from compose_core.macros.render import RenderedPart, render
from compose_core.macros.template import Template, Templates
from compose_core.model.personal import hide_texts

_SUBJECT_LIMIT = 245
_OCTETS_A_CHARACTER = 4
_OF_NAMES = frozenset(
    {macro.EMPTY, macro.STRAY_ACCENTS, macro.ACCENTS_INSIDE, macro.UNDEFINED, macro.MISSPELLED}
)


@attrs.frozen
class SourceMapping:
    """Where a macro of a part's source landed.

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
    """The expanded parts, all of them, or the faults that prevent it (M2).

    Args:
        subject: ``None`` where it is absent, or where there are faults; so the others.
        text: the text.
        html: the HTML.
        faults: by part, then by offset.
    """

    subject: str | None
    text: str | None
    html: str | None
    faults: tuple[Fault, ...] = ()
    _filled: Sequence[RenderedPart] = attrs.field(default=(), eq=False, repr=False)

    @property
    def landed(self) -> tuple[SourceMapping, ...]:
        """Where each macro of the sources landed; empty where there are faults."""
        return tuple(landing for each in self._filled for landing in _landings(each))


def expand(
    templates: Templates, library: Library, facts: MacroFacts, limits: Limits = DEFAULT_LIMITS
) -> Expansion:
    """The expansion of a message's parts.

    Args:
        templates: the compiled parts.
        library: the department's macros.
        facts: what they show.
        limits: what the expansion may cost; a hostile message costs no more.
    """
    subject = _filled(templates.subject, library, facts, None, limits)
    mail_subject = _mail_subject(subject, limits)
    text = _filled(templates.text, library, facts, mail_subject, limits)
    html = _filled(templates.html, library, facts, mail_subject, limits)
    filled = [each for each in (subject, text, html) if each is not None]
    if faults := _faults(filled, limits) or _excess(filled, limits):
        return Expansion(None, None, None, faults)
    return Expansion(mail_subject, _joined(text), _joined(html), (), filled)


def check(
    templates: Templates, library: Library, limits: Limits = DEFAULT_LIMITS
) -> tuple[Fault, ...]:
    """The faults of a draft that keeps its macros: accents without a name, unknown names (M3)."""
    faults = static_faults(templates, library, limits)
    return tuple(fault for fault in faults if fault.definition in _OF_NAMES)


def static_faults(
    templates: Templates, library: Library, limits: Limits = DEFAULT_LIMITS
) -> tuple[Fault, ...]:
    """The faults that no value could mend: those of a draft, and macros where none may stand."""
    parts = (templates.subject, templates.text, templates.html)
    plans = (library.plan(each, NOTHING_MISSING, limits) for each in parts if each is not None)
    return tuple(fault for plan in plans for fault in plan.faults)


def _filled(
    template: Template | None,
    library: Library,
    facts: MacroFacts,
    mail_subject: str | None,
    limits: Limits,
) -> RenderedPart | None:
    return None if template is None else render(template, library, facts, mail_subject, limits)


def _mail_subject(subject: RenderedPart | None, limits: Limits) -> str | None:
    """The expanded subject; of one that would be gigabytes nothing is made."""
    if subject is None or subject.faults or _is_beyond(subject, limits):
        return None
    return _joined(subject)


def _joined(filled: RenderedPart | None) -> str | None:
    return None if filled is None else "".join(filled.pieces)


def _faults(filled: Sequence[RenderedPart], limits: Limits) -> tuple[Fault, ...]:
    faults: tuple[Fault, ...] = ()
    references = 0
    for each in filled:
        faults += each.faults
        if references <= limits.references < references + each.plan.references:
            faults += tuple(_passing(each.plan, limits.references - references, limits))
        references += each.plan.references
    return faults


def _passing(plan: CompiledPart, allowed: int, limits: Limits) -> Iterator[Fault]:
    """The macro that takes the request over the limit, unless the part alone is over it."""
    over = (span.occurrence for span in plan.spans if span.references > allowed)
    for occurrence in islice(over, 1):
        params = {"limit": limits.references}
        yield Fault(occurrence.part, occurrence.offset, "", macro.TOO_MANY, params)


def _excess(filled: Sequence[RenderedPart], limits: Limits) -> tuple[Fault, ...]:
    """What is too large, found before it is made: a few macros can stand for gigabytes (M6)."""
    if sum([each.at_most for each in filled]) * _OCTETS_A_CHARACTER <= limits.body_octets:
        return ()
    subjects = [each for each in filled if each.plan.part is Part.SUBJECT]
    bodies = [each for each in filled if each.plan.part is not Part.SUBJECT]
    return (*_long_subject(subjects, limits), *_large_body(bodies, limits))


def _is_beyond(subject: RenderedPart, limits: Limits) -> bool:
    # A subject that is merely longer than E11 allows is shown, and judged with the rules.
    most = max(limits.body_octets, _SUBJECT_LIMIT)
    return subject.at_most > most and subject.measured(len) > most


def _long_subject(subjects: Sequence[RenderedPart], limits: Limits) -> Iterator[Fault]:
    for subject in subjects:
        if _is_beyond(subject, limits):
            params = {"size": subject.measured(len), "limit": _SUBJECT_LIMIT}
            yield Fault(Part.SUBJECT, 0, "", catalogue.SUBJECT_TOO_LONG_EXPANDED, params)


def _large_body(bodies: Sequence[RenderedPart], limits: Limits) -> Iterator[Fault]:
    size = sum(each.measured(_octets) for each in bodies)
    if size > limits.body_octets:
        params = {"size": size, "limit": limits.body_octets}
        yield Fault(bodies[-1].plan.part, 0, "", catalogue.BODY_TOO_LARGE, params)


def _octets(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _landings(filled: RenderedPart) -> Iterator[SourceMapping]:
    ends = list(accumulate(map(len, filled.pieces), initial=0))
    for span in filled.plan.spans:
        macro_there = span.occurrence
        yield SourceMapping(
            macro_there.part,
            macro_there.offset,
            macro_there.name,
            ends[span.first],
            ends[span.last],
        )
