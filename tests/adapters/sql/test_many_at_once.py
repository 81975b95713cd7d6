"""Threads and workers at once: nobody is made twice, and nobody waits without need."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic

import attrs
import pytest

from compose_adapters.sql import Database, SqlStore
from compose_core.compose.mails import MOST_REFERENCES
from compose_core.errors import Unavailable
from compose_core.errors.exceptions import StaleDecision
from compose_core.testing import builders, decisions
from compose_core.testing.contracts import Storage
from compose_core.testing.contracts.concurrency import THREADS, at_once
from compose_core.testing.contracts.outbox import claim, claim_due, send
from postgresql import Server
from storages import sql_storage
from world import service_over


@pytest.fixture
def storage(database: Database) -> Storage:
    made = sql_storage(database)
    made.site.apply(builders.site())
    return made


@contextmanager
def on_postgresql(server: Server) -> Iterator[tuple[Database, Storage]]:
    with server.database() as url:
        database = Database(url, patience=1)
        storage = sql_storage(database)
        storage.site.apply(builders.site())
        yield database, storage
        database.close()


@pytest.mark.rule("C6")
def test_sixteen_agents_write_to_one_new_address_and_make_one_customer(
    storage: Storage, database: Database
) -> None:
    patient = sql_storage(Database(database.engine.url.render_as_string(hide_password=False)))
    service = service_over(patient)
    request = builders.request(to="new@example.com", customer=builders.customer_details())
    receipts = at_once(lambda _: service.send(request, builders.AGENT))
    assert len({receipt.activity_id for receipt in receipts}) == THREADS
    assert len({receipt.customer_id for receipt in receipts}) == 1
    assert [receipt.customer_found for receipt in receipts].count(False) == 1
    records = storage.records.activities(receipt.activity_id for receipt in receipts)
    assert len(records) == THREADS
    assert len({record.customer for record in records}) == 1
    patient.store._database.close()  # type: ignore[attr-defined]  # its own, made above


@pytest.mark.rule("A4", "E7")
def test_all_who_write_to_one_case_succeed_and_each_mail_refers_to_the_one_stored_before(
    storage: Storage, database: Database
) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    # As many processes, each with its own block of ids.
    databases = [Database(url) for _ in range(4)]
    services = [service_over(sql_storage(each)) for each in databases]
    first = services[0].send(builders.request(customer=builders.customer_details()), builders.AGENT)
    request = builders.request(case_id=first.case_id)

    def send_twice(number: int) -> list[int]:
        service = services[number % len(services)]
        return [service.send(request, builders.AGENT).activity_id for _ in range(2)]

    sent = [each for ids in at_once(send_twice) for each in ids]
    for each in databases:
        each.close()
    assert len(set(sent)) == 2 * THREADS
    now = datetime.now(UTC)
    tokens = [f"token {number}" for number in range(len(sent) + 1)]
    changes = claim_due(storage.outbox, now, now + timedelta(minutes=1), tokens)
    letters = [storage.outbox.outgoing(change.after).letter for change in changes]
    assert len(letters) == len(sent) + 1
    follower = {letter.in_reply_to: letter for letter in letters}
    thread: list[str] = []
    while letter := follower.get(thread[-1] if thread else None):
        assert letter.references == (*thread[:1], *thread[1:][1 - MOST_REFERENCES :])
        thread.append(letter.message_id)
    assert len(thread) == len(letters)


@pytest.mark.rule("A5")
def test_a_second_post_of_a_key_waits_for_the_first(postgresql: Server) -> None:
    with on_postgresql(postgresql) as (database, storage):
        version = storage.directory.snapshot().version
        key = decisions.idempotency()
        first = decisions.decision(version=version, idempotency=key)
        other = decisions.activity(2, case_id=2, customer_id=2)
        kim = builders.customer(2, "kim@example.com")
        second = decisions.decision(other, version=version, customer=kim, idempotency=key)
        with database.write() as connection:
            SqlStore(database).in_transaction(connection).commit(first)
            with pytest.raises(Unavailable):
                storage.store.commit(second)
        with pytest.raises(StaleDecision):
            storage.store.commit(second)
        assert storage.store.replay(builders.AGENT, "key", builders.NOON) is not None


def test_a_second_post_of_a_key_runs_when_the_first_was_undone(postgresql: Server) -> None:
    with on_postgresql(postgresql) as (database, storage):
        decided = decisions.decision(
            version=storage.directory.snapshot().version, idempotency=decisions.idempotency()
        )
        with database.write() as connection:
            SqlStore(database).in_transaction(connection).commit(decided)
            connection.rollback()
        storage.store.commit(decided)
        assert len(storage.records.activities([1])) == 1


def test_a_claim_passes_by_what_another_claim_looks_at(postgresql: Server) -> None:
    with on_postgresql(postgresql) as (database, storage):
        for number in (1, 2, 3):
            send(storage, number)
        with database.write() as connection:
            connection.exec_driver_sql("SELECT 1 FROM mails WHERE activity_id IN (1, 2) FOR UPDATE")
            begun = monotonic()
            assert [mail.activity_id for mail in claim(storage, "a", "b")] == [3]
            assert monotonic() - begun < 1
        assert [mail.activity_id for mail in claim(storage, "c", "d")] == [1, 2]


@pytest.mark.rule("P1")
def test_a_permission_taken_away_elsewhere_counts_at_once(
    storage: Storage, database: Database
) -> None:
    elsewhere = sql_storage(database)
    assert storage.directory.snapshot().user(builders.AGENT) == builders.agent()
    decided = decisions.decision(version=storage.directory.snapshot().version)
    powerless = attrs.evolve(builders.agent(), actions=frozenset())
    elsewhere.site.apply(builders.site(user=powerless))
    with pytest.raises(StaleDecision):
        storage.store.commit(decided)
    assert storage.directory.snapshot().user(builders.AGENT) == powerless
