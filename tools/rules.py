"""The rules, and which tests that ran show which of them."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).parent.parent
LIST = Path("tests") / "rules.toml"


@attrs.frozen
class Break:
    """A change of one place of the sources that a test of the rule must notice."""

    rule: str
    file: str
    before: str
    after: str


@attrs.frozen
class Rule:
    """A rule of the specification: its number, one sentence, and the breaks planted in it."""

    number: str
    says: str
    breaks: tuple[Break, ...]


def load_rules(root: Path = ROOT) -> dict[str, Rule]:
    """Every rule of the list by its number, in the list's order."""
    entries = tomllib.loads((root / LIST).read_text("utf-8"))
    return {number: _rule(number, **entry) for number, entry in entries.items()}


def _rule(number: str, says: str, breaks: Iterable[Mapping[str, str]] = ()) -> Rule:
    return Rule(number, says, tuple(Break(number, **each) for each in breaks))


def rules_shown_by(item: pytest.Item) -> set[str]:
    """The numbers that the test's `rule` marks name."""
    return {str(number) for mark in item.iter_markers("rule") for number in mark.args}


class RuleRecord:
    """Keeps, for each rule, the tests of this run that passed or were skipped.

    Args:
        only: run the tests of this rule alone; ``None`` runs all.
        path: where the record is written at the end, as JSON; ``None`` writes none.
        known: the rules that there are.
    """

    def __init__(self, only: str | None, path: Path | None, known: Collection[str]) -> None:
        self._known = known
        self._only = only
        self._path = path
        self._seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Refuses unknown rules, leaves out what was not asked for, and marks what is reported."""
        shown = {item: rules_shown_by(item) for item in items}
        unknown = set[str]().union(*shown.values()).difference(self._known)
        if unknown:
            raise pytest.UsageError(f"no such rule in {LIST}: {', '.join(sorted(unknown))}")
        if self._only is not None:
            config.hook.pytest_deselected(items=[i for i in items if self._only not in shown[i]])
            items[:] = [item for item in items if self._only in shown[item]]
        for item in items:
            # A property travels with the report, also from another process.
            item.user_properties += [("rule", rule) for rule in sorted(shown[item])]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps a test that passed or was skipped under each of its rules."""
        if report.skipped or (report.passed and report.when == "call"):
            test = report.nodeid.partition("[")[0]
            for name, value in report.user_properties:
                if name == "rule":
                    self._seen[report.outcome][str(value)].add(test)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Writes the record, once: where the reports of every process come together."""
        if self._path is not None and not hasattr(session.config, "workerinput"):
            self._path.write_text(json.dumps(self._seen, default=sorted, indent=1), "utf-8")
