"""The list of rules, the record of tests and the planted breaks are what the page says."""

import json
import shutil
from pathlib import Path

import pytest

import check_rules
import rules_page
from rules import Break, Rule, load_rules

PROJECT = {
    "src/limits.py": "MOST = 3\nLEAST = 0\n",
    "tests/rules.toml": '[R1]\nsays = "At most three."\n[R2]\nsays = "No fewer than none."\n',
    "tests/test_limits.py": """
import limits
import pytest

@pytest.mark.rule("R1")
@pytest.mark.parametrize("case", [1, 2])
def test_three_is_the_most(case):
    assert limits.MOST == 3

@pytest.mark.rule("R1", "R2")
def test_that_is_skipped():
    pytest.skip("not here")

def test_that_shows_no_rule():
    pass
""",
    "tests/conftest.py": """
from pathlib import Path
import rules

def pytest_addoption(parser):
    parser.addoption("--rule")
    parser.addoption("--rules-record", type=Path)

def pytest_configure(config):
    only, path = config.getoption("--rule"), config.getoption("--rules-record")
    known = rules.load_rules(config.rootpath)
    config.pluginmanager.register(rules.RuleRecord(only, path, known))
""",
}


@pytest.fixture
def project(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one module, with two rules; its tests need no plugin and start faster so."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name, text in PROJECT.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (tmp_path / "pytest.ini").write_text(
        f"[pytest]\npythonpath = src {root / 'tools'}\nmarkers =\n    rule: shown\n"
    )
    return tmp_path


def faults_of(rule: str, *planted: Break, project: Path) -> list[str]:
    return check_rules.faults_of(Rule(rule, "", planted), project)


def test_a_break_that_a_test_of_its_rule_notices_is_caught(project: Path) -> None:
    planted = Break("R1", "limits.py", "MOST = 3", "MOST = 4")
    assert faults_of("R1", planted, project=project) == []
    assert (project / "src" / "limits.py").read_text() == PROJECT["src/limits.py"]


def test_a_break_that_nobody_notices_is_told(project: Path) -> None:
    planted = Break("R1", "limits.py", "LEAST = 0", "LEAST = 1")
    assert faults_of("R1", planted, project=project) == ["'LEAST = 1' in limits.py was not noticed"]


def test_a_break_that_does_not_fit_the_sources_is_told(project: Path) -> None:
    planted = Break("R1", "limits.py", "MAX = 3", "MAX = 4")
    assert faults_of("R1", planted, project=project) == ["'MAX = 3' occurs 0 times in limits.py"]


def test_a_break_that_changes_nothing_or_is_no_python_is_told(project: Path) -> None:
    told = [
        check_rules.misfit_of(Break("R1", "limits.py", "MOST = 3", after), project)
        for after in ("MOST = 3", "MOST = ", "MOST = 4")
    ]
    assert told == [
        "'MOST = 3' in limits.py is not changed",
        "'MOST = ' in limits.py is no Python",
        None,
    ]


BREAKS = [each for rule in load_rules().values() for each in rule.breaks]


@pytest.mark.parametrize("planted", BREAKS, ids=lambda each: each.rule)
def test_every_break_fits_its_file(planted: Break, root: Path) -> None:
    assert check_rules.misfit_of(planted, root) is None


def test_every_rule_has_a_break() -> None:
    assert [rule.number for rule in load_rules().values() if not rule.breaks] == []


def test_rules_are_checked_in_their_order_each_in_a_copy_that_is_free(project: Path) -> None:
    caught = Break("R1", "limits.py", "MOST = 3", "MOST = 4")
    missed = Break("R1", "limits.py", "LEAST = 0", "LEAST = 1")
    rules = [Rule("R1", "", each) for each in ((caught,), (caught, missed), ())]
    other = project.parent / f"{project.name}-other"
    shutil.copytree(project, other)
    assert list(check_rules.check(rules, [project, other], unbroken=False)) == [
        (rules[0], []),
        (rules[1], ["'LEAST = 1' in limits.py was not noticed"]),
        (rules[2], ["no break is planted"]),
    ]


def test_a_compiled_copy_notices_a_break_that_keeps_the_size_of_its_file(project: Path) -> None:
    check_rules.compile_in(project)
    planted = Break("R1", "limits.py", "MOST = 3", "MOST = 4")
    for _ in range(2):
        assert faults_of("R1", planted, project=project) == []


def test_the_fastest_tests_run_first_and_those_of_no_known_folder_last() -> None:
    names = ("end_to_end/test_a.py", "adapters/test_b.py", "core/test_c.py", "test_d.py")
    files = [Path("tests") / name for name in names]
    assert list(check_rules.groups_of(files)) == [
        ["tests/core/test_c.py"],
        ["tests/adapters/test_b.py"],
        ["tests/end_to_end/test_a.py", "tests/test_d.py"],
    ]
    assert list(check_rules.groups_of([])) == [[]]


def test_a_break_that_keeps_the_tests_from_running_is_not_caught(project: Path) -> None:
    planted = Break("R1", "limits.py", "MOST = 3", "MOST = limitless")
    (fault,) = faults_of("R1", planted, project=project)
    assert fault.startswith("the tests did not run:")


def test_a_rule_without_a_break_or_without_a_test_is_told(project: Path) -> None:
    assert faults_of("R1", project=project) == ["no break is planted"]
    planted = Break("R3", "limits.py", "MOST = 3", "MOST = 4")
    (fault,) = faults_of("R3", planted, project=project)
    assert fault.startswith("its tests do not pass unbroken:")


def test_the_record_keeps_what_passed_and_what_was_skipped(project: Path) -> None:
    status, said = check_rules.run_tests_of("R1", project, "--rules-record", "record.json")
    assert status == 0, said
    assert json.loads((project / "record.json").read_text()) == {
        "passed": {"R1": ["tests/test_limits.py::test_three_is_the_most"]},
        "skipped": {
            "R1": ["tests/test_limits.py::test_that_is_skipped"],
            "R2": ["tests/test_limits.py::test_that_is_skipped"],
        },
    }


def test_a_test_of_an_unknown_rule_stops_the_run(project: Path) -> None:
    with (project / "tests" / "test_limits.py").open("a") as tests:
        tests.write("\n@pytest.mark.rule('R9')\ndef test_more():\n    pass\n")
    status, said = check_rules.run_tests_of("R1", project)
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "R9" in said


def test_a_skipped_test_stays_on_the_page_and_never_enters_it() -> None:
    record = {"passed": {"E1": ["a"]}, "skipped": {"E1": ["b", "c"]}}
    assert rules_page.shown_by(record, "- `b`\n") == {"E1": {"a", "b"}}


def test_a_rule_on_the_page_has_its_sentence_its_findings_and_its_tests() -> None:
    page = rules_page.page_of(
        {"E11": {"tests/test_subject.py::test_b", "tests/test_subject.py::test_a"}}
    )
    part = page.partition("\n## E11\n")[2].partition("\n## ")[0]
    assert load_rules()["E11"].says in part
    assert "`subject.too_long`" in part
    assert part.endswith("- `tests/test_subject.py::test_a`\n- `tests/test_subject.py::test_b`\n")
    assert "\n## E12\n" in page
