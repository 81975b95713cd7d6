"""Whatever keeps a connection from a server is told as Unavailable, in a bounded time."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from compose_adapters.memory import MemoryEvents
from compose_adapters.sql import Database, SqlOutbox, StorageFailed, migrate
from compose_adapters.system import SystemClock, SystemRandom
from compose_adapters.wiring import Configuration
from compose_adapters.wiring.embedded import Container
from compose_adapters.workers import Workers
from compose_core.delivery import DeliveryService
from compose_core.errors import Unavailable
from compose_core.testing import builders
from compose_core.testing.contracts.outbox import claim, send
from counting import rows_of
from networks import (
    Proxy,
    at_port,
    closed_port,
    full_port,
    proxied,
    refusing_port,
    silent_port,
)
from postgresql import Server
from station import TAKEN, ToldMailer
from storages import sql_storage

# PostgreSQL's own words for what may pass, as far as a client can hear them.
REFUSALS = {
    "too many clients": ("53300", "sorry, too many clients already"),
    "too many for the role": ("53300", 'too many connections for role "desk"'),
    "starting up": ("57P03", "the database system is starting up"),
    "shutting down": ("57P03", "the database system is shutting down"),
    "in recovery": ("57P03", "the database system is in recovery mode"),
    "not accepting": ("55000", 'database "desk" is not currently accepting connections'),
    "crash": ("57P02", "terminating connection because of crash of another server process"),
    "protocol": ("08P01", "server closed the connection unexpectedly"),
    "in another language": ("53300", "tut mir leid, schon zu viele Verbindungen"),
}
FOR_A_PERSON = {
    ("28P01", 'password authentication failed for user "desk"'): "check user and password",
    ("28000", 'role "desk" does not exist'): "check user and password",
    ("3D000", 'database "desk" does not exist'): "create it",
    ("08P01", "unsupported startup parameter: options"): "add pooler=transaction to the URL",
    ("08P01", "unsupported startup parameter in options: lock_timeout"): "pooler=transaction",
}
URL = sa.make_url("postgresql://desk:hunter2@127.0.0.1/desk")
HARD_WORDS = ("hunter2", "desk:")


@pytest.mark.parametrize("port", [silent_port, full_port, closed_port])
def test_a_server_that_takes_no_connection_is_unavailable(
    port: Callable[[], AbstractContextManager[int]],
) -> None:
    with port() as number:
        database = Database(at_port(URL, number, connect_timeout="2"), patience=1)
        must_be_unavailable(database)
        database.close()


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_server_that_refuses_for_now_is_unavailable(refusal: str) -> None:
    with refusing_port(*REFUSALS[refusal]) as number:
        database = Database(at_port(URL, number), patience=1)
        must_be_unavailable(database)
        database.close()


@pytest.mark.parametrize(("refusal", "told"), FOR_A_PERSON.items())
def test_a_server_that_refuses_for_good_says_how_to_mend_it(
    refusal: tuple[str, str], told: str
) -> None:
    with refusing_port(*refusal) as number:
        database = Database(at_port(URL, number), patience=1)
        with pytest.raises(StorageFailed, match=told):
            migrate(database)
        database.close()


def test_a_host_of_no_such_name_is_unavailable() -> None:
    database = Database("postgresql://desk:hunter2@nowhere.invalid/desk", patience=1)
    must_be_unavailable(database)
    database.close()


Door = Callable[[], AbstractContextManager[object]]


def must_be_unavailable(database: Database) -> None:
    """Every door to the database says so, and no more; all at once, as each may wait."""
    doors: tuple[Door, ...] = (
        database.read,
        database.write,
        lambda: database.write(timeout=0.25),
    )
    with ThreadPoolExecutor(len(doors)) as pool:
        list(pool.map(must_be_closed, doors))


def must_be_closed(door: Door) -> None:
    with pytest.raises(Unavailable) as told, door():
        pass
    assert type(told.value) is Unavailable
    assert not any(words in str(told.value) for words in HARD_WORDS)


@pytest.fixture
def away(postgresql: Server) -> Iterator[tuple[Proxy, Database]]:
    """A server behind a proxy; an answer takes two seconds at most."""
    with postgresql.database() as url, proxied(sa.make_url(url)) as (proxy, port):
        bound = {"options": "-c statement_timeout=1s", "connect_timeout": "2"}
        database = Database(at_port(sa.make_url(url), port, **bound), patience=1)
        yield proxy, database
        database.close()


@pytest.mark.parametrize("trouble", [Proxy.freeze, Proxy.cut])
def test_a_connection_that_dies_within_a_transaction_is_unavailable(
    away: tuple[Proxy, Database], trouble: Callable[[Proxy], None]
) -> None:
    proxy, database = away
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    before = rows_of(database)

    def break_off() -> None:
        with database.write() as connection:
            trouble(proxy)
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(Unavailable):
        break_off()
    proxy.thaw()
    assert rows_of(database) == before
    send(storage, 1)


@pytest.mark.parametrize("trouble", [Proxy.freeze, Proxy.cut])
def test_a_use_of_a_connection_that_died_is_unavailable_and_the_next_is_served(
    away: tuple[Proxy, Database], trouble: Callable[[Proxy], None]
) -> None:
    proxy, database = away
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    trouble(proxy)
    with pytest.raises(Unavailable):
        send(storage, 1)
    with pytest.raises(Unavailable):
        claim(storage, "token")
    proxy.thaw()
    send(storage, 2)
    assert len(claim(storage, "token")) == 1


def test_connections_that_a_server_ended_while_nobody_used_them_are_missed_by_nobody(
    postgresql: Server,
) -> None:
    with postgresql.database() as url:
        database = Database(url, patience=1)
        storage = sql_storage(database)
        storage.site.apply(builders.site())
        send(storage, 1)
        name = sa.make_url(url).database
        with postgresql.admin() as connection:
            ended = connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                f" WHERE datname = '{name}'"
            )
            assert len(ended.all()) >= 1
        send(storage, 2)
        assert len(claim(storage, "token", "other")) == 2
        database.close()


def test_delivery_waits_for_a_server_that_swallows_packets(
    away: tuple[Proxy, Database], caplog: pytest.LogCaptureFixture
) -> None:
    proxy, database = away
    migrate(database)
    proxy.freeze()
    told = threading.Event()

    class Told(logging.Handler):
        def emit(self, _record: logging.LogRecord) -> None:
            told.set()

    log = logging.getLogger("compose_core.delivery")
    heard = Told()
    log.addHandler(heard)
    service = DeliveryService(
        outbox=SqlOutbox(database),
        mailer=ToldMailer(lambda _: TAKEN),
        clock=SystemClock(),
        random=SystemRandom(),
        events=MemoryEvents(),
        pause=lambda _: None,
    )
    team = Workers(service, SystemClock())
    team.start()
    assert told.wait(30)
    log.removeHandler(heard)
    assert {each.levelname for each in caplog.records} == {"WARNING"}
    assert "the outbox is away, so delivery waits" in caplog.text
    assert not team.join(0)
    team.stop()
    assert team.join(30)
    proxy.thaw()
    assert service.deliver_due().mails == 0


def test_delivery_that_begins_before_its_server_waits_for_it(
    away: tuple[Proxy, Database], caplog: pytest.LogCaptureFixture
) -> None:
    proxy, database = away
    url = database.engine.url.render_as_string(hide_password=False)
    world = Container(Configuration(database=url))
    world.database = database
    proxy.freeze()
    pauses: list[timedelta] = []

    def pause(wait: timedelta) -> None:
        pauses.append(wait)
        if len(pauses) == 2:
            proxy.thaw()

    assert not world.migrate_when_there(pause)
    assert len(pauses) == 2
    assert [each.levelname for each in caplog.records] == ["WARNING"] * 2
    world.close()


def test_delivery_does_not_wait_for_what_a_person_must_mend() -> None:
    with refusing_port("3D000", 'database "desk" does not exist') as number:
        world = Container(Configuration(database=at_port(URL, number)))
        with pytest.raises(StorageFailed, match="create it"):
            world.migrate_when_there(lambda _: pytest.fail("it waits"))
        world.close()
