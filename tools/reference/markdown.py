"""Pages of words that people wrote and tables that the code makes."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

WORDS = Path(__file__).parent / "words"
_PLACE = re.compile(r"\{\{([a-z_]+)\}\}")
_ACCENTS = re.compile("`+")


def code(text: object) -> str:
    """A text as it is, set as code."""
    written = str(text)
    longest = max(map(len, _ACCENTS.findall(written)), default=0)
    if not longest:
        return f"`{written}`"
    fence = "`" * (longest + 1)
    return f"{fence} {written} {fence}"


def codes(texts: Iterable[object]) -> str:
    """Texts set as code, commas between."""
    return ", ".join(map(code, texts))


def plain(text: str) -> str:
    """A sentence whose accents and asterisks are not read as marks."""
    return re.sub(r"([`*<])", r"\\\1", text)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; every row has as many cells as there are heads."""
    lines = [line(heads), line(["---"] * len(heads)), *map(line, rows)]
    return "\n".join(lines)


def filled(name: str, **parts: str) -> str:
    """The page of a template in `words`, each ``{{part}}`` replaced.

    Raises:
        ValueError: the template and the parts do not fit.
    """
    text = (WORDS / name).read_text("utf-8")
    places = set(_PLACE.findall(text))
    if places != set(parts):
        raise ValueError(f"{name} asks for {sorted(places)}, not for {sorted(parts)}")
    return _PLACE.sub(lambda found: parts[found[1]], text)


def line(cells: Sequence[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
