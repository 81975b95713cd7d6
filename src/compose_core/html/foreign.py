"""Drawings and formulas in HTML (SVG, MathML), which an element of HTML would end."""

import attrs

_ROOTS = ("svg", "math")
# Elements of theirs that hold HTML: an end tag in there may end nothing outside.
POINTS = frozenset("foreignobject desc title mi mo mn ms mtext annotation-xml".split())


@attrs.define
class Foreign:
    """Counts what is open, so that no place inside is taken for one outside; not the reverse."""

    _open: dict[str, int] = attrs.field(factory=lambda: dict.fromkeys(_ROOTS, 0), repr=False)
    _stays: bool = False

    @property
    def may_be_inside(self) -> bool:
        """Whether what follows may be in a drawing or a formula."""
        return self._stays or any(self._open.values())

    def enter(self, tag: str) -> None:
        """Note that an element begins."""
        if tag in self._open:
            self._open[tag] += 1
        elif tag in POINTS and self.may_be_inside:
            self._stays = True

    def leave(self, tag: str) -> None:
        """Note an end tag, whether or not it ends anything."""
        if self._open.get(tag):
            self._open[tag] -= 1
