"""Connections kept between quick transactions: few, clean, and closed with their database."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from compose_adapters.sql import Database, migrate

ROWS = sa.text("SELECT count(*) FROM tickets")


@pytest.fixture
def migrated(database: Database) -> Iterator[Database]:
    migrate(database)
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE tickets (subject TEXT)")
    yield database
    with database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE tickets")
    database.close()


def taken(database: Database) -> int:
    pool = database.engine.pool
    assert isinstance(pool, sa.QueuePool)
    return pool.checkedout()


def note(database: Database) -> None:
    with database.quick_writing() as connection:
        connection.cursor.execute("INSERT INTO tickets VALUES ('mine')")


def notes(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(ROWS).scalar_one())


def test_one_connection_serves_one_transaction_after_the_other(migrated: Database) -> None:
    for number in range(20):
        note(migrated)
        assert (notes(migrated), taken(migrated)) == (number + 1, 1)


def test_no_more_than_a_few_stay_taken(migrated: Database) -> None:
    with ExitStack() as all_at_once:
        for _ in range(20):
            all_at_once.enter_context(migrated.quick_reading(one=True))
        assert taken(migrated) == 20
    assert taken(migrated) == 8


def test_a_block_that_raises_leaves_nothing_to_the_next(migrated: Database) -> None:
    def fail() -> None:
        with migrated.quick_writing() as connection:
            connection.cursor.execute("INSERT INTO tickets VALUES ('half')")
            raise RuntimeError("in the middle")

    note(migrated)
    with pytest.raises(RuntimeError):
        fail()
    assert (notes(migrated), taken(migrated)) == (1, 0)
    note(migrated)
    assert notes(migrated) == 2


def test_none_outlives_the_pool_that_it_is_from(migrated: Database) -> None:
    note(migrated)
    migrated.engine.dispose()
    note(migrated)
    assert (notes(migrated), taken(migrated)) == (2, 1)


def test_all_are_closed_with_their_database(migrated: Database) -> None:
    note(migrated)
    with migrated.quick_reading(one=True):
        pass
    migrated.close()
    assert taken(migrated) == 0
