"""What is committed is kept: the settings, the audit, and how files are held."""

import tracemalloc
from collections.abc import Iterator

import attrs
import pytest
import sqlalchemy as sa

from compose_adapters.sql import Database, StorageFailed
from compose_core.model.attachment import Attachment
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.records import only_file
from storages import sql_storage

MEGABYTE = 1_048_576


@attrs.frozen
class Generated:
    """A file that is nowhere whole."""

    size: int

    def chunks(self) -> Iterator[bytes]:
        for _ in range(self.size // MEGABYTE):
            yield b"x" * MEGABYTE


def test_sqlite_keeps_what_it_has_committed_through_a_power_cut(sqlite: Database) -> None:
    with sqlite.read() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert told == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 1000,
    }


@pytest.mark.rule("A6")
@pytest.mark.parametrize("act", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"])
def test_the_audit_is_append_only(database: Database, act: str) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    storage.store.commit(decisions.decision(version=storage.directory.snapshot().version))
    before = storage.records.activities([1])
    with pytest.raises(sa.exc.DBAPIError) as refusal, database.write() as connection:
        connection.exec_driver_sql(act)
    # What a server says may quote a row, so the error itself does not show it.
    assert "append-only" in str(refusal.value.orig)
    assert storage.records.activities([1]) == before


def test_a_large_file_is_never_whole_in_memory(database: Database) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    file = Attachment("application/octet-stream", "big", Generated(32 * MEGABYTE))
    own = decisions.activity(attachments=(file,))
    decided = decisions.decision(own, version=storage.directory.snapshot().version)
    tracemalloc.start()
    storage.store.commit(decided)
    read = sum(map(len, only_file(storage).content.chunks()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == 32 * MEGABYTE
    assert peak < 6 * MEGABYTE


def test_a_file_with_a_piece_missing_is_not_given_as_whole(database: Database) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    own = decisions.activity(attachments=(Attachment("a/b", "big", Generated(MEGABYTE)),))
    storage.store.commit(decisions.decision(own, version=storage.directory.snapshot().version))
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM attachment_chunks WHERE chunk = 2")
    with pytest.raises(StorageFailed, match="not complete"):
        list(only_file(storage).content.chunks())


def test_a_fault_of_the_program_is_not_told_as_trouble_of_the_database(database: Database) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    wrong = attrs.evolve(
        builders.customer(), details=attrs.evolve(builders.customer_details(), type=None)
    )
    decided = decisions.decision(version=storage.directory.snapshot().version, customer=wrong)
    with pytest.raises(sa.exc.IntegrityError):
        storage.store.commit(decided)
