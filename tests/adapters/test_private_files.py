"""What is written about customers is read by nobody but its owner, whatever the umask."""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from compose_adapters.maildir import MaildirMailer
from compose_adapters.private_files import keep_private
from compose_adapters.sql import Database, migrate
from compose_core.testing import builders
from smtp_mailers import ENVELOPE, LETTER, SECONDS
from storages import sql_storage
from world import service_over

UMASKS = [0o000, 0o022, 0o027, 0o077]


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """The mode of everything in a folder, by its path in it."""
    return {
        str(each.relative_to(folder)): stat.S_IMODE(each.stat().st_mode)
        for each in folder.rglob("*")
    }


@pytest.mark.parametrize("mask", UMASKS)
def test_a_database_and_its_log_are_for_their_owner_alone(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        database = Database(f"sqlite:///{tmp_path}/compose.db")
        migrate(database)
        storage = sql_storage(database)
        storage.site.apply(builders.site())
        service_over(storage).send(builders.request(), builders.AGENT)
        found = modes(tmp_path)
        database.close()
    assert set(found) >= {"compose.db", "compose.db-wal", "compose.db-shm"}
    assert set(found.values()) == {0o600}


@pytest.mark.parametrize("mask", UMASKS)
def test_letters_in_a_folder_are_for_their_owner_alone(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        MaildirMailer(tmp_path / "a" / "mail").send(LETTER, ENVELOPE, SECONDS)
    found = modes(tmp_path)
    assert {mode for name, mode in found.items() if not name.endswith("compose-core")} == {0o700}
    assert [mode for name, mode in found.items() if name.endswith("compose-core")] == [0o600]


@pytest.mark.parametrize(
    ("before", "after"),
    [(0o644, 0o600), (0o666, 0o660), (0o640, 0o600), (0o664, 0o660), (0o604, 0o600)],
)
def test_an_older_file_is_mended_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, before: int, after: int
) -> None:
    file = tmp_path / "compose.db"
    file.touch()
    file.chmod(before)
    with caplog.at_level(logging.WARNING):
        keep_private(file)
        keep_private(file)
    assert stat.S_IMODE(file.stat().st_mode) == after
    [told] = caplog.messages
    assert told == f"{file} could be read by others (mode {before:04o}); it is {after:04o} now"


@pytest.mark.parametrize("mode", [0o600, 0o660, 0o400])
def test_a_file_that_others_cannot_read_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, mode: int
) -> None:
    file = tmp_path / "compose.db"
    file.touch()
    file.chmod(mode)
    keep_private(file)
    assert (stat.S_IMODE(file.stat().st_mode), caplog.messages) == (mode, [])


def test_a_database_of_an_older_program_is_mended_with_its_log(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/compose.db"
    open_before = Database(url)
    migrate(open_before)
    for each in tmp_path.iterdir():
        each.chmod(0o644)
    migrate(Database(url))
    assert set(modes(tmp_path).values()) == {0o600}
    open_before.close()
