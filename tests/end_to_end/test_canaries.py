"""No log, error or trace shows a secret, an address or a text of anybody.

Words that occur once are put into all that the software is given, and all that can go wrong is
made to go wrong. What is logged at INFO and above, what real processes write on standard error,
and every exception with its chain is searched for them, also encoded.

Two places are not searched, because they exist to quote the caller: an answer's findings to
the caller himself, and the findings that the command line reports on the agent's own terminal.
An answer of 500 or above is searched: its cause is not the caller's.
"""

import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count, cycle, product
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
import sqlalchemy as sa
from click.testing import Result

from calls import JSON, PASSWORD, SESSION, XML, Caller
from canaries import Canaries, Heard, build, heard, told
from command_line import SITE as SMALL_SITE
from command_line import CommandLine
from compose_adapters.http import HttpLimits, application
from compose_adapters.maildir import MaildirMailer
from compose_adapters.smtp import DkimSigner, SmtpMailer, SmtpServer
from compose_adapters.smtp.errors import Stage
from compose_adapters.smtp.testing import RecordingServer, closes, replies, talks_nonsense
from compose_adapters.sql import Database, SqlSite, migrate
from compose_adapters.wire import encode_request
from compose_adapters.wiring.configuration import Configuration
from compose_adapters.wiring.embedded import Container
from compose_adapters.wiring.serving import services_of
from compose_core.compose import ComposeService
from compose_core.errors import ComposeError
from compose_core.macros import Attribute
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    CustomerDetails,
    EmailPoint,
    Identification,
    PhonePoint,
    PostalPoint,
    WebPoint,
)
from compose_core.model.request import BodyContent, ComposeRequest, contents
from compose_core.outbox import Allowance
from compose_core.testing import builders
from host import Host, with_passwords
from multipart_bodies import MULTIPART, file_part, request_body
from postgresql import server_of_the_run
from serving import SITE, serving
from smtp_mailers import SECONDS
from statements import watched

ACTIVITY = "/ws/v12/interaction/activity"
LOGIN = "/ws/v12/authentication/user/login"


def valid(canaries: Canaries, **changes: Any) -> ComposeRequest:
    """A request that is sent, with words wherever a text may be free."""
    word, address = canaries.word, canaries.address
    points = (
        ContactPoint("email", EmailPoint(address("contact point"))),
        ContactPoint("phone", PhonePoint(word("phone"), "home")),
        ContactPoint("postal", PostalPoint(*(word("postal") for _ in range(6)))),
        ContactPoint("web", WebPoint(f"https://{word('web')}.example.com/{word('web')}")),
    )
    names = ("first_name", "middle_name", "last_name", "initials", "job_title", "occupation")
    more = ("income_level", "start_greeting", "end_greeting", "login_id", "spouse_name")
    texts: dict[str, Any] = {name: word(name) for name in (*names, *more, "emergency_contact")}
    person = ContactPerson(
        **texts,
        identification=Identification("Passport", word("identification")),
        contact_points=points,
    )
    attribute = AttributeValue("serial", word("custom attribute"))
    customer = CustomerDetails(
        "individual",
        (person,),
        pin=word("pin"),
        market_segment=word("market segment"),
        entitlements=word("entitlements"),
        custom_attributes=(attribute,),
    )
    file = Attachment(
        f'text/plain; name="{word("content type")}"',
        f"{word('file name')}.txt",
        InMemory(word("file").encode()),
    )
    made = builders.request(
        to=address("to"),
        cc=(address("cc"),),
        bcc=(address("bcc"), address("bcc")),
        subject=word("subject"),
        contents=contents(text=word("text"), html=f"<p title='{word('html')}'>{word('html')}"),
        attachments=(file,),
        custom_attributes=(attribute,),
        customer=customer,
    )
    return attrs.evolve(made, **changes)


def wild(canaries: Canaries) -> ComposeRequest:
    """A request in which every text is a word, whether it may be or not."""
    made: ComposeRequest = build(ComposeRequest, canaries.word)
    file = Attachment(canaries.word("content type"), canaries.word("file name"), InMemory(b"x"))
    points = tuple(
        ContactPoint(canaries.word("type"), build(kind, canaries.word))
        for kind in (EmailPoint, PhonePoint, PostalPoint, WebPoint)
    )
    person = attrs.evolve(
        build(ContactPerson, canaries.word),
        contact_points=points,
        **dict.fromkeys(("has_direct_mailing_consent", "has_direct_calling_consent")),
        has_holding_data_consent=None,
    )
    customer = build(CustomerDetails, canaries.word)
    return attrs.evolve(
        made,
        case_id=None,
        priority=None,
        due_date=None,
        positions={},
        attachments=(file,),
        contents=(BodyContent("text", "``" + canaries.word("macro")),),
        customer=attrs.evolve(customer, contact_persons=(person,)),
    )


def bodies(request: ComposeRequest) -> Iterator[tuple[bytes, str]]:
    """A request in each format."""
    for form in (JSON, XML):
        yield encode_request(request, form), form
    data = encode_request(attrs.evolve(request, attachments=()), JSON)
    files = [
        file_part(each.file_name, b"".join(each.content.chunks()), each.content_type)
        for each in request.attachments
    ]
    yield request_body(data, *files, data_type=JSON.encode()), MULTIPART


def headers(canaries: Canaries) -> dict[str, str]:
    """Headers that a call may have besides."""
    names = ("Cookie", "Authorization", "Referer", "User-Agent", "X-Forwarded-For", "Origin")
    return {name: canaries.word(name) for name in names}


def is_server_error(answer: httpx.Response) -> bool:
    """Whether the answer tells of something that is not the caller's."""
    return answer.status_code >= 500


class Calls:
    """Calls with words in all that they carry; remembers the statuses and what ours said."""

    def __init__(self, canaries: Canaries, caller: Caller) -> None:
        self.canaries = canaries
        self.caller = caller
        self.statuses: set[int] = set()
        self.server_errors: list[str] = []
        canaries.know(caller.session or "?", "session token")

    def call(
        self, method: str, path: str, body: bytes = b"", kind: str = JSON, **given: str
    ) -> httpx.Response:
        """One call."""
        given = {name.replace("_", "-"): value for name, value in given.items()}
        sent = {"Content-Type": kind, **headers(self.canaries), **given}
        answer = self.caller.call(method, path, body, sent)
        self.statuses.add(answer.status_code)
        if is_server_error(answer):
            # The session's own header goes back with every answer.
            self.server_errors.append(answer.text)
        return answer

    def send(self, request: ComposeRequest, command: str = "send", **given: str) -> None:
        """A request in each format."""
        for body, kind in bodies(request):
            self.call("POST", f"{ACTIVITY}/{command}", body, kind, **given)


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def log() -> Iterator[Heard]:
    with heard() as handler:
        yield handler


class Broken:
    """A host's code that fails, and quotes what it was given."""

    def __init__(self, canaries: Canaries) -> None:
        self._canaries = canaries

    def __call__(self, *given: object) -> Any:
        cause = LookupError(self._canaries.word("cause"), repr(given))
        raise ValueError(self._canaries.address("a host's fault")) from cause


def hosts(canaries: Canaries) -> Iterator[Host]:
    """Hosts with one thing that fails in each: a policy, a rule, an attribute, a port."""
    broken = Broken(canaries)
    changes: list[dict[str, Any]] = [
        {"policies": (broken,)},
        {"request_rules": (broken,)},
        {"rules": (broken,)},
        {"attributes": (Attribute("customer.name", "fails", broken),)},
        {"text_from_html": type("Fails", (), {"text_from": broken})()},
        {"scanner": type("Fails", (), {"scan": broken})()},
        {"sanitiser": type("Fails", (), {"sanitise": broken})()},
        {"store": type("Fails", (), {"facts": broken, "commit": broken, "replay": broken})()},
    ]
    for each in changes:
        host = Host()
        service: ComposeService = attrs.evolve(host.world.service, **each)
        host.services = attrs.evolve(host.services, compose=service)
        host.app = application(host.services)
        yield host


def requests_of_every_kind(calls: Calls) -> None:
    """Requests that are taken, and that each stage refuses."""
    canaries, word = calls.canaries, calls.canaries.word
    for command in ("send", "sendcomplete", "save", "preview"):
        calls.send(valid(canaries), command)
        calls.send(wild(canaries), command)
        calls.send(valid(canaries, department=word("department")), command)
        calls.send(valid(canaries, case_id=999), command)
    key = word("idempotency key")
    for each in (key, key, word("idempotency key") * 20):
        calls.send(valid(canaries), Idempotency_Key=each)
    calls.send(valid(canaries), Content_Language=word("language"), Accept_Language=word("language"))
    calls.send(valid(canaries), Accept=f"text/{word('accept')}")
    calls.send(valid(canaries), **{SESSION: word("session")})


def bodies_of_no_form(calls: Calls) -> None:
    """Bodies that cannot be read, or not in this form."""
    word = calls.canaries.word
    for form in ("text/plain", f"text/{word('type')}", f"{JSON}; charset={word('charset')}"):
        calls.call("POST", f"{ACTIVITY}/send", word("body").encode(), form)
    for broken in ('{"%s": ', '{"subject": "%s", "subject": 1}', "<activity><%s>", '"%s', "%s\0"):
        text = (broken % word("broken body")).encode()
        for form in (JSON, XML, MULTIPART, f"multipart/form-data; boundary={word('boundary')}"):
            calls.call("POST", f"{ACTIVITY}/send", text, form)
    calls.call("POST", f"{ACTIVITY}/send", word("long body").encode() * 2_000)


def paths_and_logins(calls: Calls) -> None:
    """Paths that lead nowhere, methods that are not allowed, and passwords that are wrong."""
    word = calls.canaries.word
    for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
        for path in (f"/{word('path')}", f"{ACTIVITY}/{word('id')}", f"/secure/{word('token')}"):
            calls.call(method, f"{path}?{word('query')}={word('query')}")
        calls.call(method, f"{ACTIVITY}/send?{word('query')}=1")
    for name in (builders.AGENT, word("user")):
        for _ in range(12):
            calls.call("POST", LOGIN, login_body(name, word("password")))
    calls.call("POST", LOGIN, login_body(word("user"), word("password"))[:-1])
    calls.call("DELETE", "/ws/v12/authentication/user/logout")


def login_body(name: str, password: str) -> bytes:
    """The body of a login."""
    return f'{{"userName": "{name}", "password": "{password}"}}'.encode()


def test_no_call_that_is_answered_or_refused_leaves_a_word_in_the_log(
    canaries: Canaries, log: Heard
) -> None:
    calls = Calls(canaries, Host(limits=HttpLimits(body_octets=20_000)).agent())
    for each in (requests_of_every_kind, bodies_of_no_form, paths_and_logins):
        each(calls)
    expected = {200, 201, 204, 400, 401, 403, 404, 405, 406, 409, 415}
    assert expected - calls.statuses == set()
    assert len(canaries) > 1_000
    assert len(log.lines) > 100
    assert canaries.found_in(log.text) == set()


def test_what_fails_of_a_host_is_named_by_its_kind_alone(canaries: Canaries, log: Heard) -> None:
    failures = 0
    for host in hosts(canaries):
        calls = Calls(canaries, host.agent())
        calls.send(valid(canaries, contents=contents(text="``customer_name")))
        calls.send(valid(canaries, contents=contents(html=canaries.word("html"))), "sendcomplete")
        failures += len(calls.server_errors)
        assert canaries.found_in("\n".join(calls.server_errors)) == set()
    assert failures > 12
    assert "ValueError" in log.text
    assert canaries.found_in(log.text) == set()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'compose.db'}"
        if request.param == "postgresql":
            url = stack.enter_context(server_of_the_run().database())
        made = Database(url, patience=1)
        migrate(made)
        SqlSite(made).apply(with_passwords(builders.site()))
        yield made
        made.close()


def world_over(database: Database, mailer: object = None) -> Container:
    """The embedded default over a database, and a mailer if one is asked."""
    world = Container(Configuration(database="sqlite:///nothing"))
    vars(world)["database"] = database
    vars(world)["mailer"] = mailer
    return world


def caller_of(world: Container) -> Caller:
    """Someone who is logged in to the application over it."""
    caller = Caller(application(services_of(world)))
    assert caller.log_in(builders.AGENT).status_code == 204
    return caller


STATES = ("P0001", "22P02", "23505", "23514", "40001", "53100", "57014", "42501")
QUOTING = """
CREATE FUNCTION quote_the_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Key (key)=(%%) is no good', NEW
        USING ERRCODE = TG_ARGV[0], DETAIL = NEW::text, HINT = NEW::text;
END $$
"""
SENT = (
    *("customers", "customer_addresses", "contact_persons", "contact_points", "cases"),
    *("activities", "attachments", "attachment_chunks", "deliveries", "letters", "mails"),
    *("idempotency_keys", "audit"),
)
LOGGED_IN = ("sessions", "login_attempts", "login_successes")


def test_a_server_that_quotes_rows_is_not_quoted(canaries: Canaries, log: Heard) -> None:
    with server_of_the_run().database() as url:
        database = Database(url)
        SqlSite(database).apply(with_passwords(builders.site()))
        calls = Calls(canaries, caller_of(world_over(database)))
        with database.write() as connection:
            connection.exec_driver_sql(QUOTING)
        errors: list[str] = []
        try:
            for number, table in enumerate((*SENT, *LOGGED_IN)):
                with quoting(database, table, STATES[number % len(STATES)]):
                    errors += write_to(calls, database, table)
        finally:
            with database.write() as connection:
                connection.exec_driver_sql("DROP FUNCTION quote_the_row CASCADE")
            database.close()
    assert len(errors) >= len(SENT)
    assert canaries.found_in("".join([log.text, *errors, *calls.server_errors])) == set()


def write_to(calls: Calls, database: Database, table: str) -> Iterator[str]:
    """Write to a table over HTTP, and as an embedding host; how the errors are shown."""
    if table in LOGGED_IN:
        calls.call("POST", LOGIN, login_body(builders.AGENT, calls.canaries.word("password")))
        calls.call("POST", LOGIN, login_body(builders.AGENT, PASSWORD))
        return
    key = calls.canaries.word("idempotency key")
    body, kind = next(bodies(valid(calls.canaries)))
    calls.call("POST", f"{ACTIVITY}/send", body, kind, Idempotency_Key=key)
    compose = world_over(database).compose
    try:
        compose.send(valid(calls.canaries), builders.AGENT, idempotency_key=key)
    except (ComposeError, sa.exc.SQLAlchemyError) as error:
        yield told(error)


@contextmanager
def quoting(database: Database, table: str, state: str) -> Iterator[None]:
    """A table whose server refuses every row, and quotes it."""
    made = f"CREATE TRIGGER quotes BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"
    with database.write() as connection:
        connection.exec_driver_sql(f"{made} EXECUTE FUNCTION quote_the_row('{state}')")
    yield
    with database.write() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER quotes ON {table}")


def test_the_nth_statement_fails_for_every_n_and_says_nothing(
    database: Database, canaries: Canaries, log: Heard
) -> None:
    caller = caller_of(world_over(database))
    calls = Calls(canaries, caller)
    for number in count(1):
        calls.statuses.clear()
        body, kind = next(bodies(valid(canaries)))
        with watched(
            database, failing=number, saying=canaries.address("a driver's words")
        ) as watch:
            calls.call("POST", f"{ACTIVITY}/send", body, kind)
        assert canaries.found_in("".join(calls.server_errors)) == set()
        if len(watch.seen) < number:
            break
    assert number > 10
    assert calls.statuses == {201}
    assert "Planted" in log.text
    assert canaries.found_in(log.text) == set()


def quotes(canaries: Canaries, code: str) -> Any:
    """A mail server's reply that quotes what it was told."""

    def reply(stage: Stage, argument: str) -> str | None:
        if stage in {Stage.MAIL, Stage.RCPT, Stage.AUTH, Stage.DATA}:
            return f"{code} 5.1.1 <{argument}> {canaries.address('reply')} is unknown"
        return None

    return reply


class Refusing:
    """A mailer, or a signer, that fails and quotes."""

    def __init__(self, canaries: Canaries) -> None:
        self.broken = Broken(canaries)
        self.send = self.signature = self.broken

    def allowance(self) -> Allowance:
        """As many as there are."""
        return Allowance(10)


def mailers(canaries: Canaries, server: RecordingServer, folder: Path) -> Iterator[Any]:
    """Mailers of which each goes wrong in its way, and one that does not."""
    user, password = canaries.word("SMTP user"), canaries.word("SMTP password")
    host = server.url.removeprefix("smtp://")
    plain, known = SmtpServer.parse(server.url), f"smtp://{user}:{password}@{host}"
    for code in ("250", "451", "550", "421", "250"):
        server.answers = quotes(canaries, code) if code != "250" else lambda *_: None
        yield SmtpMailer(plain, step=SECONDS)
    stages = (Stage.BANNER, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT)
    for stage, act in zip(stages, cycle((closes, talks_nonsense)), strict=False):
        server.acts = {stage: act}
        yield SmtpMailer(plain, step=SECONDS)
        server.acts = {stage: replies(f"554 {canaries.address('reply')}")}
        yield SmtpMailer(plain, step=SECONDS)
    server.acts = {}
    yield SmtpMailer(SmtpServer.parse(known), step=SECONDS)
    yield SmtpMailer(plain, signer=DkimSigner("example.com", "s", canaries.word("key").encode()))
    yield SmtpMailer(plain, signer=Refusing(canaries))
    yield Refusing(canaries)
    broken = MaildirMailer(folder)
    (folder / "new").rmdir()
    yield broken


def test_a_mail_server_that_quotes_addresses_is_not_quoted(
    canaries: Canaries, log: Heard, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'compose.db'}")
    migrate(database)
    SqlSite(database).apply(builders.site())
    errors = []
    with RecordingServer() as server:
        for mailer in mailers(canaries, server, tmp_path / "mails"):
            world = world_over(database, mailer)
            world.compose.send(valid(canaries), builders.AGENT)
            try:
                world.workers().once()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is searched
                errors.append(told(error))
            finally:
                getattr(mailer, "close", int)()
    database.close()
    assert "DeliveryChanged" in log.text
    assert all(state in log.text for state in ("accepted", "deferred", "refused", "uncertain"))
    assert canaries.found_in("".join([log.text, *errors])) == set()


ODD = ("", "?", "#", "/", "@", ":", "%", "[", "]", "&", "?a=", "%zz", "\\", " ", "é")
"""What a password may hold that means something in a URL."""


def test_a_url_that_cannot_be_used_is_named_without_its_password(
    canaries: Canaries, tmp_path: Path, log: Heard
) -> None:
    shell = CommandLine.within(tmp_path)
    for odd, scheme in [*product(ODD, ("postgresql", "smtp")), *product([""], OTHERS)]:
        url = f"{scheme}://{canaries.word('user')}:{canaries.word('password')}{odd}"
        name, *command = ("COMPOSE_DATABASE", "outbox", "list")
        if scheme.startswith("smtp"):
            name, *command = ("COMPOSE_SMTP", "deliver", "--once")
        for rest in ("@127.0.0.1:9/x", f"{canaries.word('password')}@127.0.0.1:port", "@[::1"):
            result = shell.run(*command, **{name: url + rest})
            assert canaries.found_in(f"{result.output} {result.stderr} {error_of(result)}") == set()
    assert canaries.found_in(log.text) == set()


OTHERS = ("mysql", "sqlite", "postgresql+psycopg", "smtps", "nothing")


def error_of(result: Result) -> str:
    """What ended a command, as a debugger would show it."""
    return told(result.exception) if result.exception else ""


def test_a_failing_command_says_only_what_is_the_agents_to_see(
    canaries: Canaries, tmp_path: Path, log: Heard
) -> None:
    shell = CommandLine.within(tmp_path)
    shell.run("site", "apply", "--yes")
    login, key = canaries.word("password hash"), canaries.word("idempotency key")
    (tmp_path / "bad.toml").write_text(SMALL_SITE + f'password_hash = "{login}"\n', "utf-8")
    file = tmp_path / "request.json"
    commands = [("site", "check", "bad.toml"), ("site", "apply", "--site", "bad.toml", "--yes")]
    commands += [("send", str(file), "--as", "agent", "--idempotency-key", key)] * 2
    commands += [("send", str(file), "--as", "agent"), ("deliver", "--once"), ("outbox", "list")]
    for number, command in enumerate(commands):
        file.write_bytes(encode_request(sendable(canaries), JSON))
        if number == len(commands) - 3:
            with closing(sqlite3.connect(tmp_path / "compose.db")) as connection:
                connection.execute("DROP TABLE deliveries")
        result = shell.run(*command)
        # The receipt on standard output is the agent's own.
        assert canaries.found_in(result.stderr + error_of(result)) == set()
    assert canaries.found_in(log.text) == set()


def sendable(canaries: Canaries) -> ComposeRequest:
    """A request that a small site takes."""
    return attrs.evolve(
        valid(canaries),
        custom_attributes=(),
        customer=attrs.evolve(builders.customer_details(), pin=canaries.word("pin")),
    )


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells of children")
def test_the_standard_error_of_processes_shows_nothing(canaries: Canaries, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    link = f"https://{canaries.word('link')}.example.com/{canaries.word('link')}"
    site.write_text(SITE.read_text("utf-8").replace("https://shop.example.com", link), "utf-8")
    with serving(tmp_path, "--workers", "2", site=site) as server, server.agent() as agent:
        canaries.know(agent.headers[SESSION], "session token")
        for body, kind in (*bodies(sendable(canaries)), *bodies(wild(canaries))):
            sent = {**headers(canaries), "Content-Type": kind}
            sent["Idempotency-Key"] = canaries.word("idempotency key")
            agent.post(f"{ACTIVITY}/send", content=body, headers=sent)
            agent.post(f"/{canaries.word('path')}?{canaries.word('query')}=1", content=body)
        login = login_body(canaries.word("user"), canaries.word("password"))
        assert agent.post(LOGIN, content=login, headers={"Content-Type": JSON}).status_code == 401
        raw(server.url, f"GET /{canaries.word('path')} HTTP/9\r\n{canaries.word('head')}\r\n\r\n")
        with closing(sqlite3.connect(tmp_path / "compose.db")) as connection:
            connection.execute("DROP TABLE deliveries")
        body, kind = next(bodies(sendable(canaries)))
        answer = agent.post(f"{ACTIVITY}/send", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 503
        assert canaries.found_in(answer.text) == set()
        os.kill(workers_of(server.process.pid)[0], signal.SIGKILL)
    assert " 201 " in server.log
    assert canaries.found_in(server.log) == set()


def workers_of(pid: int) -> list[int]:
    """The processes that serve."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    lines = {int(each): Path(f"/proc/{each}/cmdline").read_bytes() for each in children}
    return [each for each, line in lines.items() if b"spawn_main" in line]


def raw(url: str, text: str) -> None:
    """Send what is no call."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port.strip("/"))), timeout=10) as connection:
        connection.sendall(text.encode())
        connection.recv(1_000)
