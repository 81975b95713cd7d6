"""Nobody starves and no two wait for each other: sites, sends and logins of one PostgreSQL."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic, sleep

import pytest

from compose_adapters.sql import Database, SqlLoginAttempts, SqlSessions, SqlSite, SqlStore
from compose_core.errors.exceptions import StaleDecision
from compose_core.model.session import AttemptLimit, Session, SessionTerms
from compose_core.testing import builders, decisions
from compose_core.testing.contracts import Storage
from counting import rows_of
from postgresql import Server
from storages import sql_storage

LOGINS = 44
USERS = 11
ROUNDS = 3
STRETCH = timedelta(minutes=15)
DAY = timedelta(days=1)
TERMS = SessionTerms(timedelta(minutes=30), timedelta(hours=12), most=5)
WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE NOT granted AND datname = current_database()
"""


@pytest.fixture
def shared(postgresql: Server) -> Iterator[Database]:
    with postgresql.database() as url:
        made = Database(url)
        yield made
        made.close()


@pytest.fixture
def storage(shared: Database) -> Storage:
    made = sql_storage(shared)
    made.site.apply(builders.site())
    return made


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as made:
        yield made


def wait_for(database: Database, number: int) -> None:
    """Wait until so many transactions wait for locks."""
    end = monotonic() + 20
    while True:
        with database.read() as connection:
            found = connection.exec_driver_sql(WAITING).scalar_one()
        if found == number:
            return
        assert monotonic() < end
        sleep(0.01)


def decided(storage: Storage, number: int, *, known: bool) -> Callable[[], None]:
    """The commit of a send, to a customer who is known or not."""
    version = storage.directory.snapshot().version
    own = decisions.activity(number, case_id=number, customer_id=number)
    person = builders.customer(number, f"p{number}@example.com")
    decision = decisions.decision(own, version=version, customer=person)
    if known:
        storage.store.commit(decision)
        again = decisions.activity(100 + number, case_id=100 + number, customer_id=number)
        decision = decisions.decision(again, version=version, known_customer=person)
    return lambda: storage.store.commit(decision)


@pytest.mark.parametrize("known", [False, True])
def test_who_applies_a_site_waits_for_those_that_store_and_for_none_that_come_later(
    storage: Storage, shared: Database, pool: ThreadPoolExecutor, *, known: bool
) -> None:
    first, late = (decided(storage, number, known=known) for number in (1, 2))
    earlier = decisions.decision(
        decisions.activity(3, case_id=3, customer_id=3),
        version=storage.directory.snapshot().version,
        customer=builders.customer(3, "p3@example.com"),
    )
    version = storage.directory.snapshot().version
    with shared.write() as connection:
        SqlStore(shared).in_transaction(connection).commit(earlier)
        # Beside each other, as long as nobody applies a site.
        first()
        applied = pool.submit(SqlSite(shared).apply, builders.site())
        wait_for(shared, 1)
        stored = pool.submit(late)
        wait_for(shared, 2)
        assert not is_done(applied, stored)
    applied.result(20)
    # What waited behind the site was decided on the one before it.
    with pytest.raises(StaleDecision):
        stored.result(20)
    assert storage.directory.snapshot().version != version


def is_done(*futures: Future[None]) -> bool:
    return any(each.done() for each in futures)


def test_a_version_whose_number_comes_twice_is_another_version(
    storage: Storage, shared: Database
) -> None:
    held = storage.directory.snapshot().version
    commit = decided(storage, 1, known=False)
    # A standby took over that had not heard of the last site, and another was applied there.
    with shared.write() as connection:
        connection.exec_driver_sql("UPDATE partition SET version = version - 1")
    elsewhere = sql_storage(shared)
    elsewhere.site.apply(builders.site(user=None))
    assert number_of(elsewhere.directory.snapshot().version) == number_of(held)
    assert storage.directory.snapshot().version != held
    assert storage.directory.snapshot().user(builders.AGENT) == elsewhere.directory.snapshot().user(
        builders.AGENT
    )
    before = rows_of(shared)
    with pytest.raises(StaleDecision):
        commit()
    assert rows_of(shared) == before


def number_of(version: str) -> str:
    return version.partition(".")[0]


def test_logins_at_once_wait_for_nobody_who_waits_for_them(shared: Database) -> None:
    """Old attempts and sessions of all are forgotten by whoever comes first."""
    for number in range(ROUNDS):
        log_in_at_once(shared, number)
    rows = rows_of(shared)
    assert rows["sessions"] == LOGINS
    assert rows["login_attempts"] == 3 * LOGINS


def log_in_at_once(shared: Database, number: int) -> None:
    """Each of many logs in on a day on which all that was kept the day before is over."""
    attempts, sessions = SqlLoginAttempts(shared), SqlSessions(shared)
    now = builders.NOON + (number + 1) * 3 * DAY
    for login in range(LOGINS):
        attempts.begin(limits(login), now - DAY, STRETCH)
        for each in range(3):
            old = session(f"old {number} {login} {each}", login, now - DAY)
            sessions.open(old, TERMS, force=True)
    all_at_once = threading.Barrier(LOGINS)

    def log_in(login: int) -> None:
        all_at_once.wait()
        assert attempts.begin(limits(login), now, STRETCH)
        attempts.note_success(f"login {login}", now, DAY)
        assert sessions.open(session(f"new {number} {login}", login, now), TERMS, force=True)

    with ThreadPoolExecutor(LOGINS) as pool:
        list(pool.map(log_in, range(LOGINS)))


def limits(login: int) -> list[AttemptLimit]:
    """Keys in an order of each login's own."""
    return [
        AttemptLimit(f"{(login * 7 + each * 13) % 100} {login} {each}", 100) for each in range(3)
    ]


def session(token: str, login: int, at: datetime) -> Session:
    return Session(token, f"user {login % USERS}", at, at)
