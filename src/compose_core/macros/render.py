"""One part's plan, filled with values."""

from collections.abc import Callable, Iterator

import attrs

from compose_core.errors.catalogue import macro
from compose_core.macros.compiled import CompiledPart, Group, UrlCheck
from compose_core.macros.encoding import SEPARATOR, unfit
from compose_core.macros.entries import ValueEntry
from compose_core.macros.facts import MacroFacts
from compose_core.macros.fault import Fault
from compose_core.macros.library import NOTHING_MISSING, Library
from compose_core.macros.limits import Limits
from compose_core.macros.scheme import MADE, decoded, scheme_of
from compose_core.macros.template import Template
from compose_core.model.personal import hide_texts


@attrs.frozen(field_transformer=hide_texts())
class RenderedPart:
    """A part ready to be joined.

    Args:
        plan: of the part.
        table: nothing, then the encoded values, which the plan's order picks from.
        longest: no encoded value has more code points.
        faults: what prevents the expansion; then the table is not complete.
    """

    plan: CompiledPart
    table: list[str]
    longest: int
    faults: tuple[Fault, ...]

    @property
    def pieces(self) -> list[str]:
        """What the expanded part is joined of."""
        pieces = list(self.plan.blank)
        pieces[1::2] = self.plan.order(self.table)
        return pieces

    @property
    def at_most(self) -> int:
        """A length that the expanded part does not pass, in code points."""
        return self.plan.weight + self.plan.slots * self.longest

    def measured(self, length: Callable[[str], int]) -> int:
        """The length of the expanded part, found without joining it; each text is measured once."""
        lengths = {each: length(each) for each in {*self.plan.blank, *self.table}}
        return sum(lengths[each] for each in self.pieces)


def render(
    template: Template,
    library: Library,
    facts: MacroFacts,
    mail_subject: str | None,
    limits: Limits,
) -> RenderedPart:
    """The part with all values in it, or its faults.

    Args:
        template: of the part.
        library: what its macros stand for.
        facts: what its values are read from.
        mail_subject: expanded; ``None`` leaves the facts' own.
        limits: of the request.
    """
    missing = NOTHING_MISSING
    while True:
        plan = library.plan(template, missing, limits)
        known = _known(facts, mail_subject) if plan.shows_subject else facts
        values = [get(known) or "" for get in plan.gets]
        if "" in values:
            resolved = [_resolved(entry, known) for entry in plan.entries]
            values = [value for value in resolved if value is not None]
            if len(values) < len(resolved):
                # What has no value gives way to its exception article: at most once a level.
                missing |= _without_value(plan, resolved)
                continue
        return _encoded(plan, values)


def _known(facts: MacroFacts, mail_subject: str | None) -> MacroFacts:
    if mail_subject is None:
        return facts
    return attrs.evolve(facts, activity=attrs.evolve(facts.activity, subject=mail_subject))


def _without_value(plan: CompiledPart, resolved: list[str | None]) -> frozenset[str]:
    pairs = zip(plan.entries, resolved, strict=True)
    return frozenset(entry.name for entry, value in pairs if value is None)


def _resolved(entry: ValueEntry, facts: MacroFacts) -> str | None:
    value = entry.get(facts)
    return entry.default if value == "" else value


def _encoded(plan: CompiledPart, values: list[str]) -> RenderedPart:
    table = [""]
    longest = 0
    faults = plan.faults
    for group in plan.groups:
        encoded = _encoded_group(group, values)
        if encoded is None:
            faults += tuple(_unfit(group, values))
        else:
            longest = max(longest, len(encoded))
            table += encoded.split(SEPARATOR)
    if plan.urls and not faults:
        faults += tuple(_wrong_urls(plan, table))
    return RenderedPart(plan, table, longest, faults)


def _encoded_group(group: Group, values: list[str]) -> str | None:
    """The encoded values, joined; ``None`` where one of them cannot stand in the place."""
    joined = SEPARATOR.join(group.pick(values))
    if unfit(joined, group.place) or joined.count(SEPARATOR) >= len(group.slots):
        return None
    return group.encode(joined)


def _unfit(group: Group, values: list[str]) -> Iterator[Fault]:
    for slot, value in zip(group.slots, group.pick(values), strict=True):
        character = SEPARATOR if SEPARATOR in value else unfit(value, group.place)
        if character:
            code = f"{ord(character):04X}"
            yield from (each.fault(macro.CHARACTER, code=code) for each in slot.occurrences)


def _wrong_urls(plan: CompiledPart, table: list[str]) -> Iterator[Fault]:
    pieces = RenderedPart(plan, table, 0, ()).pieces
    for url in plan.urls:
        if not _is_right(url, "".join(pieces[url.first : url.last])):
            yield url.occurrence.fault(macro.SCHEME)


def _is_right(url: UrlCheck, filled: str) -> bool:
    scheme = scheme_of(decoded(url.before + filled + url.after))
    return scheme in MADE or (scheme is None and decoded(url.before) != "")
