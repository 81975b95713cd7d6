"""The bones hold: who may import what, how long a file may be, and what the core may not do."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
CORE = ROOT / "src" / "compose_core"
ADAPTERS = ROOT / "src" / "adapters" / "compose_adapters"
OURS = {"compose_core", "compose_adapters"}

# What only computes. Whatever else the core wants of the standard library is added here on purpose.
PURE = set(
    """
    abc base64 binascii bisect codecs collections contextlib copy datetime decimal difflib enum
    fractions functools graphlib hashlib heapq hmac html ipaddress itertools json math operator re
    string stringprep struct textwrap types typing unicodedata urllib.parse zlib
    """.split()
)
# The contracts of the ports are tests: they use the test tools, and threads to act at once.
ALSO_IN_TESTING = {"concurrent", "hypothesis", "pytest", "threading"}
# Ways around the ports that no import shows.
IMPURE_CALLS = {
    *("open", "codecs.open", "input", "print", "eval", "exec", "breakpoint", "__import__"),
    *("date.today", "datetime.now", "datetime.today", "datetime.utcnow"),
}

# Distributions that a room may import beyond those of the base. A room not named here has none.
BASE = {"attrs", "cattrs", "email-validator"}
ALLOWED = {
    "cli": {"aiosmtpd", "argon2-cffi", "click", "rich"},
    "html": {"nh3"},
    "http": {"anyio", "argon2-cffi", "nh3", "starlette", "uvicorn"},
    "smtp": {"dkimpy"},
    "smtp/testing": {"aiosmtpd"},
    "sql": {"alembic", "psycopg", "sqlalchemy"},
    "wiring": {"argon2-cffi", "h11", "sqlalchemy", "starlette", "uvicorn"},
}


def files_below(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), str(path))


def imports_of(path: Path) -> Iterator[str]:
    """The full names of the modules that a file imports, wherever in it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module


def calls_of(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the name, as it is written, of everything that a file calls."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func).replace("datetime.date", "date", 1)


def top_of(module: str) -> str:
    return module.partition(".")[0]


def distribution_of(module: str) -> str:
    names = packages_distributions().get(module, [module])
    return str(canonicalize_name(names[0]))


def impurities_of(path: Path, also: set[str]) -> list[str]:
    """The imports and calls of a file that the core may not make."""
    allowed = PURE | also | {"attrs", "email_validator"}
    imports = [
        f"{path.name} imports {module}"
        for module in imports_of(path)
        if top_of(module) != "compose_core" and not {module, top_of(module)} & allowed
    ]
    calls = [
        f"{path.name}:{line} calls {name}" for line, name in calls_of(path) if name in IMPURE_CALLS
    ]
    return imports + calls


def test_the_core_computes_and_neither_reads_nor_writes_nor_asks_the_time() -> None:
    found = [
        impurity
        for path in files_below(CORE)
        for impurity in impurities_of(
            path, ALSO_IN_TESTING if path.is_relative_to(CORE / "testing") else set()
        )
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "impurity"),
    [
        ("import os", "imports os"),
        ("import urllib.request", "imports urllib.request"),
        ("from random import Random", "imports random"),
        ("def late():\n    import pytest", "imports pytest"),
        ("open('x')", "1 calls open"),
        ("datetime.datetime.now(UTC)", "1 calls datetime.now"),
        ("date.today()", "1 calls date.today"),
    ],
)
def test_what_the_core_may_not_do_is_seen(line: str, impurity: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(line)
    assert [found.endswith(impurity) for found in impurities_of(planted, set())] == [True]


def room_of(path: Path) -> str:
    parts = path.relative_to(ADAPTERS).with_suffix("").parts
    longer = "/".join(parts[:2])
    return longer if longer in ALLOWED else parts[0]


def test_an_adapter_imports_only_what_its_own_extra_brings() -> None:
    known = OURS | sys.stdlib_module_names
    strays = [
        f"{named(path)}: {module}"
        for path in files_below(ADAPTERS)
        for module in imports_of(path)
        if top_of(module) not in known
        and distribution_of(top_of(module)) not in BASE | ALLOWED.get(room_of(path), set())
    ]
    assert strays == []


def test_nothing_is_imported_relatively_out_of_its_package() -> None:
    strays = [
        f"{named(path)}:{node.lineno}"
        for path in files_below(ROOT / "src")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.level > 1
    ]
    assert strays == []


@pytest.mark.parametrize("name", ["utils", "helpers", "manager", "impl", "abstract"])
def test_no_module_has_a_name_that_says_nothing(name: str) -> None:
    assert [named(path) for path in files_below(ROOT / "src") if name in path.stem.lower()] == []
