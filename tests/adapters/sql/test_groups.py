"""A group of sends in one transaction: each is stored whole or not at all, whatever fails."""

from itertools import count

import pytest
import sqlalchemy as sa

from compose_adapters.sql import Database, SqlStore, StorageFailed
from compose_core.errors import Unavailable
from compose_core.ports import Decision
from compose_core.testing import builders
from compose_core.testing.contracts import Storage
from compose_core.testing.contracts.store_group import to_somebody_new
from counting import rows_of
from statements import Planted, watched
from storages import sql_storage

GROUP = 3


@pytest.fixture
def storage(database: Database) -> Storage:
    made = sql_storage(database)
    made.site.apply(builders.site())
    return made


def store_of(storage: Storage) -> SqlStore:
    assert isinstance(storage.store, SqlStore)
    return storage.store


def group_from(storage: Storage, first: int) -> list[Decision]:
    return [to_somebody_new(storage, first + each) for each in range(GROUP)]


@pytest.mark.rule("A2", "A3")
def test_the_nth_statement_fails_for_every_n_and_each_is_whole_or_not_there(
    storage: Storage, database: Database
) -> None:
    store_of(storage).commit_all(group_from(storage, 1))
    whole = rows_of(database)
    of_one = {table: rows // GROUP for table, rows in grown(whole, storage, database).items()}
    some_were_undone = all_were_undone = False
    for number in count(1):
        group = group_from(storage, 1000 * number)
        before = rows_of(database)
        try:
            with watched(database, failing=number):
                errors = store_of(storage).commit_all(group)
        except Planted:
            all_were_undone = True
            assert rows_of(database) == before
            continue
        stored = [each.activity.id for each, error in zip(group, errors, strict=True) if not error]
        there = storage.records.activities(each.activity.id for each in group)
        assert [record.activity.id for record in there] == stored
        after = rows_of(database)
        assert {t: after[t] - before[t] for t in of_one} == {
            t: len(stored) * rows for t, rows in of_one.items()
        }
        if not any(errors):
            break
        some_were_undone = True
        assert [type(error) for error in errors if error] == [Planted]
    assert some_were_undone
    assert all_were_undone


def grown(before: dict[str, int], storage: Storage, database: Database) -> dict[str, int]:
    """By how many rows each table grows with a group."""
    store_of(storage).commit_all(group_from(storage, 100))
    after = rows_of(database)
    return {table: after[table] - before[table] for table in after if after[table] > before[table]}


def test_where_the_disk_is_full_none_of_a_group_is_stored_and_all_are_told(
    sqlite: Database,
) -> None:
    storage = sql_storage(sqlite)
    storage.site.apply(builders.site())
    before = rows_of(sqlite)
    with sqlite.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    large = [
        to_somebody_new(storage, number, text="x" * 40_000, html=None) for number in range(1, 9)
    ]
    sqlite.close()
    limit = f"PRAGMA max_page_count={pages + 40}"
    sa.event.listen(sqlite.engine, "connect", lambda connection, _: connection.execute(limit))
    with pytest.raises(StorageFailed, match="disk is full: free space"):
        store_of(storage).commit_all(large)
    assert rows_of(sqlite) == before


def test_a_group_waits_its_turn_and_is_told_when_it_does_not_come(sqlite: Database) -> None:
    storage = sql_storage(sqlite)
    storage.site.apply(builders.site())
    with sqlite.writing(), pytest.raises(Unavailable, match="busy"):
        store_of(storage).commit_all(group_from(storage, 1))
    assert storage.records.activities(range(1, 9)) == ()
