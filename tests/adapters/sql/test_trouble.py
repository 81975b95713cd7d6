"""A database in trouble is told in one sentence, leaves no half rows, and the next call works."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from compose_adapters.sql import Database, SqlIds, SqlSessions, SqlStore, StorageFailed, migrate
from compose_adapters.sql.engine import BUSY_SECONDS
from compose_core.errors import Unavailable
from compose_core.model.attachment import Attachment, InMemory
from compose_core.ports.ids import IdKind
from compose_core.testing import builders, decisions
from compose_core.testing.contracts import Storage
from counting import rows_of
from postgresql import Server
from storages import sql_storage


@pytest.fixture
def storage(sqlite: Database) -> Storage:
    made = sql_storage(sqlite)
    made.site.apply(builders.site())
    return made


def send(storage: Storage, size: int = 0) -> None:
    file = Attachment("text/plain", "a.txt", InMemory(b"x" * size))
    own = decisions.activity(attachments=(file,))
    storage.store.commit(decisions.decision(own, version=storage.directory.snapshot().version))


def test_a_database_that_another_process_writes_to_is_busy(
    storage: Storage, sqlite: Database, file: Path
) -> None:
    before = rows_of(sqlite)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="busy"):
        send(storage)
    other.execute("ROLLBACK")
    other.close()
    assert rows_of(sqlite) == before
    send(storage)


def test_threads_of_one_process_do_not_wait_for_ever(storage: Storage, sqlite: Database) -> None:
    with sqlite.write(), pytest.raises(Unavailable, match="busy"):
        send(storage)
    send(storage)


def test_the_use_of_a_session_waits_a_moment_for_another_write_and_no_longer(
    sqlite: Database, file: Path
) -> None:
    migrate(sqlite)
    patient = Database(f"sqlite:///{file}")
    began = time.monotonic()
    for held in (patient.write(), written_elsewhere(file)):
        with held, pytest.raises(Unavailable, match="busy"):
            SqlSessions(patient).touch("token", builders.NOON)
    assert time.monotonic() - began < BUSY_SECONDS / 3
    with patient.read() as connection:
        waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    assert waits == BUSY_SECONDS * 1000
    patient.close()


@contextmanager
def written_elsewhere(file: Path) -> Iterator[None]:
    """Another process writes."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_a_full_disk_leaves_nothing_and_frees_the_way(storage: Storage, sqlite: Database) -> None:
    before = rows_of(sqlite)
    with sqlite.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(most: int) -> None:
        sqlite.close()
        sa.event.listen(
            sqlite.engine,
            "connect",
            lambda connection, _: connection.execute(f"PRAGMA max_page_count={most}"),
        )

    limit(pages + 20)
    with pytest.raises(StorageFailed, match="disk is full: free space"):
        send(storage, 1_000_000)
    assert rows_of(sqlite) == before
    limit(1_000_000)
    send(storage, 1_000_000)


def test_a_read_only_database_says_so(storage: Storage, sqlite: Database, file: Path) -> None:
    sqlite.close()
    read_only = Database(f"sqlite:///file:{file}?mode=ro&uri=true", patience=1)
    with pytest.raises(StorageFailed, match=r"read-only: allow this process to write"):
        SqlIds(read_only).next(IdKind.CASE)
    assert SqlStore(read_only).facts(decisions.query()).customer is None
    read_only.close()
    send(storage)


def test_a_folder_that_is_not_there_is_named_as_the_trouble(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="cannot be opened: the folder must exist"):
        migrate(Database(f"sqlite:///{tmp_path}/no/compose.db"))


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Pat, " * 100)
    with pytest.raises(StorageFailed, match="not an SQLite database: name another file"):
        migrate(Database(f"sqlite:///{letter}"))
    assert letter.read_text() == "Dear Pat, " * 100


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite://", "SQLite needs a file"),
        ("sqlite:///:memory:", "SQLite needs a file"),
        ("mysql://user:hunter2@host/name", "must be SQLite or PostgreSQL, not mysql"),
        ("hunter2", "the database URL is none"),
        ("", "the database URL is none"),
    ],
)
def test_a_url_that_is_none_of_ours_is_refused_without_its_password(url: str, told: str) -> None:
    with pytest.raises(StorageFailed, match=told) as refused:
        Database(url)
    assert "hunter2" not in str(refused.value)


def test_a_server_that_is_away_is_unavailable(tmp_path: Path) -> None:
    away = Database(f"postgresql://user:hunter2@/name?host={tmp_path}", patience=1)
    with pytest.raises(Unavailable) as told:
        migrate(away)
    assert "hunter2" not in str(told.value)


def test_a_database_that_the_server_does_not_have_is_named_as_the_trouble(
    postgresql: Server,
) -> None:
    url = postgresql.url.set(database="nothing_of_that_name").render_as_string(hide_password=False)
    with pytest.raises(StorageFailed, match="does not exist on the server: create it"):
        migrate(Database(url, patience=1))


def test_a_server_that_ends_a_connection_in_use_is_unavailable_once(postgresql: Server) -> None:
    with postgresql.database() as url:
        database = Database(url, patience=1)
        storage = sql_storage(database)
        storage.site.apply(builders.site())
        before = rows_of(database)
        with database.read() as connection:
            name = connection.exec_driver_sql("SELECT current_database()").scalar_one()

        def be_cut() -> None:
            with database.write() as cut:
                SqlStore(database).commit(
                    decisions.decision(version=storage.directory.snapshot().version)
                )
                cut.exec_driver_sql("DELETE FROM deliveries")
                with postgresql.admin() as connection:
                    connection.exec_driver_sql(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                        f" WHERE datname = '{name}'"
                    )
                cut.exec_driver_sql("DELETE FROM letters")

        with pytest.raises(Unavailable):
            be_cut()
        after = rows_of(database)
        assert after["deliveries"] == after["letters"] == 1
        assert after["activities"] == before["activities"] + 1
        database.close()


def test_a_row_that_another_holds_for_too_long_is_busy(postgresql: Server) -> None:
    with postgresql.database() as url:
        database = Database(url, patience=1)
        storage = sql_storage(database)
        storage.site.apply(builders.site())
        with database.write() as connection:
            connection.exec_driver_sql("SELECT version FROM partition FOR UPDATE")
            with pytest.raises(Unavailable, match="busy"):
                send(storage)
        send(storage)
        database.close()
