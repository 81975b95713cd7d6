"""What every test can ask for: the public test data, and the size to run at."""

import os
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import settings

from rules import RuleRecord, load_rules

ROOT = Path(__file__).parent.parent

# A busy machine is not a fault of the code; a server that builds it wants the same cases each time.
settings.register_profile("person", deadline=None)
settings.register_profile("server", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("server" if os.environ.get("CI") else "person")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--scale",
        choices=("short", "full"),
        default="short",
        help="the size of crash, soak and fuzzing tests: seconds, or what the make target promises",
    )
    parser.addoption("--rule", help="run only the tests of this rule")
    parser.addoption("--rules-record", type=Path, help="write which tests showed which rules")


def pytest_configure(config: pytest.Config) -> None:
    only, path = config.getoption("--rule"), config.getoption("--rules-record")
    record = RuleRecord(only, path, load_rules())
    config.pluginmanager.register(record, "rule-record")


@pytest.fixture(scope="session")
def scale(request: pytest.FixtureRequest) -> Literal["short", "full"]:
    chosen: Literal["short", "full"] = request.config.getoption("--scale")
    return chosen


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def public_data() -> Path:
    """The folder of other people's test data, which is not part of the project."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the public test data is not beside the project: no folder {folder}")
    return folder
