"""What newcomers are told to open and to run is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ("CONTRIBUTING.md", "README.md")
NAMED = re.compile(r"`((?:src|tests|docs|tools)/[\w./-]+)`")
TARGET = re.compile(r"`make ([a-z-]+)`")


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_folder_that_is_named_is_there(page: str) -> None:
    named = set(NAMED.findall((ROOT / page).read_text("utf-8")))
    assert named
    assert {each for each in named if not (ROOT / each).exists()} == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_target_that_is_named_can_be_made(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(TARGET.findall((ROOT / page).read_text("utf-8"))) <= targets
