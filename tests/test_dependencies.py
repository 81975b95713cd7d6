"""Every dependency is pinned and has its reason, and nothing else is or has."""

import re
import subprocess
from collections.abc import Callable

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from distributions import EXTRAS, PROJECT, ROOT, closure_of


def group_lines() -> list[str]:
    groups = PROJECT["dependency-groups"].values()
    return [line for lines in groups for line in lines if isinstance(line, str)]


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pins}


def direct_needs() -> set[tuple[str, str]]:
    """Each distribution that pyproject names, with the extra or group that it stands in."""
    found = {("base", line) for line in PROJECT["project"]["dependencies"]}
    found |= {(extra, line) for extra, lines in EXTRAS.items() for line in lines}
    for group, lines in PROJECT["dependency-groups"].items():
        found |= {(group, line) for line in lines if isinstance(line, str)}
    needs = {(canonicalize_name(Requirement(line).name), where) for where, line in found}
    return {(name, where) for name, where in needs if name != "compose-core"}


def installed_for_us() -> frozenset[str]:
    return closure_of("compose-core[all]").union(*(closure_of(name) for name in group_lines()))


def test_whatever_is_installed_for_us_is_pinned() -> None:
    wanted = installed_for_us()
    assert wanted - set(pinned()) == {"compose-core"}


def test_nothing_else_is_pinned_but_what_installs_it() -> None:
    wanted = installed_for_us()
    assert set(pinned()) - wanted == {"pip", "setuptools"}


DEPLOYED = "compose-core[sql,postgresql,smtp,html,http,cli]"
LOCKED: dict[str, Callable[[], frozenset[str]]] = {
    "build": lambda: closure_of("hatchling") | closure_of("editables") | {"pip", "setuptools"},
    "run": lambda: closure_of("compose-core[demo]"),
    "test": installed_for_us,
    "deploy": lambda: closure_of(DEPLOYED),
}
_PIN = re.compile(
    r"([A-Za-z0-9._-]+)==(\S+)(?: ; ([^\\]+))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
)


def locked(name: str) -> dict[str, str]:
    """The version of each distribution of a lock, whose every line is of a pin with its hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    lines = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    assert _PIN.sub("", lines) == ""
    return {canonicalize_name(found[1]): found[2] for found in _PIN.finditer(lines)}


@pytest.mark.parametrize("name", LOCKED)
def test_a_lock_has_what_is_pinned_and_all_of_it_with_hashes(name: str) -> None:
    found, pins = locked(name), pinned()
    assert LOCKED[name]() - {"compose-core"} <= set(found)
    assert {each: found[each] for each in found if each in pins} == {
        each: pins[each] for each in found if each in pins
    }


def test_the_tools_that_are_run_for_a_release_have_hashes_too() -> None:
    assert {"cyclonedx-bom", "uv"} <= set(locked("tools"))


@pytest.mark.parametrize("target", ["run", "test", "dist", "lock"])
def test_nothing_is_installed_whose_hash_is_not_known(target: str) -> None:
    done = subprocess.run(
        ["make", "--always-make", "--dry-run", target],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    installs = [
        line for line in done.stdout.replace("\\\n", " ").splitlines() if " -m pip " in line
    ]
    assert len(installs) > 2
    for line in installs:
        is_ours_alone = "--no-deps --no-build-isolation --editable ." in line
        assert is_ours_alone or "--require-hashes" in line


def test_every_dependency_has_its_reason_in_the_docs_and_no_other_has() -> None:
    page = (ROOT / "docs" / "why" / "dependencies.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    told = {
        (canonicalize_name(name), where)
        for name, places, _licence, _reason in rows
        if name != "Package"
        for where in places.split(", ")
    }
    assert told == direct_needs()
