"""Expansions as data: what each case of the corpus gives, or what is wrong with it (M1 to M7)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.core.macros.objects import LIBRARY, expanded, facts, told

FOLDER = Path(__file__).parents[2] / "corpus" / "macros"
RULES = {
    "names": ("M1", "M3", "M6"),
    "kinds": ("M4", "M5", "M6"),
    "places": ("M3", "M7"),
    "urls": ("M7",),
}


def cases() -> list[Any]:
    return [
        pytest.param(case, id=case["says"], marks=pytest.mark.rule(*RULES[path.stem]))
        for path in sorted(FOLDER.glob("*.toml"))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


@pytest.mark.parametrize("case", cases())
def test_the_corpus_expands_as_it_says(case: dict[str, Any]) -> None:
    parts = {part: case[part] for part in ("subject", "text", "html") if part in case}
    expansion = expanded(LIBRARY, facts(case.get("values")), **parts)
    given = {part: getattr(expansion, part) for part in parts}
    assert told(expansion.findings) == case.get("faults", [])
    assert given == (dict.fromkeys(parts) if expansion.findings else case["gives"])
