"""A thread that answers a call asks for the site's version once, and again when it must."""

import threading

import attrs
import pytest

from compose_adapters.sql import Database, SqlSite
from compose_core.compose import Job, Pending, begun, work_off
from compose_core.errors import Rejected, Unavailable
from compose_core.errors.catalogue import permission
from compose_core.model.request import Command, CommandOptions
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.store import commit
from counting import rows_of
from statements import watched
from storages import sql_storage
from world import service_over

POWERLESS = attrs.evolve(builders.agent(), actions=frozenset())


@pytest.fixture
def site(database: Database) -> SqlSite:
    made = SqlSite(database)
    made.apply(builders.site())
    return made


@pytest.fixture
def elsewhere(database: Database) -> SqlSite:
    """The same site as another process has it."""
    return SqlSite(database)


def take_the_permission_away(elsewhere: SqlSite) -> None:
    elsewhere.apply(builders.site(user=POWERLESS))


def test_within_a_moment_one_look_tells_of_all(site: SqlSite, database: Database) -> None:
    site.directory.user(builders.AGENT)
    with watched(database) as watch, site.moment():
        site.directory.user(builders.AGENT)
        site.directory.version()
        site.directory.user(builders.AGENT)
    assert [each for each in watch.seen if each != "BEGIN"] == [
        "SELECT partition.version, partition.digest \nFROM partition"
    ]


def test_a_moment_within_a_moment_is_the_same(site: SqlSite, elsewhere: SqlSite) -> None:
    with site.moment():
        with site.moment():
            assert site.directory.user(builders.AGENT) == builders.agent()
        take_the_permission_away(elsewhere)
        assert site.directory.user(builders.AGENT) == builders.agent()
    assert site.directory.user(builders.AGENT) == POWERLESS


def test_what_was_decided_before_the_site_moved_is_decided_anew(
    database: Database, elsewhere: SqlSite
) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    assert isinstance(storage.site, SqlSite)
    service = service_over(storage)

    def asked() -> str | Pending[str]:
        sent = builders.request(), builders.AGENT, CommandOptions(Command.SEND)
        decided = begun(service, lambda _: "sent", *sent)
        take_the_permission_away(elsewhere)
        return decided

    job = Job(asked)
    work_off([job], service.store, storage.site.moment)
    with pytest.raises(Rejected) as refused:
        job.result()
    assert permission.CREATE.name in {each.name for each in refused.value.findings}
    assert rows_of(database)["activities"] == 0


def test_the_next_moment_looks_anew(site: SqlSite, elsewhere: SqlSite) -> None:
    with site.moment():
        assert site.directory.user(builders.AGENT) == builders.agent()
    take_the_permission_away(elsewhere)
    with site.moment():
        assert site.directory.user(builders.AGENT) == POWERLESS


def test_a_moment_is_one_thread_s_own(site: SqlSite, elsewhere: SqlSite) -> None:
    told: list[object] = []
    with site.moment():
        site.directory.user(builders.AGENT)
        take_the_permission_away(elsewhere)
        other = threading.Thread(target=lambda: told.append(site.directory.user(builders.AGENT)))
        other.start()
        other.join()
    assert told == [POWERLESS]


def test_within_a_moment_all_is_read_in_one_transaction(database: Database) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    assert isinstance(storage.site, SqlSite)
    storage.directory.user(builders.AGENT)
    storage.store.facts(decisions.query())
    with watched(database) as watch, storage.site.moment():
        storage.directory.user(builders.AGENT)
        storage.store.facts(decisions.query())
        storage.store.replay(builders.AGENT, "key", builders.NOON)
    assert sum(each.startswith("BEGIN") for each in watch.seen) == int(database.is_sqlite)
    assert len(watch.seen) <= 4


def test_within_a_moment_others_write_and_the_next_moment_sees_it(database: Database) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    assert isinstance(storage.site, SqlSite)
    with storage.site.moment():
        assert storage.store.facts(decisions.query()).customer is None
        commit(storage)
    with storage.site.moment():
        assert storage.store.facts(decisions.query()).customer == builders.customer()


def test_within_a_moment_a_failure_is_told_to_whoever_asks(sqlite: Database) -> None:
    storage = sql_storage(sqlite)
    storage.site.apply(builders.site())
    version = storage.directory.version()
    with sqlite.write() as connection:
        connection.exec_driver_sql("ALTER TABLE customers RENAME TO elsewhere")
    with sqlite.reading_once():
        with pytest.raises(Unavailable):
            storage.store.facts(decisions.query())
        assert storage.directory.version() == version
