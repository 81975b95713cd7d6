"""The stores in a PostgreSQL behind a pooler in transaction mode keep the contracts."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa

from compose_adapters.sql import (
    Database,
    SqlLoginAttempts,
    SqlSessions,
    StorageFailed,
    migrate,
)
from compose_core.ports import LoginAttempts, Sessions
from compose_core.testing.contracts import (
    GroupStoreContract,
    LoginAttemptsContract,
    OutboxContract,
    SessionsContract,
    SharedSiteContract,
    Storage,
    StoreConcurrencyContract,
    StoreContract,
)
from networks import at_port
from pooler import fake_pooler, pgbouncer, real_pooler
from postgresql import Server
from storages import sql_storage

# Whoever is handed a session must not take over what is set there.
HOSTILE = ("TimeZone = 'Asia/Tokyo'", "DateStyle = 'German'", "bytea_output = escape")
LOOK = """
    SELECT pg_backend_pid(), current_setting('lock_timeout'), current_setting('TimeZone'),
        current_setting('DateStyle')
"""


def pooled(kind: str, url: sa.URL) -> AbstractContextManager[int]:
    """A pooler of a kind before a server."""
    if kind == "fake":
        return fake_pooler(url)
    program = real_pooler()
    if program is None:
        pytest.skip("PgBouncer is not installed, nor named by COMPOSE_TEST_PGBOUNCER")
    return pgbouncer(url, program)


@pytest.fixture(params=["fake", "pgbouncer"])
def url(request: pytest.FixtureRequest, postgresql: Server) -> Iterator[sa.URL]:
    """The URL of a database behind a pooler, without the setting."""
    with postgresql.database() as name:
        own = sa.make_url(name)
        with postgresql.admin() as connection:
            for each in HOSTILE:
                connection.exec_driver_sql(f"ALTER DATABASE {own.database} SET {each}")
        with pooled(request.param, own) as port:
            yield sa.make_url(at_port(own, port))
        with postgresql.admin() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {own.database} RESET ALL")


@pytest.fixture
def database(url: sa.URL) -> Iterator[Database]:
    named = url.update_query_dict({"pooler": "transaction"})
    made = Database(named.render_as_string(hide_password=False))
    yield made
    made.close()


@pytest.fixture
def storage(database: Database) -> Storage:
    return sql_storage(database)


def test_a_connection_goes_from_session_to_session_and_each_is_set_up_as_it_must(
    database: Database,
) -> None:
    pids, told = set(), set()

    def look() -> None:
        for door in (database.read, database.write):
            with door() as connection:
                [(pid, *settings)] = connection.exec_driver_sql(LOOK).all()
            pids.add(pid)
            told.update(settings)

    look()
    with database.write() as first:
        # Who has a session keeps it until its transaction ends.
        first.exec_driver_sql("SELECT 1")
        look()
    assert len(pids) > 1
    assert told == {"15s", "UTC", "ISO, MDY"}


def test_without_the_setting_it_is_refused_in_words(url: sa.URL) -> None:
    database = Database(url.render_as_string(hide_password=False))
    with pytest.raises(StorageFailed, match="add pooler=transaction to the URL"):
        migrate(database)
    database.close()


def test_a_pooler_that_drops_the_options_is_found_out(postgresql: Server) -> None:
    program = real_pooler()
    if program is None:
        pytest.skip("PgBouncer is not installed, nor named by COMPOSE_TEST_PGBOUNCER")
    with postgresql.database() as name:
        own = sa.make_url(name)
        with pgbouncer(own, program, ignore_startup_parameters="options") as port:
            database = Database(at_port(own, port))
            with pytest.raises(StorageFailed, match="add pooler=transaction to the URL"):
                migrate(database)
            database.close()


@pytest.mark.parametrize("named", ["session", "statement", "Transaction"])
def test_a_pooler_of_no_such_kind_is_refused(named: str) -> None:
    with pytest.raises(StorageFailed, match="pooler must be transaction"):
        Database(f"postgresql://desk@127.0.0.1/desk?pooler={named}")


class TestSessions(SessionsContract):
    @pytest.fixture
    def sessions(self, database: Database) -> Sessions:
        return SqlSessions(database)


class TestLoginAttempts(LoginAttemptsContract):
    @pytest.fixture
    def attempts(self, database: Database) -> LoginAttempts:
        return SqlLoginAttempts(database)


class TestStore(StoreContract):
    pass


class TestGroupStore(GroupStoreContract):
    pass


class TestStoreConcurrency(StoreConcurrencyContract):
    pass


class TestSharedSite(SharedSiteContract):
    @pytest.fixture
    def elsewhere(self, storage: Storage, database: Database) -> Storage:
        del storage
        return sql_storage(database)


class TestOutbox(OutboxContract):
    pass
