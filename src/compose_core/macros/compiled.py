"""A part's expansion, but for the values: what is joined, in which order, encoded how."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Protocol, TypeVar

import attrs

from compose_core.errors import Definition, Param
from compose_core.macros.context import Context
from compose_core.macros.encoding import ENCODERS
from compose_core.macros.entries import ValueEntry
from compose_core.macros.fault import Fault
from compose_core.macros.part import Part
from compose_core.model.macro import Article, UsageLink
from compose_core.model.personal import hide_texts

# Where in a plan's table of values the empty one is.
NOTHING = 0

Item = TypeVar("Item")


class Pick(Protocol):
    """Takes some items out of a sequence, in an order of its own."""

    def __call__(self, items: Sequence[Item], /) -> tuple[Item, ...]:
        """The items, in that order."""
        ...


@attrs.frozen
class Occurrence:
    """A macro in a part: where the outermost one stands, its name, and those that hold it."""

    part: Part
    offset: int
    name: str
    in_macro: tuple[str, ...] = ()

    def fault(self, definition: Definition, **params: Param) -> Fault:
        """What is wrong with it; shown with the macros that lead to it."""
        shown: dict[str, Param] = {"name": " > ".join((*self.in_macro, self.name))}
        return Fault(
            self.part, self.offset, self.name, definition, {**shown, **params}, self.in_macro
        )


@attrs.frozen
class Slot:
    """A value in a place, wherever in the part it occurs."""

    entry: ValueEntry
    place: Context
    occurrences: list[Occurrence] = attrs.field(factory=list, eq=False)


@attrs.frozen
class Group:
    """All values of one place, encoded in one go.

    Args:
        place: where they stand.
        encode: what is done to them, joined.
        pick: takes them out of the part's values.
        slots: what they are.
    """

    place: Context
    encode: Callable[[str], str]
    pick: Pick
    slots: tuple[Slot, ...]


@attrs.frozen
class Span:
    """The pieces, from ``first`` to before ``last``, of one macro of the part's source."""

    occurrence: Occurrence
    first: int
    last: int
    references: int


@attrs.frozen(field_transformer=hide_texts())
class UrlCheck:
    """A URL whose scheme is judged when it is whole.

    Args:
        occurrence: the macro that begins it.
        first: the first of its pieces.
        last: the one after its last.
        before: its source before the first piece.
        after: its source after the last piece.
    """

    occurrence: Occurrence
    first: int
    last: int
    before: str
    after: str


@attrs.frozen(field_transformer=hide_texts())
class CompiledPart:
    """How a part is expanded.

    Args:
        part: the part.
        faults: what prevents it, values aside.
        entries: the values that it reads, each once.
        gets: what reads them.
        groups: the values by place.
        blank: the pieces: literals at even places, and nothing at the odd ones yet.
        order: takes what stands there out of a table of nothing and the groups' encoded values.
        spans: where each macro of the source lands among the pieces.
        urls: the URLs to judge.
        weight: code points of the literals, each as often as it occurs.
        slots: how often values occur.
        shows_subject: whether the mail's own subject is among the values.
        references: how many macros it takes, those in articles and combinations counted.
        articles: that article macros reach, in the order of first use.
        links: that usage-link macros reach, likewise.
    """

    part: Part
    faults: tuple[Fault, ...]
    entries: tuple[ValueEntry, ...]
    gets: tuple[Callable[..., str | None], ...]
    groups: tuple[Group, ...]
    blank: tuple[str, ...]
    order: Pick
    spans: tuple[Span, ...]
    urls: tuple[UrlCheck, ...]
    weight: int
    slots: int
    shows_subject: bool
    references: int
    articles: tuple[Article, ...]
    links: tuple[UsageLink, ...]


def picker(indices: Iterable[int]) -> Pick:
    """What takes the items at these places out of a sequence, in this order."""
    several = tuple(indices)
    if len(several) > 1:
        return itemgetter(*several)
    return lambda items: tuple(items[index] for index in several)


def grouped(slots: Iterable[Slot], entries: Sequence[ValueEntry]) -> tuple[Group, ...]:
    """The slots by their places, in the order in which the places first occur."""
    places: dict[Context, list[Slot]] = {}
    for slot in slots:
        places.setdefault(slot.place, []).append(slot)
    number = {entry: index for index, entry in enumerate(entries)}
    return tuple(
        Group(
            place, ENCODERS[place], picker(number[slot.entry] for slot in members), tuple(members)
        )
        for place, members in places.items()
    )
