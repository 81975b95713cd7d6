"""A send inside the host's own transaction stands or falls with the host's rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from compose_adapters.sql import Database, SqlIds, SqlRecords, SqlSite, SqlStore, migrate
from compose_core.decision import Decision
from compose_core.errors.exceptions import StaleDecision
from compose_core.ports import StoreReader
from compose_core.ports.ids import IdKind
from compose_core.testing import builders, decisions
from counting import rows_of


class Host:
    """A program with a table of its own beside ours."""

    def __init__(self, database: Database, engine: sa.Engine) -> None:
        self.database = database
        self.engine = engine
        self.store = SqlStore(database)
        self.site = SqlSite(database)
        self.site.apply(builders.site())
        with database.write() as connection:
            connection.exec_driver_sql("CREATE TABLE tickets (subject TEXT)")

    def note(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql("INSERT INTO tickets VALUES ('mine')")

    @property
    def tickets(self) -> int:
        with self.database.read() as connection:
            return len(connection.exec_driver_sql("SELECT subject FROM tickets").all())

    @property
    def activities(self) -> int:
        return len(SqlRecords(self.database).activities([1, 2]))


@pytest.fixture(params=["its own engine", "our engine"])
def host(request: pytest.FixtureRequest, database: Database) -> Iterator[Host]:
    own = request.param == "its own engine"
    engine = sa.create_engine(database.engine.url) if own else database.engine
    yield Host(database, engine)
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE tickets")
    engine.dispose()


def test_both_are_there_when_the_host_commits(host: Host) -> None:
    version = host.site.snapshot().version
    with host.engine.begin() as connection:
        host.note(connection)
        host.store.in_transaction(connection).commit(decisions.decision(version=version))
        assert (host.tickets, host.activities) == (0, 0)
    assert (host.tickets, host.activities) == (1, 1)


@pytest.mark.parametrize("host_writes_first", [True, False])
def test_neither_is_there_when_the_host_undoes(host: Host, host_writes_first: bool) -> None:
    version = host.site.snapshot().version
    before = rows_of(host.database)

    def fail() -> None:
        with host.engine.begin() as connection:
            if host_writes_first:
                host.note(connection)
            host.store.in_transaction(connection).commit(decisions.decision(version=version))
            raise RuntimeError("the host changed its mind")

    with pytest.raises(RuntimeError):
        fail()
    assert (host.tickets, rows_of(host.database)) == (0, before)


def test_a_send_that_is_refused_leaves_the_hosts_rows(host: Host) -> None:
    version = host.site.snapshot().version
    host.store.commit(decisions.decision(version=version))
    same_address = decisions.activity(2, case_id=2, customer_id=2)
    with host.engine.begin() as connection:
        host.note(connection)
        with pytest.raises(StaleDecision):
            host.store.in_transaction(connection).commit(
                decisions.decision(same_address, version=version)
            )
        host.note(connection)
    assert (host.tickets, host.activities) == (2, 1)


def test_what_the_host_has_not_committed_is_seen_inside_alone(host: Host) -> None:
    version = host.site.snapshot().version
    with host.engine.begin() as connection:
        inside = host.store.in_transaction(connection)
        decided = decisions.decision(version=version, idempotency=decisions.idempotency())
        inside.commit(decided)
        assert inside.facts(decisions.query()).customer == decided.customer
        replay = inside.replay(builders.AGENT, "key", builders.NOON)
        assert replay is not None
        assert replay.receipt == decided.receipt
        assert host.store.facts(decisions.query()).customer is None


def test_ids_are_to_be_had_while_the_host_holds_the_right_to_write(host: Host) -> None:
    ids = SqlIds(host.database)
    before = ids.next(IdKind.CASE)
    with host.engine.begin() as connection:
        host.note(connection)
        inside = [ids.in_transaction(connection).next(IdKind.CASE) for _ in range(3)]
    after = ids.next(IdKind.CASE)
    assert len({before, *inside, after}) == 5


def test_a_host_may_use_the_engine_of_this_room(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/host.db")
    migrate(database)
    with database.engine.connect() as connection:
        with connection.begin():
            connection.exec_driver_sql("CREATE TABLE tickets (subject TEXT)")
        with connection.begin():
            assert connection.exec_driver_sql("SELECT count(*) FROM tickets").scalar_one() == 0
    database.close()


def test_a_host_that_was_overtaken_locks_the_case_within_its_transaction(host: Host) -> None:
    version = host.site.snapshot().version
    first = decisions.decision(version=version)
    host.store.commit(first)
    with host.engine.begin() as connection:
        host.note(connection)
        store = host.store.in_transaction(connection)

        def decide(reader: StoreReader) -> Decision:
            found = reader.facts(decisions.query(case_id=1))
            return decisions.decision(
                decisions.activity(2),
                version=version,
                known_customer=found.customer,
                known_case=found.case,
            )

        stale = decisions.decision(
            decisions.activity(2),
            version=version,
            known_customer=first.customer,
            known_case=decisions.case(version=7),
        )
        with pytest.raises(StaleDecision):
            store.commit(stale)
        assert isinstance(store.commit_locked(1, decide), Decision)
        assert host.activities == 1
    assert (host.tickets, host.activities) == (1, 2)
