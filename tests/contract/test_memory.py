"""The adapters in memory keep the contracts."""

import pytest

from compose_adapters.memory import MemoryEvents, MemoryIds
from compose_core.ports import Events
from compose_core.ports.ids import Ids
from compose_core.testing.contracts import (
    CaseLockStoreContract,
    EventsContract,
    GroupStoreContract,
    IdsContract,
    OutboxAdminContract,
    OutboxContract,
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
from storages import memory_storage


class InMemory:
    @pytest.fixture
    def storage(self) -> Storage:
        return memory_storage()


class TestStore(InMemory, StoreContract):
    pass


class TestCaseLockStore(InMemory, CaseLockStoreContract):
    pass


class TestGroupStore(InMemory, GroupStoreContract):
    pass


class TestStoreRefusals(InMemory, StoreRefusalContract):
    pass


class TestStoreConcurrency(InMemory, StoreConcurrencyContract):
    pass


class TestRecords(InMemory, RecordsContract):
    pass


class TestReadScope(InMemory, ReadScopeContract):
    pass


class TestSite(InMemory, SiteContract):
    pass


class TestOutbox(InMemory, OutboxContract):
    pass


class TestOutboxDesk(InMemory, OutboxAdminContract):
    pass


class TestRetention(InMemory, RetentionContract):
    pass


class TestSecureLinks(InMemory, SecureLinksContract):
    pass


class TestIds(IdsContract):
    @pytest.fixture
    def ids(self) -> Ids:
        return MemoryIds()


class TestEvents(EventsContract):
    @pytest.fixture
    def events(self) -> Events:
        return MemoryEvents()
