"""Plants one break at a time in a copy of the project and sees a test of its rule fail.

Rules are checked in several processes at once, each in a copy of its own. The tests of a rule run
in groups, the fastest first, because one test that fails is enough.
"""

import argparse
import ast
import compileall
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from queue import SimpleQueue

from rules import Break, Rule, load_rules

ROOT = Path(__file__).parent.parent

COPIED = ("src", "tests", "tools", "examples", "docs", "pyproject.toml", "README.md")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "benchmarks")
PASSED, FAILED = 0, 1
NO_TESTS = 5
# The folders of tests in the order of their speed; all others come last.
FOLDERS = ("core", "contract", "adapters")


def copy_of(root: Path, folder: Path) -> Path:
    """Copy the files that the tests need, so that they can be broken."""
    for name in COPIED:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_OUT)
        elif source.exists():
            shutil.copy2(source, folder / name)
    return folder


def compile_in(project: Path) -> None:
    """Compile a copy once for all runs; a file that is broken later is known by its hash."""
    mode = py_compile.PycInvalidationMode.CHECKED_HASH
    for name in ("src", "tests", "tools"):
        compileall.compile_dir(project / name, quiet=2, invalidation_mode=mode)


def files_naming(rule: str, project: Path) -> list[Path]:
    """Find the test files that name a rule."""
    tests = sorted((project / "tests").rglob("test_*.py"))
    # Contracts are shipped, and name rules too; their tests inherit the marks.
    inherited = any(
        f'"{rule}"' in contract.read_text("utf-8")
        for contract in (project / "src" / "compose_core" / "testing").rglob("*.py")
    )
    naming = [path for path in tests if f'"{rule}"' in path.read_text("utf-8")]
    contracts = [path for path in tests if inherited and "contract" in path.parts]
    return [path.relative_to(project) for path in dict.fromkeys((*naming, *contracts))]


def groups_of(files: Sequence[Path]) -> Iterator[list[str]]:
    """Group test files by their folder, the fastest first; without any, pytest takes all."""

    def speed(file: Path) -> int:
        folder = file.parts[1]
        return FOLDERS.index(folder) if folder in FOLDERS else len(FOLDERS)

    for _, group in groupby(sorted(files, key=speed), speed):
        yield [str(file) for file in group]
    if not files:
        yield []


def run_tests_of(rule: str, project: Path, *options: str) -> tuple[int, str]:
    """Run the tests of a rule up to the first that fails.

    Returns:
        Pytest's exit status, and its output.
    """
    # What a test starts must find the copy too, before the project that is installed in place.
    sources = os.pathsep.join([str(project / "src"), str(project / "src" / "adapters")])
    # Plugins cost more than most of the tests, and none of these tests needs one.
    environment = {"PYTHONPATH": sources, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    pytest = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    statuses, output = set[int](), ""
    for files in groups_of(files_naming(rule, project)):
        done = subprocess.run(
            [*pytest, "--rule", rule, *options, *files],
            cwd=project,
            env={**os.environ, **environment},
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        output = done.stdout + done.stderr
        statuses.add(done.returncode)
        if done.returncode not in {PASSED, NO_TESTS}:
            return done.returncode, output
    return PASSED if PASSED in statuses else NO_TESTS, output


def misfit_of(planted: Break, project: Path) -> str | None:
    """Find out why a break cannot be planted; ``None`` if it can be."""
    path = project / "src" / planted.file
    whole = path.read_text("utf-8") if path.is_file() else ""
    if whole.count(planted.before) != 1:
        return f"{planted.before!r} occurs {whole.count(planted.before)} times in {planted.file}"
    broken = whole.replace(planted.before, planted.after)
    if broken == whole:
        return f"{planted.before!r} in {planted.file} is not changed"
    try:
        ast.parse(broken)
    except SyntaxError:
        return f"{planted.after!r} in {planted.file} is no Python"
    return None


def verdict_on(planted: Break, project: Path) -> str | None:
    """Plant a break; say why it does not fit, or that no test noticed it; ``None`` if one did."""
    if misfit := misfit_of(planted, project):
        return misfit
    path = project / "src" / planted.file
    whole = path.read_text("utf-8")
    path.write_text(whole.replace(planted.before, planted.after), "utf-8")
    try:
        status, output = run_tests_of(planted.rule, project)
    finally:
        path.write_text(whole, "utf-8")
    if status == PASSED:
        return f"{planted.after!r} in {planted.file} was not noticed"
    return None if status == FAILED else f"the tests did not run:\n{output}"


def faults_of(rule: Rule, project: Path, *, unbroken: bool = True) -> list[str]:
    """Find everything that is wrong with the breaks of a rule.

    Args:
        rule: with its breaks.
        project: a copy, which may be broken.
        unbroken: whether its tests must pass unbroken first; left out after a run of all tests.
    """
    if not rule.breaks:
        return ["no break is planted"]
    if unbroken:
        status, output = run_tests_of(rule.number, project)
        if status != PASSED:
            return [f"its tests do not pass unbroken:\n{output}"]
    verdicts = (verdict_on(planted, project) for planted in rule.breaks)
    return [verdict for verdict in verdicts if verdict is not None]


def check(
    rules: Sequence[Rule], copies: Sequence[Path], *, unbroken: bool
) -> Iterator[tuple[Rule, list[str]]]:
    """Check rules, in as many processes at once as there are copies of the project.

    Yields:
        Each rule with what is wrong with its breaks.
    """
    free: SimpleQueue[Path] = SimpleQueue()
    for each in copies:
        free.put(each)

    def faults_in_a_copy(rule: Rule) -> list[str]:
        project = free.get()
        try:
            return faults_of(rule, project, unbroken=unbroken)
        finally:
            free.put(project)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from zip(rules, pool.map(faults_in_a_copy, rules), strict=True)


def main() -> int:
    """Print a line for each rule; the status is 1 if any break went unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", help="their numbers; without any, all")
    parser.add_argument(
        "--after-tests", action="store_true", help="all tests have just passed unbroken"
    )
    asked = parser.parse_args()
    known = load_rules(ROOT)
    rules = [known[number] for number in asked.rules or known]
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        copies = [Path(folder, str(number)) for number in range(os.cpu_count() or 1)]
        first = copy_of(ROOT, copies[0])
        compile_in(first)
        for each in copies[1:]:
            shutil.copytree(first, each)
        for rule, faults in check(rules, copies, unbroken=not asked.after_tests):
            missed += bool(faults)
            print(f"{rule.number:4} {'; '.join(faults) or 'caught'}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
