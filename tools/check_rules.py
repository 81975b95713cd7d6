"""Plants one break at a time in a copy of the project and sees a test of its rule fail."""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from random import Random

from rules import Break, load_rules

ROOT = Path(__file__).parent.parent

COPIED = ("src", "tests", "tools", "examples", "docs", "pyproject.toml", "README.md")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "benchmarks")
PASSED, FAILED = 0, 1


def copy_of(root: Path, folder: Path) -> Path:
    """A copy of what the tests need, that can be broken."""
    for name in COPIED:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_OUT)
        elif source.exists():
            shutil.copy2(source, folder / name)
    return folder


def files_naming(rule: str, project: Path) -> list[str]:
    """The test files in which the rule is named; all, where none does."""
    tests = sorted((project / "tests").rglob("test_*.py"))
    # Contracts are shipped, and name rules too; their tests inherit the marks.
    inherited = any(
        f'"{rule}"' in contract.read_text("utf-8")
        for contract in (project / "src" / "compose_core" / "testing").rglob("*.py")
    )
    naming = [path for path in tests if f'"{rule}"' in path.read_text("utf-8")]
    contracts = [path for path in tests if inherited and "contract" in path.parts]
    return [str(path.relative_to(project)) for path in dict.fromkeys((*naming, *contracts))]


def run_tests_of(rule: str, project: Path, *options: str) -> tuple[int, str]:
    """Pytest's exit status for the tests of the rule, and what it said."""
    # What a test starts must find the copy too, before the project that is installed in place.
    sources = os.pathsep.join([str(project / "src"), str(project / "src" / "adapters")])
    pytest = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*pytest, "--rule", rule, *options, *files_naming(rule, project)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": sources},
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, done.stdout + done.stderr


def misfit_of(planted: Break, project: Path) -> str | None:
    """What is wrong with a break before any test is run; nothing if it can be planted."""
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
    """What is wrong with a break: it does not fit, or no test noticed it; nothing if one did."""
    if misfit := misfit_of(planted, project):
        return misfit
    path = project / "src" / planted.file
    whole = path.read_text("utf-8")
    path.write_text(whole.replace(planted.before, planted.after), "utf-8")
    try:
        status, said = run_tests_of(planted.rule, project)
    finally:
        path.write_text(whole, "utf-8")
    if status == PASSED:
        return f"{planted.after!r} in {planted.file} was not noticed"
    return None if status == FAILED else f"the tests did not run:\n{said}"


def faults_of(number: str, breaks: tuple[Break, ...], project: Path) -> list[str]:
    """Everything that is wrong with the breaks of one rule."""
    if not breaks:
        return ["no break is planted"]
    status, said = run_tests_of(number, project)
    if status != PASSED:
        return [f"its tests do not pass unbroken:\n{said}"]
    verdicts = (verdict_on(planted, project) for planted in breaks)
    return [verdict for verdict in verdicts if verdict is not None]


def judged_in(
    seconds: float, breaks: Sequence[Break], copied: Sequence[Path]
) -> Iterator[tuple[Break, str | None]]:
    """Judge breaks in their order, several at once, until the time is over; at least one.

    Their tests are not run unbroken first: this is for who has just seen all tests pass.

    Args:
        seconds: after which no further break is begun.
        breaks: to be judged.
        copied: copies of the project, of which each is broken by one at a time.

    Yields:
        Each break that was judged, with its verdict.
    """
    until = time.monotonic() + seconds
    copies: SimpleQueue[Path] = SimpleQueue()
    for project in copied:
        copies.put(project)

    def judged(planted: Break) -> str | None:
        project = copies.get()
        try:
            return verdict_on(planted, project)
        finally:
            copies.put(project)

    at_once = len(copied)
    with ThreadPoolExecutor(at_once) as pool:
        for start in range(0, len(breaks), at_once):
            if start and time.monotonic() > until:
                return
            together = breaks[start : start + at_once]
            yield from zip(together, pool.map(judged, together), strict=True)


def check_shortly(seconds: float, seed: int) -> int:
    """Judge as many breaks as the time allows, in an order that a seed gives."""
    breaks = [each for rule in load_rules(ROOT).values() for each in rule.breaks]
    Random(seed).shuffle(breaks)  # noqa: S311 - which come first is no secret
    missed = judged = 0
    with tempfile.TemporaryDirectory() as folder:
        numbered = [Path(folder, str(number)) for number in range(os.cpu_count() or 1)]
        for each in numbered:
            each.mkdir()
        copied = [copy_of(ROOT, each) for each in numbered]
        for planted, verdict in judged_in(seconds, breaks, copied):
            judged += 1
            missed += verdict is not None
            print(f"{planted.rule:4} {verdict or 'caught'}", flush=True)
    print(f"{judged} of {len(breaks)} breaks, in the order of the seed {seed}; {missed} missed")
    return 1 if missed else 0


def check_all(asked: Sequence[str]) -> int:
    """Judge every break of the rules, whose tests must pass unbroken first."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        project = copy_of(ROOT, Path(folder))
        for rule in load_rules(project).values():
            if asked and rule.number not in asked:
                continue
            faults = faults_of(rule.number, rule.breaks, project)
            missed += bool(faults)
            print(f"{rule.number:4} {'; '.join(faults) or 'caught'}", flush=True)
    return 1 if missed else 0


def main() -> int:
    """Prints a line for each rule; the status is 1 if any break went unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", help="their numbers; without any, all")
    parser.add_argument("--seconds", type=float, help="begin no further break after so long")
    # Another day, another order: in a week or two every break has had its turn.
    today = datetime.now(UTC).toordinal()
    parser.add_argument("--seed", type=int, default=today, help="of the order, with --seconds")
    asked = parser.parse_args()
    if asked.seconds is not None:
        return check_shortly(asked.seconds, asked.seed)
    return check_all(asked.rules)


if __name__ == "__main__":
    sys.exit(main())
