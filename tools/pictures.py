"""Draws docs/pictures/*.svg from the code: the packages in their layers, and the steps of a send.

    python tools/pictures.py [--check]

The layers are those that import-linter holds (pyproject.toml), the sentences are the first lines of
docstrings. With --check nothing is written; the exit status is 1 if a picture is not what the code
makes.
"""

import ast
import sys
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import attrs

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"
SOURCES = {
    "compose_core": ROOT / "src" / "compose_core",
    "compose_adapters": ROOT / "src" / "adapters" / "compose_adapters",
}
STYLE = """
  text { font-family: system-ui, sans-serif; fill: #1f2328; }
  .name { font-size: 15px; font-weight: 600; }
  .note { font-size: 11.5px; fill: #59636e; }
  .title { font-size: 17px; font-weight: 700; }
  .ground { fill: #ffffff; }
  .box { fill: #f6f8fa; stroke: #8c959f; }
  .pure { fill: #ddf4ff; stroke: #218bff; }
  .line { stroke: #59636e; fill: none; marker-end: url(#head); }
  #head path { fill: #59636e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .note { fill: #9198a1; }
    .ground { fill: #0d1117; }
    .box { fill: #151b23; stroke: #656c76; }
    .pure { fill: #0c2d6b; stroke: #388bfd; }
    .line { stroke: #9198a1; }
    #head path { fill: #9198a1; }
  }
"""
WIDTH = 1080
MARGIN = 20
GAP = 12
LINE = 16


@attrs.frozen
class Box:
    """A box with a name and a sentence below it.

    Args:
        name: in bold.
        note: wrapped to the width of the box.
        kind: the class of the style: ``box``, or ``pure`` for what does no input and output.
    """

    name: str
    note: str
    kind: str = "box"

    def lines(self, width: float) -> list[str]:
        """The lines of the note in a box of a width."""
        return textwrap.wrap(self.note, max(12, int((width - 20) / 6.1)))

    def height(self, width: float) -> float:
        """How high a box of a width must be."""
        return 34 + LINE * len(self.lines(width))

    def drawn(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The elements of the box at a place."""
        yield (
            f'<rect class="{self.kind}" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" rx="6"/>'
        )
        yield f'<text class="name" x="{x + 10:.0f}" y="{y + 22:.0f}">{escape(self.name)}</text>'
        for number, line in enumerate(self.lines(width)):
            place = y + 22 + LINE * (number + 1)
            yield f'<text class="note" x="{x + 10:.0f}" y="{place:.0f}">{escape(line)}</text>'


def first_line(module: str) -> str:
    """The first line of a module's docstring, without its period."""
    top, *rest = module.split(".")
    path = SOURCES[top].joinpath(*rest)
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found = ast.get_docstring(ast.parse(file.read_bytes())) or ""
    return found.partition("\n")[0].rstrip(".").replace("`", "")


def layers_of(contract: str) -> list[list[str]]:
    """The packages of a contract of import-linter, the highest layer first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    [found] = [each for each in contracts if each["id"] == contract]
    [container] = found["containers"]
    return [
        [f"{container}.{name.strip()}" for name in layer.split("|")] for layer in found["layers"]
    ]


def packages() -> str:
    """The packages of adapters and core in their layers; imports lead downwards."""
    drawn: list[str] = []
    y = float(MARGIN)
    for title, contract, kind in (
        ("compose_adapters: input and output", "adapter-layers", "box"),
        ("compose_core: pure, plain values in and out", "core-layers", "pure"),
    ):
        y += 22
        drawn.append(f'<text class="title" x="{MARGIN}" y="{y:.0f}">{escape(title)}</text>')
        y += 10
        for layer in layers_of(contract):
            for row in _rows(layer):
                y = _row(drawn, [Box(m.partition(".")[2], first_line(m), kind) for m in row], y)
        y += GAP
    return _picture("The packages: what is above imports what is below", drawn, y)


def _rows(layer: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(layer), 5):
        yield layer[start : start + 5]


def _row(drawn: list[str], boxes: Sequence[Box], y: float) -> float:
    width = (WIDTH - 2 * MARGIN - GAP * (len(boxes) - 1)) / len(boxes)
    height = max(box.height(width) for box in boxes)
    for number, box in enumerate(boxes):
        drawn.extend(box.drawn(MARGIN + number * (width + GAP), y, width, height))
    return y + height + GAP


# A step of a send: its name, its module, whether it is pure, and the value that it hands on.
STEPS = (
    ("check", "compose_core.compose.check", True, "CheckedRequest"),
    ("gather", "compose_core.compose.gather", False, "Facts"),
    ("decide", "compose_core.compose.decide", True, "Decision"),
    ("commit", "compose_core.compose.commit", False, "Receipt"),
    ("publish", "compose_core.events", False, ""),
)


def send() -> str:
    """The steps of `ComposeService.send`, and the value that each hands to the next."""
    drawn: list[str] = []
    room = 106.0
    width = (WIDTH - 2 * MARGIN - room * len(STEPS)) / len(STEPS)
    boxes = [
        Box(name, first_line(module).removesuffix(". Pure"), "pure" if pure else "box")
        for name, module, pure, _ in STEPS
    ]
    height = max(box.height(width) for box in boxes)
    y, x = 46.0, MARGIN + room
    title = "ComposeService.send: five steps; the blue ones are pure"
    drawn.append(f'<text class="title" x="{MARGIN}" y="30">{title}</text>')
    drawn.extend(_arrow(MARGIN, x, y + height / 2, "request"))
    for box, (_, _, _, value) in zip(boxes, STEPS, strict=True):
        drawn.extend(box.drawn(x, y, width, height))
        if value:
            drawn.extend(_arrow(x + width, x + width + room, y + height / 2, value))
        x += width + room
    return _picture(title, drawn, y + height + MARGIN)


def _arrow(start: float, end: float, y: float, value: str) -> Iterator[str]:
    yield f'<path class="line" d="M {start + 4:.0f} {y:.0f} H {end - 6:.0f}"/>'
    yield (
        f'<text class="note" x="{(start + end) / 2:.0f}" y="{y - 8:.0f}" text-anchor="middle">'
        f"{escape(value)}</text>"
    )


def _picture(title: str, drawn: Sequence[str], height: float) -> str:
    head = (
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M 0 0 L 8 4 L 0 8 z"/></marker></defs>'
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        head,
        f'<rect class="ground" width="{WIDTH}" height="{height:.0f}"/>',
        *drawn,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


PICTURES = {"packages.svg": packages, "send.svg": send}


def main(is_check: bool) -> int:
    """Write the pictures, or tell which are stale."""
    stale = []
    for name, make in PICTURES.items():
        file = FOLDER / name
        if is_check:
            stale += [name] if not file.is_file() or file.read_text("utf-8") != make() else []
            continue
        FOLDER.mkdir(exist_ok=True)
        file.write_text(make(), "utf-8")
    if stale:
        print(f"not what the code makes: {', '.join(stale)}; run: make reference", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
