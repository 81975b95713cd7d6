"""Names that were replaced by the field's own words do not come back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = [
    file
    for folder in ("src", "tests", "tools", "examples")
    for file in sorted((ROOT / folder).rglob("*.py"))
]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
RETIRED = frozenset(
    # Hosts and HTTP.
    "Attendance Accompanied Doorkeeper Embedded GroupedCompose Intake Lanes LoginRefusals Refusals"
    " chosen_of chosen_tongue must_be_right passes_on recognise spare_what_stays taken_apart"
    # Storage and delivery.
    " KeyReused OutboxDesk OutboxOperation Parcel Pen SharedWrites Spares handed_over"
    " hasty_reading hasty_writing quick_reading quick_writing reading_once stepped stuffed"
    " was_turned_away"
    # Composing, macros and letters.
    " Chooser Cutter Enclosure Gatherer Judgement PendingCommit Stray Subjects foresee html_places"
    " is_told"
    # The wire, the site file and the command line.
    " ErrorTold Flaw Grants Hopeless OptionsTold PreviewTold Unintelligible"
    " Untransferable Violation judge_site marked_place told_in_place".split()
)


def identifiers_in(code: str) -> Iterator[str]:
    """Every name that code defines, imports or uses; its texts and comments are left out."""
    for node in ast.walk(ast.parse(code)):
        for field in ("name", "id", "attr", "arg", "asname", "module"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                yield from value.split(".")


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_retired_name_is_in_the_code(file: Path) -> None:
    assert RETIRED.intersection(identifiers_in(file.read_text("utf-8"))) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_retired_name_is_in_the_code_of_a_page(page: Path) -> None:
    code = " ".join(FENCED.findall(page.read_text("utf-8")))
    assert RETIRED.intersection(re.findall(r"\w+", code)) == set()


def test_identifiers_are_found_wherever_they_are() -> None:
    code = "from a import b as c\n\nclass D(e.f):\n    def g(self, h: 'text'): i = j(k=1)\n"
    assert set(identifiers_in(code)) == {*"abcDefghijk", "self"}
