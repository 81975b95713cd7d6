"""A plan in the making: pieces in their order, and what was found wrong on the way."""

import attrs

from compose_core.errors import Definition, Param
from compose_core.errors.catalogue import macro
from compose_core.macros.compiled import (
    NOTHING,
    CompiledPart,
    Occurrence,
    Slot,
    Span,
    UrlCheck,
    grouped,
    picker,
)
from compose_core.macros.context import Context
from compose_core.macros.encoding import ENCODERS, unfit
from compose_core.macros.entries import ArticleEntry, Entry, LinkEntry, ValueEntry
from compose_core.macros.fault import Fault
from compose_core.macros.part import Part
from compose_core.model.macro import Article, UsageLink
from compose_core.model.personal import hide_texts

OWN_SUBJECT = "activity.subject"

# The macros that were followed to come here, outermost first.
Chain = tuple[str, ...]


@attrs.define(field_transformer=hide_texts("nearest"))
class PartCompiler:
    """What becomes the plan of a part.

    Args:
        part: the part.
        offset: of the macro in the part's source that is being followed.
        references: how many macros were followed.
        nearest: the defined name nearest to each that is not.
    """

    part: Part
    offset: int = 0
    references: int = 0
    nearest: dict[str, str | None] = attrs.Factory(dict)
    spans: list[Span] = attrs.Factory(list)
    urls: list[UrlCheck] = attrs.Factory(list)
    _pieces: list[str | Slot | None] = attrs.Factory(list)
    _slots: dict[tuple[ValueEntry, Context], Slot] = attrs.Factory(dict)
    _faults: list[Fault] = attrs.Factory(list)
    _encoded: dict[tuple[str, Context], str] = attrs.Factory(dict)
    _articles: dict[str, Article] = attrs.Factory(dict)
    _links: dict[str, UsageLink] = attrs.Factory(dict)

    def __len__(self) -> int:
        """How many pieces there are: literals at even places, values or nothing at odd ones."""
        return len(self._pieces)

    def add(self, literal: str) -> None:
        """Adds what is there already."""
        if literal:
            if len(self._pieces) % 2:
                self._pieces.append(None)
            self._pieces.append(literal)

    def add_encoded(self, literal: str, place: Context, chain: Chain) -> None:
        """Adds a text of the innermost macro of the chain, as the place needs it."""
        key = (literal, place)
        if key in self._encoded:
            self.add(self._encoded[key])
        elif character := unfit(literal, place):
            self.fault(macro.CHARACTER, chain[-1], chain[:-1], code=f"{ord(character):04X}")
        else:
            self._encoded[key] = ENCODERS[place](literal)
            self.add(self._encoded[key])

    def add_value(self, entry: ValueEntry, place: Context, chain: Chain) -> None:
        """Adds a value that is read when the mail is made."""
        slot = self._slots.setdefault((entry, place), Slot(entry, place))
        slot.occurrences.append(self.occurrence(entry.name, chain))
        if not len(self._pieces) % 2:
            self._pieces.append("")
        self._pieces.append(slot)

    def note(self, entry: Entry) -> None:
        """Notes what P4 and P5 are judged on."""
        if isinstance(entry, ArticleEntry):
            self._articles.setdefault(entry.forms.article.name, entry.forms.article)
        elif isinstance(entry, LinkEntry):
            self._links.setdefault(entry.link.name, entry.link)

    def occurrence(self, name: str, chain: Chain) -> Occurrence:
        """A macro where the draft stands."""
        return Occurrence(self.part, self.offset, name, chain)

    def fault(self, definition: Definition, name: str, chain: Chain, **params: Param) -> None:
        """Adds a fault of a macro where the draft stands."""
        self._faults.append(self.occurrence(name, chain).fault(definition, **params))

    def fault_at(self, offset: int, definition: Definition, **params: Param) -> None:
        """Adds a fault of the source itself."""
        self._faults.append(Fault(self.part, offset, "", definition, params))

    def finished(self) -> CompiledPart:
        """The plan."""
        entries = tuple(dict.fromkeys(slot.entry for slot in self._slots.values()))
        groups = grouped(self._slots.values(), entries)
        slots = [slot for group in groups for slot in group.slots]
        index_of: dict[Slot | None, int] = {each: index for index, each in enumerate(slots, 1)}
        literals = [each for each in self._pieces if isinstance(each, str)]
        values = [each for each in self._pieces if not isinstance(each, str)]
        return CompiledPart(
            part=self.part,
            faults=tuple(sorted(self._faults, key=lambda fault: fault.offset)),
            entries=entries,
            gets=tuple(entry.get for entry in entries),
            groups=groups,
            blank=tuple(each if isinstance(each, str) else "" for each in self._pieces),
            order=picker(index_of.get(each, NOTHING) for each in values),
            spans=tuple(self.spans),
            urls=tuple(self.urls),
            weight=sum(map(len, literals)),
            slots=sum(each is not None for each in values),
            shows_subject=any(entry.path == OWN_SUBJECT for entry in entries),
            references=self.references,
            articles=tuple(self._articles.values()),
            links=tuple(self._links.values()),
        )
