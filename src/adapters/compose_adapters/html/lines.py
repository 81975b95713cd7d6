"""Lines of text as they grow: white space folded, blocks apart, lists and quotations set in."""

import re

_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
_DEEPEST_INDENT = 8


class Lines:
    """A text that is written piece by piece."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._run: list[str] = []
        self._indents: list[str] = []
        self._marker = ""
        self._blank_due: str | None = None
        self._literal = 0

    def write(self, text: str) -> None:
        """Add text to the line under way; outside of `literal` its white space folds."""
        if self._literal:
            first, *others = text.split("\n")
            self._run.append(first)
            for line in others:
                self.break_line()
                self._run.append(line)
        elif folded := _WHITE_SPACE.sub(" ", text):
            at_space = not self._run or self._run[-1].endswith(" ")
            self._run.append(folded.lstrip(" ") if at_space else folded)

    def mark(self) -> int:
        """Where the line under way has come to, for `since`."""
        return len(self._run)

    def since(self, mark: int) -> str:
        """What the line under way has got since a mark."""
        return "".join(self._run[mark:])

    def break_line(self) -> None:
        """End the line under way, even if there is nothing in it."""
        line = "".join(self._run)
        self._run = []
        self._put(line.rstrip() if self._literal else line.strip())

    def end_line(self) -> None:
        """End the line under way if there is something in it."""
        if self.since(0).strip():
            self.break_line()
        self._run = []

    def set_apart(self, *, after: bool) -> None:
        """End the line and have a blank one before the next."""
        self.end_line()
        if self._lines and (after or self._blank_due is None):
            self._blank_due = "".join(self._indents).rstrip()

    def indent(self, by: str, marker: str = "") -> None:
        """Set what follows in; the first line of it shows the marker instead."""
        self.end_line()
        self._indents.append(by if len(self._indents) < _DEEPEST_INDENT else "")
        self._marker = marker

    def outdent(self) -> None:
        """End what was set in last."""
        self.end_line()
        self._marker = ""
        self._indents.pop()

    def literal(self, *, on: bool) -> None:
        """Keep white space from here on, or fold it again."""
        self.end_line()
        self._literal += 1 if on else -1

    def add(self, lines: list[str]) -> None:
        """Add whole lines."""
        self.end_line()
        for line in lines:
            self._put(line)

    def finished(self) -> list[str]:
        """All lines, without blank ones at the ends and white space at theirs."""
        self.end_line()
        lines = [line.replace("\xa0", " ").rstrip() for line in self._lines]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
        return lines

    def _put(self, line: str) -> None:
        if self._blank_due is not None:
            self._lines.append(self._blank_due)
            self._blank_due = None
        outer, inner = "".join(self._indents[:-1]), "".join(self._indents[-1:])
        self._lines.append(f"{outer}{self._marker or inner}{line}")
        self._marker = ""
