"""The stores in SQLite keep the contracts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from compose_adapters.sql import Database
from compose_core.ports import Ids
from compose_core.testing.contracts import (
    CaseLockStoreContract,
    GroupStoreContract,
    IdsContract,
    OutboxContract,
    OutboxDeskContract,
    ReadScopeContract,
    RecordsContract,
    RetentionContract,
    SecureLinksContract,
    SiteContract,
    Storage,
    StoreConcurrencyContract,
    StoreContract,
    StoreRefusalContract,
)
from storages import sql_storage


class InSqlite:
    @pytest.fixture
    def storage(self, tmp_path: Path) -> Iterator[Storage]:
        database = Database(f"sqlite:///{tmp_path}/compose.db")
        yield sql_storage(database)
        database.close()


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


class TestOutbox(InSqlite, OutboxContract):
    pass


class TestOutboxDesk(InSqlite, OutboxDeskContract):
    pass


class TestRetention(InSqlite, RetentionContract):
    pass


class TestSecureLinks(InSqlite, SecureLinksContract):
    pass


class TestIds(InSqlite, IdsContract):
    @pytest.fixture
    def ids(self, storage: Storage) -> Ids:
        return storage.ids
