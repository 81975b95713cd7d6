"""What a requirement brings with it, by what is installed and what the project declares."""

import tomllib
from functools import cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
SOURCES = {"compose_core": ROOT / "src", "compose_adapters": ROOT / "src" / "adapters"}


@cache
def closure_of(requirement: str) -> frozenset[str]:
    """The distributions that a requirement brings, each by its canonical name."""
    wanted = [Requirement(requirement)]
    seen: set[tuple[str, str]] = set()
    while wanted:
        this = wanted.pop()
        for extra in ("", *this.extras):
            if (key := (canonicalize_name(this.name), extra)) not in seen:
                seen.add(key)
                wanted += needs_of(this.name, extra)
    return frozenset(name for name, _ in seen)


def needs_of(name: str, extra: str) -> list[Requirement]:
    if name == "compose-core":
        lines = EXTRAS[extra] if extra else PROJECT["project"]["dependencies"]
    else:
        lines = requires(name) or []
    needs = [Requirement(line) for line in lines]
    return [need for need in needs if need.marker is None or need.marker.evaluate({"extra": extra})]


def modules_of(distributions: frozenset[str]) -> set[str]:
    """The top-level modules of the distributions, and ours."""
    return {
        module
        for module, owners in packages_distributions().items()
        if {canonicalize_name(owner) for owner in owners} & distributions
    } | set(SOURCES)
