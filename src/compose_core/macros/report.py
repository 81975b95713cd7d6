"""Faults shown in their source, for people."""

from collections.abc import Iterable

from compose_core.macros.fault import Fault


def report(source: str, faults: Iterable[Fault]) -> str:
    """The faults with their lines and a caret below each place."""
    raise NotImplementedError
