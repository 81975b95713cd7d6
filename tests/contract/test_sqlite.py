"""The stores in SQLite keep the contracts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from compose_adapters.sql import Database
from compose_core.ports.ids import Ids
from compose_core.testing.contracts import (
    CaseLockStoreContract,
    GroupStoreContract,
    IdsContract,
    OutboxAdminContract,
    OutboxContract,
    ReadScopeContract,
    RecordsContract,
    RetentionContract,
    SecureLinksContract,
    SharedSiteContract,
    SiteContract,
    Storage,
    StoreConcurrencyContract,
    StoreContract,
    StoreRefusalContract,
)
from storages import sql_storage


class InSqlite:
    @pytest.fixture
    def database(self, tmp_path: Path) -> Iterator[Database]:
        database = Database(f"sqlite:///{tmp_path}/compose.db")
        yield database
        database.close()

    @pytest.fixture
    def storage(self, database: Database) -> Storage:
        return sql_storage(database)


class TestStore(InSqlite, StoreContract):
    pass


class TestCaseLockStore(InSqlite, CaseLockStoreContract):
    pass


class TestGroupStore(InSqlite, GroupStoreContract):
    pass


class TestStoreRefusals(InSqlite, StoreRefusalContract):
    pass


class TestStoreConcurrency(InSqlite, StoreConcurrencyContract):
    pass


class TestRecords(InSqlite, RecordsContract):
    pass


class TestReadScope(InSqlite, ReadScopeContract):
    pass


class TestSite(InSqlite, SiteContract):
    pass


class TestSharedSite(InSqlite, SharedSiteContract):
    @pytest.fixture
    def elsewhere(self, storage: Storage, database: Database) -> Storage:
        del storage
        return sql_storage(database)


class TestOutbox(InSqlite, OutboxContract):
    pass


class TestOutboxDesk(InSqlite, OutboxAdminContract):
    pass


class TestRetention(InSqlite, RetentionContract):
    pass


class TestSecureLinks(InSqlite, SecureLinksContract):
    pass


class TestIds(InSqlite, IdsContract):
    @pytest.fixture
    def ids(self, storage: Storage) -> Ids:
        return storage.ids
