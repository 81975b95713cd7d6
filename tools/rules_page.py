"""Writes docs/reference/rules.md from a record of tests that ran, or checks it against one."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from compose_core.errors import CATALOGUE
from rules import Rule, load_rules

ROOT = Path(__file__).parent.parent

PAGE = ROOT / "docs" / "reference" / "rules.md"
HEAD = """\
# The rules

Each rule with the names of the findings that guard it and the tests that showed it.
`make rules` writes this page from tests that ran; `make test` compares it with its own.
The breaks that are planted in every rule stand in `tests/rules.toml`.
"""


def section_of(rule: Rule, names: list[str], tests: list[str]) -> Iterator[str]:
    """The rule's part of the page, line by line."""
    yield f"\n## {rule.number}\n"
    yield f"{rule.says}\n"
    if names:
        yield f"Findings: {', '.join(f'`{name}`' for name in names)}\n"
    if not tests:
        yield "No test that ran shows it."
    for test in tests:
        yield f"- `{test}`"


def findings_of(rule: str) -> list[str]:
    """The names of the findings that guard the rule, sorted."""
    return sorted(each.name for each in CATALOGUE.values() if each.rule == rule)


def page_of(shown: Mapping[str, set[str]]) -> str:
    """The whole page, for the tests that show each rule."""
    lines = [HEAD.rstrip("\n")]
    rules = load_rules()
    for rule in rules.values():
        tests = sorted(shown.get(rule.number, set()))
        lines += section_of(rule, findings_of(rule.number), tests)
    lines += ["\n## Without a number\n"]
    for other in sorted({each.rule for each in CATALOGUE.values()} - set(rules)):
        names = ", ".join(f"`{name}`" for name in findings_of(other))
        lines += [f"- {other}: {names}"]
    return "\n".join(lines) + "\n"


def shown_by(record: Mapping[str, Mapping[str, list[str]]], page: str) -> dict[str, set[str]]:
    """The tests that passed, and of those that were skipped here the ones that the page lists."""
    shown = {rule: set(tests) for rule, tests in record.get("passed", {}).items()}
    for rule, tests in record.get("skipped", {}).items():
        kept = {test for test in tests if f"- `{test}`\n" in page}
        shown[rule] = shown.get(rule, set()) | kept
    return shown


def main() -> int:
    """Writes the page, or says whether it is what the record would make."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("record", type=Path, help="written by pytest --rules-record")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    asked = parser.parse_args()
    old = PAGE.read_text("utf-8") if PAGE.exists() else ""
    new = page_of(shown_by(json.loads(asked.record.read_text("utf-8")), old))
    if not asked.check:
        PAGE.write_text(new, "utf-8")
    elif old != new:
        print(f"{PAGE.relative_to(ROOT)} is not what these tests show; make rules writes it anew")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
