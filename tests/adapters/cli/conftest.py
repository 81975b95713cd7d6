"""A command line of its own for each test."""

import shutil
from pathlib import Path

import pytest

from command_line import CommandLine


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database with its tables, made once: that takes longer than most tests."""
    shell = CommandLine.within(tmp_path_factory.mktemp("migrated"))
    shell.done("migrate")
    return shell.folder / "compose.db"


@pytest.fixture
def new_shell(tmp_path: Path) -> CommandLine:
    """A command line without a database."""
    return CommandLine.within(tmp_path)


@pytest.fixture
def shell(new_shell: CommandLine, migrated: Path) -> CommandLine:
    """A command line with a new database."""
    shutil.copy(migrated, new_shell.folder)
    return new_shell
