"""There is one way of a send: nothing but the service's commit stores a decision."""

import ast
from collections.abc import Iterator
from pathlib import Path

import attrs

from compose_adapters.memory import MemorySite
from compose_core.model.site import SiteSnapshot
from compose_core.testing import builders
from world import World

SRC = Path(__file__).parents[3] / "src"
STORES = {"commit", "commit_locked", "commit_all"}
# Stores themselves, which pass a decision on to what keeps it.
KEEPERS = {"compose_adapters/group_commit.py", "compose_adapters/memory/store.py"}
USE_CASE = {"compose_core/compose/commit.py", "compose_core/compose/service.py"}


def calls_of_a_commit() -> Iterator[str]:
    for path in sorted(SRC.rglob("*.py")):
        name = path.relative_to(SRC).as_posix().removeprefix("adapters/")
        if name.startswith("compose_core/testing/"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            # A transaction's own `commit` takes nothing.
            if node.func.attr in STORES and node.args:
                yield name


def test_nothing_but_the_use_case_commits_a_decision() -> None:
    assert set(calls_of_a_commit()) <= USE_CASE | KEEPERS
    assert set(calls_of_a_commit()) >= USE_CASE


class Counting(MemorySite):
    looks = 0

    def snapshot(self) -> SiteSnapshot:
        self.looks += 1
        return super().snapshot()


def test_a_send_looks_at_the_site_once_and_not_at_all_with_a_fresh_snapshot() -> None:
    world = World()
    site = Counting(builders.site())
    service = attrs.evolve(world.service, directory=site)
    service.send(builders.request(), builders.AGENT)
    assert site.looks == 1
    snapshot = site.snapshot()
    service.preview(builders.request(), builders.AGENT, site=snapshot)
    service.options(builders.AGENT, site=snapshot)
    assert site.looks == 2
