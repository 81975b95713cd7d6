"""A tree to the value that a shape declares, with all that is wrong with its form at once."""

from collections.abc import Mapping
from typing import Generic, TypeVar

import attrs

from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.shapes import Object
from compose_adapters.wire.tree import Document
from compose_adapters.wire.walk import Walk
from compose_core.errors import Finding

T = TypeVar("T")


@attrs.frozen
class Structured(Generic[T]):
    """What a tree came to.

    Args:
        value: of the record's class; where something could not be read, its default stands.
        findings: all faults of form.
        positions: where each element stood, by path.
    """

    value: T
    findings: tuple[Finding, ...]
    positions: Mapping[str, int]


def structure(
    record: Object[T],
    root: str,
    document: Document,
    start: int = 0,
    limits: Limits = STANDARD,
) -> Structured[T]:
    """The value that a document spells, as far as it can be read.

    Args:
        record: the shape of the root.
        root: its name.
        document: what was read.
        start: the position of the root.
        limits: of what the body may hold.

    Raises:
        Rejected: the root is a list or a single value; one finding.
    """
    walk = Walk(document.is_markup, start, limits)
    value = walk.root(record, root, document.root)
    return Structured(value, tuple(walk.findings), walk.positions)
