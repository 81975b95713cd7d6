"""Nothing that is stored opens a secure message (section 7)."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from compose_adapters.html import SafeHtml
from compose_adapters.sql import Database, SqlOutbox, migrate
from compose_adapters.sql.rows import activity_row, to_json_column
from compose_adapters.sql.tables import metadata
from compose_adapters.system import SystemClock
from compose_core.compose import ComposeService
from compose_core.decision import AuditEntry
from compose_core.errors import NotFound
from compose_core.model.address import Address
from compose_core.model.request import contents
from compose_core.model.settings import Notification, SecureMessageCenter
from compose_core.model.token import token_hash
from compose_core.outbox import Mail, Verdict
from compose_core.secure import SecureMessages
from compose_core.testing import builders, decisions
from compose_core.testing.contracts import Storage
from letters_delivered import delivered_from
from postgresql import Server
from storages import sql_storage
from world import service_over

NOW = SystemClock().now()
RUN = re.compile(r"[A-Za-z0-9_-]{43,}")
CENTER = SecureMessageCenter(
    "https://secure.example.com/{token}",
    notification=Notification(
        Address.parse("noreply@example.com"),
        "A message: ``secure_message_url",
        "Read it: ``secure_message_url",
    ),
)
SITE = builders.site(settings=attrs.evolve(builders.ONLY_SECURE, secure_message_center=CENTER))
SECRET = builders.request(
    sender=None,
    contents=contents(html="<p>All well</p>", text="All well"),
    cc=("kim@example.com",),
    bcc=("lee@example.com",),
)


class LaterClock(SystemClock):
    """The clock of this machine, some time later."""

    def __init__(self, hours: int = 0) -> None:
        self.hours = hours

    def now(self) -> datetime:
        return super().now() + timedelta(hours=self.hours)


def secure_storage(database: Database) -> tuple[Storage, ComposeService]:
    storage = sql_storage(database)
    storage.site.apply(SITE)
    return storage, service_over(storage)


def stored_texts(database: Database) -> list[str]:
    """Every value of every column of every table, as text."""
    with database.read() as connection:
        return [
            value.decode("latin-1") if isinstance(value, bytes) else str(value)
            for table in metadata.sorted_tables
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')
            for value in row
        ]


def octets_of_files(database: Database) -> str:
    """What the files of a database on SQLite hold, its log among them."""
    file = database.engine.url.database or ""
    return "".join(
        path.read_bytes().decode("latin-1")
        for path in (Path(file), Path(f"{file}-wal"), Path(f"{file}-shm"))
        if path.is_file()
    )


def candidates(texts: list[str]) -> Iterator[str]:
    """Whatever may be a token: each text itself, and each piece that is as long as a token."""
    yield from texts
    for text in texts:
        for run in RUN.findall(text):
            yield from (run[start : start + 43] for start in range(len(run) - 42))


def openers(database: Database, storage: Storage) -> set[str]:
    """Of all that is stored, what opens a link."""
    texts = stored_texts(database)
    if database.is_sqlite:
        texts.append(octets_of_files(database))
    entry = AuditEntry("open", "recipient", SystemClock().now())
    return {
        each
        for each in dict.fromkeys(candidates(texts))
        if len(each) < 1000 and storage.links.open(token_hash(each), entry)
    }


def tokens_of(letters: list[Any]) -> list[str]:
    return [(letter.text or "").rpartition("/")[2].strip() for letter in letters]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_nothing_stored_opens_a_link_before_or_after_delivery(
    database: Database, verdict: Verdict
) -> None:
    storage, service = secure_storage(database)
    service.send(SECRET, builders.AGENT)
    assert openers(database, storage) == set()
    tokens = tokens_of(delivered_from(storage.outbox, LaterClock(), verdict))
    tokens += tokens_of(delivered_from(storage.outbox, LaterClock(12)))
    assert len(set(tokens)) == (6 if verdict in {Verdict.DEFERRED, Verdict.UNCERTAIN} else 3)
    assert openers(database, storage) == set()
    everything = "\n".join(stored_texts(database))
    assert not [token for token in tokens if token in everything]
    entry = AuditEntry("open", "recipient", SystemClock().now())
    assert all(storage.links.open(token_hash(token), entry) for token in tokens)


def test_the_scan_finds_a_token_that_is_stored(database: Database) -> None:
    storage, service = secure_storage(database)
    service.send(SECRET, builders.AGENT)
    token = tokens_of(delivered_from(storage.outbox, LaterClock()))[0]
    with database.write() as connection:
        connection.execute(sa.text("UPDATE letters SET text = :it"), {"it": f"x/{token}?y"})
    assert openers(database, storage) == {token}


class Died(BaseException):
    """What a process that is killed leaves behind: whatever was committed."""


class DyingOutbox(SqlOutbox):
    """An outbox whose process dies before or after it keeps a token."""

    def __init__(self, database: Database, *, keeps: bool) -> None:
        super().__init__(database)
        self.keeps = keeps

    def add_link_token(self, mail: Mail, token_hash: str) -> None:
        if self.keeps:
            super().add_link_token(mail, token_hash)
        raise Died


@pytest.mark.parametrize("keeps", [False, True])
def test_a_worker_that_dies_around_the_token_leaves_a_mail_that_another_delivers(
    database: Database, *, keeps: bool
) -> None:
    storage, service = secure_storage(database)
    service.send(attrs.evolve(SECRET, cc=(), bcc=()), builders.AGENT)
    with pytest.raises(Died):
        delivered_from(DyingOutbox(database, keeps=keeps), LaterClock())
    assert openers(database, storage) == set()
    [token] = tokens_of(delivered_from(storage.outbox, LaterClock(1)))
    assert openers(database, storage) == set()
    entry = AuditEntry("open", "recipient", SystemClock().now())
    assert storage.links.open(token_hash(token), entry)


def test_a_prepared_send_hands_over_what_was_shown_with_a_token_that_was_not(
    database: Database,
) -> None:
    storage, service = secure_storage(database)
    prepared = service.preview(SECRET, builders.AGENT).prepared
    assert prepared is not None
    service.send_prepared(prepared)
    letters = delivered_from(storage.outbox, LaterClock())
    for shown, letter in zip(prepared.decision.messages, letters, strict=True):
        [token] = tokens_of([letter])
        assert shown.letter.with_link_token(token) == letter
        assert token not in str(attrs.asdict(shown.letter))
        assert storage.links.open(
            token_hash(token), AuditEntry("open", "recipient", SystemClock().now())
        )


def test_an_openings_row_and_its_count_are_one_transaction(database: Database) -> None:
    storage, service = secure_storage(database)
    receipt = service.send(SECRET, builders.AGENT)
    token = tokens_of(delivered_from(storage.outbox, LaterClock()))[0]
    messages = SecureMessages(storage.links, SystemClock(), SafeHtml())
    for _ in range(200):
        messages.open(token)
    audit = storage.records.activities([receipt.activity_id])[0].audit
    assert [each.act for each in audit] == ["send", "open", "open"]
    assert audit[-1].detail == "opened 200 times"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, file: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{file}")
        yield made
        made.close()
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.admin() as admin:
        admin.exec_driver_sql("CREATE DATABASE compose_test_older")
    url = server.url.set(database="compose_test_older")
    made = Database(url.render_as_string(hide_password=False))
    yield made
    made.close()
    with server.admin() as admin:
        admin.exec_driver_sql("DROP DATABASE compose_test_older WITH (FORCE)")


def test_letters_of_an_older_program_lose_their_tokens_and_links_go_on(empty: Database) -> None:
    delivered, waiting = "D" * 42 + "_", "-" + "w" * 42
    older_database(empty, {1: delivered, 2: waiting})
    migrate(empty)
    storage = sql_storage(empty)
    assert openers(empty, storage) == set()
    messages = SecureMessages(storage.links, LaterClock(), SafeHtml())
    opened = messages.open(delivered)
    assert (opened.activity_id, opened.html) == (1, "<p>All well</p>")
    with pytest.raises(NotFound):
        messages.open("x" * 43)
    letters = delivered_from(storage.outbox, LaterClock())
    [token] = tokens_of(letters)
    assert token not in {delivered, waiting}
    assert letters[0].subject == f"A message: https://secure.example.com/{token}"
    assert messages.open(token).activity_id == 2


def older_database(database: Database, tokens: dict[int, str]) -> None:
    """A database as revision 0004 left it: activity 1 was delivered, 2 waits."""
    config = Config()
    config.set_main_option("script_location", "compose_adapters.sql:migrations")
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        older = sa.MetaData()
        older.reflect(connection)
        add = Inserting(connection, older)
        add("departments", id=1, name=builders.DEPARTMENT)
        add("customers", id=1, scope=0, details=to_json_column(builders.customer().details))
        add("cases", id=1, department_id=1, customer_id=1, status="open")
        for number, token in tokens.items():
            add_activity(add, number, token)


class Inserting:
    """Inserts rows; what a column must have and nobody gave is nothing of its type."""

    def __init__(self, connection: sa.Connection, tables: sa.MetaData) -> None:
        self.connection = connection
        self.tables = tables

    def __call__(self, into: str, /, **values: Any) -> None:
        table = self.tables.tables[into]
        row = {each.name: nothing_of(each) for each in table.columns if not each.nullable}
        given = {name: value for name, value in values.items() if name in table.columns}
        self.connection.execute(sa.insert(table).values(row | given))


def nothing_of(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.DateTime):
        return NOW.replace(tzinfo=None)
    if isinstance(column.type, sa.JSON):
        return []
    if isinstance(column.type, sa.Boolean):
        return False
    return 0 if isinstance(column.type, sa.Integer) else ""


def add_activity(add: Inserting, number: int, token: str) -> None:
    own = decisions.activity(number, secure=True, message_id="", html="<p>All well</p>")
    address = {"address": own.to.text, "key": own.to.key, "visibility": "to"}
    url = f"https://secure.example.com/{token}"
    letter = attrs.evolve(decisions.letter(own), message_id="<1@example.com>", html=None)
    waits = number == 2
    own_row = activity_row(own, 1)
    add("activities", **own_row | {"created": own.created.replace(tzinfo=None)})
    due = {"lane": "fresh", "due": NOW.replace(tzinfo=None) if waits else None}
    add("mails", activity_id=number, mail=0, on_uncertain="resend", **due)
    members = to_json_column(attrs.evolve(letter, subject=f"A message: {url}")) | {"enclosures": []}
    add("letters", activity_id=number, mail=0, sender=builders.ALIAS, letter=members, text=url)
    state = "queued" if waits else "accepted"
    add("deliveries", activity_id=number, number=0, mail=0, state=state, **address)
    expires = (NOW + timedelta(days=90)).replace(tzinfo=None)
    hashed = token_hash(token)
    add("secure_links", activity_id=number, token_hash=hashed, expires=expires, **address)
