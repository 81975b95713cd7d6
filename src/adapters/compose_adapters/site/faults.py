"""The faults of a site file, and the list in which they are collected."""

from collections.abc import Iterable, Mapping

import attrs

from compose_adapters.site.positions import parent_of
from compose_core.errors import ComposeError
from compose_core.model.personal import hide_texts


@attrs.frozen(field_transformer=hide_texts("path"))
class SiteFault:
    """One fault of a site file, or one warning about it.

    Args:
        path: the TOML path, lists counted from zero, such as ``departments[0].aliases[1].name``;
            empty for the whole file.
        line: its line, counted from one; ``None`` if it is unknown.
        message: a sentence that says what is wrong and how to mend it.
    """

    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        """Write the fault in one line: its place, then its sentence."""
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}"


class SiteFaults(ComposeError):
    """The site file cannot be used; nothing of it was applied.

    Args:
        faults: all of them, at least one, in the order of the file.
    """

    def __init__(self, faults: Iterable[SiteFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class FaultList:
    """The faults so far; it knows the line of every path.

    Args:
        lines: the line at which the value of each path begins.
    """

    def __init__(self, lines: Mapping[str, int]) -> None:
        self._lines = lines
        self._faults: list[SiteFault] = []

    def add(self, path: str, message: str) -> None:
        """Note a fault at a path; an absent path has the line of what should hold it."""
        self._faults.append(SiteFault(path, self._line_of(path), message))

    def has_within(self, path: str) -> bool:
        """Whether a fault is noted at a path or below it."""
        inside = (f"{path}.", f"{path}[")
        return any(each.path == path or each.path.startswith(inside) for each in self._faults)

    def in_order(self) -> tuple[SiteFault, ...]:
        """Sort all faults in the order of the file; those at one place as they were found."""
        return tuple(sorted(self._faults, key=lambda fault: fault.line or 0))

    def _line_of(self, path: str) -> int | None:
        while path and path not in self._lines:
            path = parent_of(path)
        return self._lines.get(path)
