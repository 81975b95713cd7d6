"""The stores in PostgreSQL keep the contracts."""

from collections.abc import Iterator

import pytest

from compose_adapters.sql import Database, SqlLoginAttempts, SqlSessions
from compose_core.ports import LoginAttempts, Sessions
from compose_core.ports.ids import Ids
from compose_core.testing.contracts import (
    CaseLockStoreContract,
    GroupStoreContract,
    IdsContract,
    LoginAttemptsContract,
    OutboxAdminContract,
    OutboxContract,
    ReadScopeContract,
    RecordsContract,
    RetentionContract,
    SecureLinksContract,
    SessionsContract,
    SharedSiteContract,
    SiteContract,
    Storage,
    StoreConcurrencyContract,
    StoreContract,
    StoreRefusalContract,
)
from postgresql import Server
from storages import sql_storage


class InPostgresql:
    @pytest.fixture
    def database(self, postgresql: Server) -> Iterator[Database]:
        with postgresql.database() as url:
            database = Database(url)
            yield database
            database.close()

    @pytest.fixture
    def storage(self, database: Database) -> Storage:
        return sql_storage(database)


class TestSessions(InPostgresql, SessionsContract):
    @pytest.fixture
    def sessions(self, database: Database) -> Sessions:
        return SqlSessions(database)


class TestLoginAttempts(InPostgresql, LoginAttemptsContract):
    @pytest.fixture
    def attempts(self, database: Database) -> LoginAttempts:
        return SqlLoginAttempts(database)


class TestStore(InPostgresql, StoreContract):
    pass


class TestCaseLockStore(InPostgresql, CaseLockStoreContract):
    pass


class TestGroupStore(InPostgresql, GroupStoreContract):
    pass


class TestStoreRefusals(InPostgresql, StoreRefusalContract):
    pass


class TestStoreConcurrency(InPostgresql, StoreConcurrencyContract):
    pass


class TestRecords(InPostgresql, RecordsContract):
    pass


class TestReadScope(InPostgresql, ReadScopeContract):
    pass


class TestSite(InPostgresql, SiteContract):
    pass


class TestSharedSite(InPostgresql, SharedSiteContract):
    @pytest.fixture
    def elsewhere(self, storage: Storage, database: Database) -> Storage:
        del storage
        return sql_storage(database)


class TestOutbox(InPostgresql, OutboxContract):
    pass


class TestOutboxDesk(InPostgresql, OutboxAdminContract):
    pass


class TestRetention(InPostgresql, RetentionContract):
    pass


class TestSecureLinks(InPostgresql, SecureLinksContract):
    pass


class TestIds(InPostgresql, IdsContract):
    @pytest.fixture
    def ids(self, storage: Storage) -> Ids:
        return storage.ids
