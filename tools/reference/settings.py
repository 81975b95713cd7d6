"""docs/reference/settings.md: the site file."""

import json
from collections.abc import Iterable

from compose_core.letter.attachments import BUILT_IN, EXTENSIONS_OF_KIND
from reference.markdown import WORDS, code, filled, table
from reference.site_keys import LISTS, REQUIRED, TABLES, Key

EXAMPLE = WORDS / "site.toml"
_WIDTH = 100


def settings_page() -> str:
    """The page."""
    return filled(
        "settings.md",
        tables="\n\n".join(_table(name, keys) for name, keys in TABLES.items()),
        example=EXAMPLE.read_text("utf-8"),
        kinds=", ".join(EXTENSIONS_OF_KIND),
        blocked=_lines(sorted(BUILT_IN)),
    )


def _table(name: str, keys: Iterable[Key]) -> str:
    title = f"[[{name}]]" if name in LISTS else f"[{name}]"
    rows = ((code(key.name), key.holds, _default(key), key.says) for key in keys)
    return f"## {code(title)}\n\n{table(('key', 'holds', 'default', 'is'), rows)}"


def _default(key: Key) -> str:
    if key.default is REQUIRED:
        return "required"
    return "" if key.default is None else code(json.dumps(key.default))


def _lines(words: Iterable[str]) -> str:
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > _WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
