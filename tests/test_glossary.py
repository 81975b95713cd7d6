"""The glossary and the code use the same words."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"
ROW = re.compile(r"^\| ([^|]+) \| [^|]+ \|$", re.MULTILINE)
WORDS = [word for word in ROW.findall(GLOSSARY.read_text("utf-8")) if word not in {"word", "---"}]


@cache
def text_of(folder: str, ending: str) -> str:
    files = (each for each in (ROOT / folder).rglob(f"*{ending}") if each != GLOSSARY)
    return "\n".join(file.read_text("utf-8") for file in files).lower()


@pytest.mark.parametrize("word", WORDS)
def test_each_word_of_the_glossary_is_used_in_code_and_docs(word: str) -> None:
    spelt = re.compile(rf"(?<![a-z]){re.escape(word).replace(re.escape(' '), '[ _-]?')}(?![a-z])")
    assert spelt.search(text_of("src", ".py"))
    assert spelt.search(text_of("docs", ".md"))


def test_the_glossary_is_in_the_order_of_the_alphabet() -> None:
    assert sorted(WORDS) == WORDS
    assert len(set(WORDS)) == len(WORDS)
