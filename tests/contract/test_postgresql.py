"""The stores in PostgreSQL keep the contracts."""

from collections.abc import Iterator

import pytest

from compose_adapters.sql import Database
from compose_core.ports import Ids
from compose_core.testing.contracts import (
    IdsContract,
    OutboxContract,
    OutboxDeskContract,
    RecordsContract,
    RetentionContract,
    SecureLinksContract,
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
    def storage(self, postgresql: Server) -> Iterator[Storage]:
        with postgresql.database() as url:
            database = Database(url)
            yield sql_storage(database)
            database.close()


class TestStore(InPostgresql, StoreContract):
    pass


class TestStoreRefusals(InPostgresql, StoreRefusalContract):
    pass


class TestStoreConcurrency(InPostgresql, StoreConcurrencyContract):
    pass


class TestRecords(InPostgresql, RecordsContract):
    pass


class TestSite(InPostgresql, SiteContract):
    pass


class TestOutbox(InPostgresql, OutboxContract):
    pass


class TestOutboxDesk(InPostgresql, OutboxDeskContract):
    pass


class TestRetention(InPostgresql, RetentionContract):
    pass


class TestSecureLinks(InPostgresql, SecureLinksContract):
    pass


class TestIds(InPostgresql, IdsContract):
    @pytest.fixture
    def ids(self, storage: Storage) -> Ids:
        return storage.ids
