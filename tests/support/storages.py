"""New, empty stores of every kind, each with all that the contracts look at."""

from compose_adapters.memory import MemoryIds, MemoryRecords, MemorySite, MemoryStore
from compose_adapters.sql import Database, SqlIds, SqlRecords, SqlSite, SqlStore, migrate
from compose_core.testing.contracts import Storage


def memory_storage() -> Storage:
    site = MemorySite()
    store = MemoryStore(site.directory)
    return Storage(
        store=store,
        records=MemoryRecords(store.tables),
        site=site,
        directory=site.directory,
        settings=site.settings,
        ids=MemoryIds(),
    )


def sql_storage(database: Database) -> Storage:
    migrate(database)
    site = SqlSite(database)
    return Storage(
        store=SqlStore(database),
        records=SqlRecords(database),
        site=site,
        directory=site.directory,
        settings=site.settings,
        ids=SqlIds(database),
    )
