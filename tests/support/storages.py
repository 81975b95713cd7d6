"""New, empty stores of every kind, each with all that the contracts look at."""

from compose_adapters.memory import (
    MemoryIds,
    MemoryOutbox,
    MemoryRecords,
    MemorySecureLinks,
    MemorySite,
    MemoryStore,
)
from compose_adapters.sql import (
    Database,
    SqlIds,
    SqlOutbox,
    SqlOutboxAdmin,
    SqlRecords,
    SqlRetention,
    SqlSecureLinks,
    SqlSite,
    SqlStore,
    migrate,
)
from compose_core.testing.contracts import Storage


def memory_storage() -> Storage:
    site = MemorySite()
    store = MemoryStore(site)
    outbox = MemoryOutbox(store.tables)
    return Storage(
        store=store,
        records=MemoryRecords(store.tables),
        site=site,
        directory=site,
        ids=MemoryIds(),
        outbox=outbox,
        admin=outbox,
        retention=outbox,
        links=MemorySecureLinks(store.tables),
    )


def sql_storage(database: Database) -> Storage:
    migrate(database)
    site = SqlSite(database)
    return Storage(
        store=SqlStore(database),
        records=SqlRecords(database),
        site=site,
        directory=site,
        ids=SqlIds(database),
        outbox=SqlOutbox(database),
        admin=SqlOutboxAdmin(database),
        retention=SqlRetention(database),
        links=SqlSecureLinks(database),
    )
