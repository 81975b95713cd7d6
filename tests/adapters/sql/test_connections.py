"""Connections between two transactions: given back, clean, and closed with their database."""

import pytest
import sqlalchemy as sa

from compose_adapters.sql import Database, SqlStore
from compose_core.testing import builders, decisions
from compose_core.testing.contracts import Storage
from counting import rows_of
from storages import sql_storage


@pytest.fixture
def storage(database: Database) -> Storage:
    return sql_storage(database)


def in_use(database: Database) -> int:
    pool = database.engine.pool
    assert isinstance(pool, sa.QueuePool)
    return pool.checkedout()


def test_each_transaction_gives_its_connection_back(storage: Storage, database: Database) -> None:
    storage.site.apply(builders.site())
    storage.store.commit(decisions.decision(version=storage.directory.snapshot().version))
    assert storage.store.replay(builders.AGENT, "key", builders.NOON) is None
    assert in_use(database) == 0


def test_a_block_that_raises_leaves_nothing_to_the_next(
    storage: Storage, database: Database
) -> None:
    storage.site.apply(builders.site())
    before = rows_of(database)

    def fail() -> None:
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE id_blocks SET next = 4711")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        fail()
    assert (rows_of(database), in_use(database)) == (before, 0)
    with database.write() as connection:
        assert 4711 not in connection.exec_driver_sql("SELECT next FROM id_blocks").scalars().all()


def test_a_database_whose_pool_was_given_up_is_used_on(
    storage: Storage, database: Database
) -> None:
    storage.site.apply(builders.site())
    database.engine.dispose()
    storage.store.commit(decisions.decision(version=storage.directory.snapshot().version))
    assert rows_of(database)["activities"] == 1


def test_a_host_may_use_another_driver_for_the_same_database(
    storage: Storage, database: Database
) -> None:
    """Of a driver that names its parameters otherwise, in the same process."""
    storage.site.apply(builders.site())
    style = "qmark" if database.engine.dialect.paramstyle != "qmark" else "named"
    if not database.is_sqlite:
        style = "format"
    elsewhere = sa.create_engine(database.engine.url, paramstyle=style)
    with elsewhere.connect() as connection:
        hosted = SqlStore(database).in_transaction(connection)
        assert hosted.replay(builders.AGENT, "key", builders.NOON) is None
    elsewhere.dispose()
    assert storage.store.replay(builders.AGENT, "key", builders.NOON) is None
