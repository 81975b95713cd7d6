"""What an administrator sets for a role or a database changes nothing that is kept or told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest
import sqlalchemy as sa

from compose_adapters.sql import (
    Database,
    SqlLoginAttempts,
    SqlSessions,
    StorageFailed,
    migrate,
)
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.session import AttemptLimit, Session, SessionTerms
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.outbox import claim
from postgresql import Server
from storages import sql_storage

HARMLESS = {
    "default_transaction_isolation": ["serializable", "'repeatable read'"],
    "default_transaction_deferrable": ["on"],
    "DateStyle": ["'German'", "'SQL, DMY'", "'Postgres, YMD'"],
    "IntervalStyle": ["sql_standard", "iso_8601"],
    "TimeZone": ["'Pacific/Kiritimati'", "'Etc/GMT+12'", "'Asia/Kathmandu'"],
    "client_encoding": ["LATIN1", "SQL_ASCII", "EUC_JP"],
    "standard_conforming_strings": ["off"],
    "bytea_output": ["escape"],
    "extra_float_digits": ["-15"],
    "lock_timeout": ["1"],
    "statement_timeout": ["1"],
    "transform_null_equals": ["on"],
    "client_min_messages": ["debug5"],
    "array_nulls": ["off"],
    "synchronous_commit": ["off"],
    "enable_seqscan": ["off"],
}
EVERY = [(name, value) for name, values in HARMLESS.items() for value in values]
OCTETS = bytes(range(256)) + b"\\x41\\101"
LAST = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
FIRST = datetime(1, 1, 1, tzinfo=UTC)
TEXT = "Grüße \\n 'quoted' \U0001f44d 漢字 \\' Ω"


@contextmanager
def setting(server: Server, url: str, name: str, value: str, whose: str) -> Iterator[None]:
    """A setting of an administrator's, for a database or for a role in it."""
    database, role = sa.make_url(url).database, sa.make_url(url).username
    owner = f"DATABASE {database}" if whose == "database" else f"ROLE {role} IN DATABASE {database}"
    with server.admin() as connection:
        connection.exec_driver_sql(f"ALTER {owner} SET {name} = {value}")
    try:
        yield
    finally:
        with server.admin() as connection:
            connection.exec_driver_sql(f"ALTER {owner} RESET ALL")


def work(database: Database) -> None:
    """Store, read and claim all kinds of values."""
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    files = (Attachment("application/octet-stream", TEXT, InMemory(OCTETS)),)
    own = decisions.activity(subject=TEXT, text=TEXT, due_date=LAST, attachments=files)
    stored = decisions.decision(
        own,
        version=storage.directory.snapshot().version,
        idempotency=attrs.evolve(decisions.idempotency(), expires=LAST),
    )
    storage.store.commit(stored)
    [record] = storage.records.activities([own.id])
    told = record.activity
    assert (told.subject, told.text, told.due_date) == (TEXT, TEXT, LAST)
    assert told.due_date is not None
    assert told.due_date.utcoffset() == timedelta()
    assert told.created == own.created
    [file] = told.attachments
    assert (file.file_name, b"".join(file.content.chunks())) == (TEXT, OCTETS)
    assert storage.store.replay(builders.AGENT, "key", LAST) is None
    assert storage.store.replay(builders.AGENT, "key", builders.NOON) is not None
    found = storage.store.facts(decisions.query(case_id=own.case_id))
    assert found.customer == stored.customer
    [mail] = claim(storage, "token")
    outgoing = storage.outbox.outgoing(mail)
    assert (outgoing.letter.subject, outgoing.letter.date) == (TEXT, own.created)
    log_in(database)


def log_in(database: Database) -> None:
    """Count an attempt and open sessions, at the ends of time too."""
    terms = SessionTerms(timedelta(minutes=30), timedelta(hours=12), most=5)
    sessions = SqlSessions(database)
    for number, at in enumerate((builders.NOON, LAST)):
        limits = [AttemptLimit(f"key {number}", 1)]
        assert SqlLoginAttempts(database).begin(limits, at, timedelta(minutes=15))
        assert not SqlLoginAttempts(database).begin(limits, at, timedelta(minutes=15))
        one = Session(f"token {number}", builders.AGENT, at, at)
        assert sessions.open(one, terms, force=False)
        assert sessions.find(one.token_hash) == one


@pytest.mark.parametrize("whose", ["database", "role"])
@pytest.mark.parametrize(("name", "value"), EVERY)
def test_no_setting_changes_what_is_kept_or_told(
    postgresql: Server, name: str, value: str, whose: str
) -> None:
    with postgresql.database() as url, setting(postgresql, url, name, value, whose):
        database = Database(url)
        work(database)
        database.close()


@pytest.mark.parametrize(("name", "value"), EVERY)
def test_each_transaction_begins_as_it_must(postgresql: Server, name: str, value: str) -> None:
    asked = {
        "transaction_isolation": "read committed",
        "TimeZone": "UTC",
        "DateStyle": "ISO, MDY",
        "client_encoding": "UTF8",
        "lock_timeout": "15s",
        "standard_conforming_strings": "on",
        "bytea_output": "hex",
    }
    with postgresql.database() as url, setting(postgresql, url, name, value, "role"):
        database = Database(url)
        for door in (database.read, database.write):
            with door() as connection:
                told = {each: connection.exec_driver_sql(f"SHOW {each}").scalar() for each in asked}
            assert told == asked
        database.close()


def test_the_options_of_the_url_are_kept_but_for_what_must_hold(postgresql: Server) -> None:
    given = "-c lock_timeout=7s -c TimeZone=Asia/Tokyo -c work_mem=5MB -c statement_timeout=0"
    with postgresql.database() as url:
        named = sa.make_url(url).update_query_dict({"options": given, "application_name": "desk"})
        database = Database(named.render_as_string(hide_password=False))
        with database.write() as connection:
            told = {
                name: connection.exec_driver_sql(f"SHOW {name}").scalar()
                for name in ("lock_timeout", "TimeZone", "work_mem", "application_name")
            }
        assert told == {
            "lock_timeout": "7s",
            "TimeZone": "UTC",
            "work_mem": "5MB",
            "application_name": "desk",
        }
        database.close()


def test_a_schema_of_its_own_is_kept(postgresql: Server) -> None:
    with postgresql.database() as url:
        named = sa.make_url(url).update_query_dict({"options": "-c search_path=desk"})
        database = Database(named.render_as_string(hide_password=False))
        with pytest.raises(StorageFailed, match="no schema of the login's search_path"):
            migrate(database)
        with database.write() as connection:
            connection.exec_driver_sql("CREATE SCHEMA desk")
        work(database)
        with database.write() as connection:
            connection.exec_driver_sql("DROP SCHEMA desk CASCADE")
        database.close()


def test_a_database_that_an_administrator_made_read_only_says_so(postgresql: Server) -> None:
    with (
        postgresql.database() as url,
        setting(postgresql, url, "default_transaction_read_only", "on", "role"),
    ):
        database = Database(url)
        storage = sql_storage(database)
        with pytest.raises(StorageFailed, match="read-only"):
            storage.site.apply(builders.site())
        assert storage.directory.snapshot().user(builders.AGENT) is None
        database.close()


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII", "EUC_JP"])
def test_a_database_of_another_encoding_is_refused_in_words(
    postgresql: Server, encoding: str
) -> None:
    name = f"compose_in_{encoding.lower()}"
    with postgresql.admin() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
            " TEMPLATE template0"
        )
    try:
        url = postgresql.url.set(database=name).render_as_string(hide_password=False)
        database = Database(url)
        told = f"texts in {encoding}.*createdb --encoding=UTF8"
        for door in (database.read, database.write):
            with pytest.raises(StorageFailed, match=told), door():
                pass
        database.close()
    finally:
        with postgresql.admin() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_moment_of_any_zone_is_kept(database: Database) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    zones = [timezone(timedelta(hours=hours)) for hours in (-12, -1, 0, 1, 14)]
    moments = [LAST.astimezone(zone) for zone in zones if zone.utcoffset(None) <= timedelta()]
    moments += [FIRST.astimezone(zone) for zone in zones if zone.utcoffset(None) >= timedelta()]
    for number, moment in enumerate(moments, start=1):
        own = decisions.activity(number, case_id=number, customer_id=number, due_date=moment)
        person = builders.customer(number, f"p{number}@example.com")
        version = storage.directory.snapshot().version
        storage.store.commit(decisions.decision(own, version=version, customer=person))
        [record] = storage.records.activities([number])
        assert record.activity.due_date == moment
