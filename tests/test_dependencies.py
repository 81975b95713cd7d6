"""Every dependency is pinned and has its reason, and nothing else is or has."""

import re

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
