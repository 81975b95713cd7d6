"""A group of sends in one transaction: each is stored whole or not at all, whatever fails."""

from itertools import count

import pytest
import sqlalchemy as sa

from compose_adapters.sql import Database, SqlStore, StorageFailed
from compose_core.decision import Decision
from compose_core.errors import Unavailable
from compose_core.errors.exceptions import StaleDecision
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
    of_one = rows_of_one(storage, database)
    undone: set[int] = set()
    for number in count(1):
        # One is there already, so that the others are stored without it.
        first, taken, last = group_from(storage, 1000 * number)
        store_of(storage).commit(taken)
        before = rows_of(database)
        with watched(database, failing=number) as watch:
            try:
                errors = store_of(storage).commit_all([first, taken, last])
            except Planted:
                undone.add(3)
                assert rows_of(database) == before
                continue
        stored = [d for d, error in zip((first, taken, last), errors, strict=True) if not error]
        ids = [each.activity.id for each in (first, last)]
        there = [record.activity.id for record in storage.records.activities(ids)]
        assert there == [each.activity.id for each in stored]
        after = rows_of(database)
        assert {table: after[table] - before[table] for table in of_one} == {
            table: len(stored) * rows for table, rows in of_one.items()
        }
        assert isinstance(errors[1], StaleDecision | Planted)
        undone.add(2 - len(stored))
        if len(watch.seen) < number:
            break
    assert undone == {0, 1, 3}


def rows_of_one(storage: Storage, database: Database) -> dict[str, int]:
    """By how many rows each table grows with one of a group."""
    before = rows_of(database)
    store_of(storage).commit(to_somebody_new(storage, 100))
    after = rows_of(database)
    return {table: after[table] - before[table] for table in after if after[table] > before[table]}


def test_where_none_is_refused_a_group_has_one_savepoint(
    storage: Storage, database: Database
) -> None:
    group = group_from(storage, 1)
    with watched(database) as watch:
        assert store_of(storage).commit_all(group) == [None] * GROUP
    assert sum(each.startswith("SAVEPOINT") for each in watch.seen) == 1


def test_where_the_disk_is_full_none_of_a_group_is_stored_and_all_are_told(
    sqlite: Database,
) -> None:
    storage = sql_storage(sqlite)
    storage.site.apply(builders.site())
    before = rows_of(sqlite)
    with sqlite.read() as connection:
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
    with sqlite.write(), pytest.raises(Unavailable, match="busy"):
        store_of(storage).commit_all(group_from(storage, 1))
    assert storage.records.activities(range(1, 9)) == ()
