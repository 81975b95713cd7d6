"""Every kind of bad input is told whole: path, name and sentence, from a corpus of bodies."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from requests_as_json import findings_of

CORPUS = Path(__file__).parents[2] / "corpus" / "wire" / "bad_bodies.toml"
CASES: list[dict[str, Any]] = tomllib.loads(CORPUS.read_text(encoding="utf-8"))["case"]


@pytest.mark.rule("H5", "H6")
@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_all_that_is_wrong_with_a_body_is_told_in_its_order(case: dict[str, Any]) -> None:
    found = findings_of(case["body"].encode(), case["type"])
    assert [[each.path, each.name, each.message] for each in found] == case["findings"]
    assert found
