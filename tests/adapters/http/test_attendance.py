"""What every call has in common: its id, its line in the log, its limits, its mount."""

import asyncio
import logging

import attrs
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Message, Scope

from bodies import told
from calls import JSON, SESSION, Caller
from compose_adapters.http import HttpLimits, RequestIdFilter, application
from compose_adapters.memory import MemoryEvents, MemorySessions
from compose_adapters.wire import Limits, encode_request
from compose_core.errors import Unavailable
from compose_core.events import Event
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.session import Session
from compose_core.model.settings import MEGABYTE, PartitionSettings
from compose_core.testing import builders
from forms import MULTIPART, field, file, form, request_form
from host import Host

ACTIVITY = "/ws/v12/interaction/activity"
SEND = f"{ACTIVITY}/send"
LOGIN = "/ws/v12/authentication/user/login"
BODY = encode_request(builders.request(), JSON)


def test_every_answer_has_an_id_of_its_own_that_its_log_line_names(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", logger="compose_core")
    agent = Host().agent()
    answers = [agent.get("/healthz"), agent.get("/nowhere"), agent.post(SEND, BODY)]
    ids = [each.headers["x-request-id"] for each in answers]
    assert len(set(ids)) == 3
    lines = [each.getMessage() for each in caplog.records if each.name == "compose_core.http"][-3:]
    assert [line.split(" ms ")[1] for line in lines] == [f"id={each}" for each in ids]
    assert [line.rsplit(" ", 3)[0] for line in lines] == [
        "GET /healthz 200",
        "GET (unknown path) 404",
        f"POST {SEND} 201",
    ]


class Kept(logging.Handler):
    """Keeps records."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def test_every_line_that_is_written_during_a_call_can_name_it() -> None:
    kept = Kept()
    kept.addFilter(RequestIdFilter())

    class Telling(MemoryEvents):
        def happened(self, event: Event) -> None:
            logging.getLogger("compose_core.test").warning("%s", type(event).__name__)

    host = Host()
    compose = attrs.evolve(host.services.compose, events=Telling())
    agent = host.agent()
    agent.app = application(attrs.evolve(host.services, compose=compose))
    logging.getLogger("compose_core.test").addHandler(kept)
    answer = agent.post(SEND, BODY)
    logging.getLogger("compose_core.test").warning("afterwards")
    logging.getLogger("compose_core.test").removeHandler(kept)
    assert [(each.getMessage(), vars(each)["call_id"]) for each in kept.records] == [
        ("ActivityStored", answer.headers["x-request-id"]),
        ("afterwards", "-"),
    ]


def test_no_log_line_holds_a_query_a_password_a_session_or_an_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", logger="compose_core")
    agent = Host().agent()
    agent.post(f"{SEND}?token=hush", BODY)
    agent.post(LOGIN, b'{"userName": "agent", "password": "hush"}')
    agent.post(SEND, BODY)
    for secret in ("hush", "secret", agent.session or "", "pat@example.com", "Good morning"):
        assert secret not in caplog.text


@pytest.mark.rule("H2")
def test_every_answer_to_a_valid_session_carries_it() -> None:
    agent = Host().agent()
    answers = [
        agent.post(SEND, BODY),
        agent.post(SEND, b"{}"),
        agent.post(SEND, BODY, "text/plain"),
        agent.post(SEND, BODY, Accept="text/html"),
        agent.get(f"{ACTIVITY}/99"),
        agent.get("/nowhere"),
        agent.get(SEND),
    ]
    assert [each.status_code for each in answers] == [201, 400, 415, 406, 404, 404, 405]
    assert {each.headers[SESSION] for each in answers} == {agent.session}


@pytest.mark.rule("H2")
@pytest.mark.parametrize("session", [None, "made-up", "a, b"])
def test_no_answer_to_an_invalid_session_carries_one(session: str | None) -> None:
    caller = Caller(Host().app, session)
    answers = [caller.post(SEND, BODY), caller.get("/nowhere"), caller.get(SEND)]
    assert [each.status_code for each in answers] == [401, 404, 405]
    assert all(SESSION not in each.headers for each in answers)


class LostSessions(MemorySessions):
    """Cannot be asked."""

    def find(self, token_hash: str) -> Session | None:
        raise Unavailable(f"nobody knows {token_hash}")


@pytest.mark.rule("H7")
def test_a_path_that_is_not_served_is_told_even_if_sessions_cannot_be_looked_up() -> None:
    host = Host()
    sessions = attrs.evolve(host.services.sessions, sessions=LostSessions())
    caller = Caller(application(attrs.evolve(host.services, sessions=sessions)), "a-session")
    assert [caller.get(path).status_code for path in ("/nowhere", SEND)] == [404, 405]


def test_a_session_that_is_logged_out_opens_nothing() -> None:
    agent = Host().agent()
    assert agent.delete("/ws/v12/authentication/user/logout").status_code == 204
    assert agent.post(SEND, BODY).status_code == 401
    assert agent.delete("/system/ws/v12/authentication/user/logout").status_code == 401


@pytest.mark.rule("H7")
@pytest.mark.parametrize("path", ["/", "", f"{SEND}/", "/ws/v12", f"{ACTIVITY}/1/2", "/SYSTEM"])
def test_a_path_that_is_not_served_is_not_found(path: str) -> None:
    answer = Host().agent().get(path)
    assert (answer.status_code, told(answer)["code"]) == (404, "404-101")


@pytest.mark.rule("H7")
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_a_method_that_is_not_served_is_not_allowed(method: str) -> None:
    answer = Host().agent().call(method, SEND)
    assert (answer.status_code, told(answer)["code"]) == (405, "405-100")


def test_head_is_answered_as_get_is() -> None:
    agent = Host().agent()
    agent.post(SEND, BODY)
    got, headed = agent.get(f"{ACTIVITY}/1"), agent.call("HEAD", f"{ACTIVITY}/1")
    assert got.status_code == headed.status_code == 200
    assert got.headers["content-length"] == headed.headers["content-length"]


def test_the_application_can_be_mounted_in_another() -> None:
    outer = Starlette(routes=[Mount("/mail", Host().app)])
    caller = Caller(outer)
    login = caller.post(f"/mail{LOGIN}", b'{"userName": "agent", "password": "secret"}')
    caller.session = login.headers[SESSION]
    sent = caller.post(f"/mail{SEND}", BODY)
    assert (login.status_code, sent.status_code) == (204, 201)
    assert sent.headers["location"] == f"/mail/system{ACTIVITY}/1"
    assert caller.get(sent.headers["location"]).status_code == 200
    assert told(caller.get("/mail/nowhere"))["code"] == "404-101"


def test_pages_of_other_origins_may_not_call_unless_they_are_named() -> None:
    preflight = {"Origin": "https://crm.example", "Access-Control-Request-Method": "POST"}
    closed = Host().caller().call("OPTIONS", SEND, headers=preflight)
    opened = Host(allowed_origins=("https://crm.example",)).caller()
    assert "access-control-allow-origin" not in closed.headers
    answer = opened.call("OPTIONS", SEND, headers=preflight)
    assert answer.headers["access-control-allow-origin"] == "https://crm.example"
    other = opened.call("OPTIONS", SEND, headers={**preflight, "Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    answer = opened.get("/healthz", Origin="https://crm.example")
    exposed = set(answer.headers["access-control-expose-headers"].split(", "))
    assert exposed == {SESSION, "Location", "X-Request-Id", "Retry-After", "Preference-Applied"}


class Failing(MemorySessions):
    """Meets a fault that nobody foresaw."""

    def find(self, token_hash: str) -> Session | None:
        raise KeyError(token_hash)


def test_a_page_of_another_origin_may_read_the_answer_to_a_fault_of_ours() -> None:
    host = Host()
    sessions = attrs.evolve(host.services.sessions, sessions=Failing())
    services = attrs.evolve(host.services, sessions=sessions)
    origin = "https://crm.example"
    caller = Caller(application(services, allowed_origins=(origin,)), "a-session")
    answer = caller.post(SEND, BODY, Origin=origin)
    assert (answer.status_code, told(answer)["code"]) == (500, "500-100")
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["x-request-id"] in told(answer)["developerMessage"]


def limited(octets: int) -> Caller:
    return Host(limits=HttpLimits(body_octets=octets)).agent()


def names(members: dict[str, object]) -> list[str]:
    details = members["details"]
    assert isinstance(details, list)
    return [each["name"] for each in details]


def test_a_body_of_just_the_limit_is_taken_and_a_larger_one_is_not() -> None:
    assert limited(len(BODY)).post(SEND, BODY).status_code == 201
    answer = limited(len(BODY) - 1).post(SEND, BODY)
    assert answer.status_code == 400
    assert names(told(answer)) == ["body.too_large"]
    assert str(len(BODY) - 1) in told(answer)["details"][0]["value"]


class Endless:
    """Pieces of a body without an end, which counts how many were taken."""

    def __init__(self, first: bytes, then: bytes) -> None:
        self.first, self.then, self.taken = first, then, 0

    def __iter__(self) -> "Endless":
        return self

    def __next__(self) -> bytes:
        self.taken += 1
        if self.taken > 1000:
            raise AssertionError("nobody stopped reading")
        return self.then if self.taken > 1 else self.first


def test_a_body_beyond_the_limit_is_refused_while_it_arrives() -> None:
    endless = Endless(b"{", b" " * 1000)
    answer = limited(10_000).call("POST", SEND, endless, {"Content-Type": JSON})
    assert names(told(answer)) == ["body.too_large"]
    assert endless.taken <= 12


def test_a_length_beyond_the_limit_is_refused_before_anything_arrives() -> None:
    endless = Endless(b"{", b" ")
    headers = {"Content-Type": JSON, "Content-Length": "100001"}
    answer = limited(100_000).call("POST", SEND, endless, headers)
    assert names(told(answer)) == ["body.too_large"]
    assert answer.headers["connection"] == "close"
    assert endless.taken == 0


@pytest.mark.parametrize("length", ["9" * 19, "1" + "0" * 5_000])
def test_a_length_of_many_digits_is_too_large_too(length: str) -> None:
    endless = Endless(b"{", b" ")
    headers = {"Content-Type": JSON, "Content-Length": length}
    answer = limited(100_000).call("POST", SEND, endless, headers)
    assert names(told(answer)) == ["body.too_large"]
    assert endless.taken == 0


def test_a_connection_is_closed_where_a_body_is_refused_before_it_arrived_and_only_there() -> None:
    caller = Host().caller()
    endless = {"Content-Type": JSON, "Transfer-Encoding": "chunked"}
    refused = caller.call("POST", SEND, Endless(b"{", b" "), endless)
    arrived = caller.post(SEND, BODY)
    without = caller.get(f"{ACTIVITY}/1")
    assert [each.status_code for each in (refused, arrived, without)] == [401] * 3
    assert refused.headers["connection"] == "close"
    assert "connection" not in arrived.headers
    assert "connection" not in without.headers


def test_a_body_that_is_longer_than_it_says_is_not_read_to_its_end() -> None:
    endless = Endless(b"{", b" " * 1000)
    headers = {"Content-Type": JSON, "Content-Length": "2"}
    answer = limited(1_000_000).call("POST", SEND, endless, headers)
    assert names(told(answer)) == ["body.too_large"]
    assert endless.taken < 100


def test_whoever_hangs_up_is_no_fault_of_the_service(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="compose_core")
    agent = Host().agent()
    headers = {"content-type": JSON, SESSION.lower(): agent.session or ""}
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": SEND,
        "raw_path": SEND.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    answered: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answered.append(message)

    async def call() -> None:
        await agent.app(scope, receive, send)

    asyncio.run(call())
    assert answered == []
    assert "(no answer)" in caplog.records[-1].getMessage()
    assert "ERROR" not in {each.levelname for each in caplog.records}


def test_no_body_is_read_of_a_call_without_a_session() -> None:
    endless = Endless(b"{", b" ")
    answer = Host().caller().call("POST", SEND, endless, {"Content-Type": JSON})
    assert (answer.status_code, endless.taken) == (401, 0)


def test_a_login_has_a_smaller_limit() -> None:
    body = b'{"userName": "' + b"a" * 20_000 + b'", "password": "x"}'
    answer = Host().caller().post(LOGIN, body)
    assert answer.status_code == 400
    assert "more than 16384 octets" in told(answer)["message"]


@pytest.mark.rule("S5")
def test_the_largest_mail_that_the_settings_allow_fits_the_limit_in_every_format() -> None:
    partition = PartitionSettings(max_email_octets=2 * MEGABYTE, max_body_octets=1000)
    host = Host(builders.site(partition=partition))
    content = InMemory(bytes(1_400_000))
    request = builders.request(attachments=(Attachment("text/plain", "a.txt", content),))
    agent = host.agent()
    files = [file("a.txt", bytes(1_400_000))]
    answers = [
        agent.post(SEND, encode_request(request, JSON)),
        agent.post(SEND, request_form(BODY, JSON, files), MULTIPART),
    ]
    assert [each.status_code for each in answers] == [201, 201]


@pytest.mark.rule("H4")
@pytest.mark.parametrize(
    ("limits", "fields", "name"),
    [
        (Limits(parts=3), [file("a", b"")] * 2, "multipart.too_many_parts"),
        (
            Limits(part_headers=2),
            [("Content-Disposition: form-data; name=a\r\nA: 1\r\nB: 2", b"")],
            "multipart.too_many_headers",
        ),
        (
            Limits(header_octets=100),
            [(f'Content-Disposition: form-data; name="{"a" * 100}"', b"")],
            "multipart.header_too_large",
        ),
        (Limits(data_octets=len(BODY) - 1), [], "multipart.data_too_large"),
    ],
)
def test_parts_beyond_a_limit_are_refused_by_its_name(
    limits: Limits, fields: list[tuple[str, bytes]], name: str
) -> None:
    agent = Host(limits=HttpLimits(wire=limits)).agent()
    answer = agent.post(SEND, request_form(BODY, JSON, fields), MULTIPART)
    assert answer.status_code == 400
    assert names(told(answer)) == [name]
    value = {"multipart.too_many_parts": 3, "multipart.too_many_headers": 2}.get(
        name, 100 if name == "multipart.header_too_large" else len(BODY) - 1
    )
    assert str(value) in told(answer)["details"][0]["value"]


@pytest.mark.parametrize(
    "endless",
    [
        Endless(b"", b"no boundary is in this preamble " * 30),
        Endless(b"------a-boundary-of-our-own\r\n", b"X: y\r\n" * 100),
        Endless(b"------a-boundary-of-our-own\r\nX: ", b"y" * 1000),
        Endless(b"", b"------a-boundary-of-our-own\r\n\r\n\r\n" * 30),
    ],
    ids=["preamble", "headers", "header", "parts"],
)
def test_a_flood_is_refused_while_it_arrives(endless: Endless) -> None:
    answer = limited(100_000).call("POST", SEND, endless, {"Content-Type": MULTIPART})
    assert answer.status_code == 400
    assert endless.taken < 150


def test_a_form_without_data_is_refused() -> None:
    answer = Host().agent().post(SEND, form([field("x", b"1")]), MULTIPART)
    assert {"multipart.part_missing"} <= set(names(told(answer)))


class Broken(MemorySessions):
    """Sessions of a store that has a fault."""

    def find(self, token_hash: str) -> Session | None:
        raise ValueError(f"agent-secret {token_hash}")


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("PUT", "/healthz")])
def test_a_session_that_cannot_be_looked_up_is_logged_and_changes_no_answer(
    caplog: pytest.LogCaptureFixture, method: str, path: str
) -> None:
    host = Host()
    agent = host.agent()
    expected = agent.call(method, path)
    sessions = attrs.evolve(host.services.sessions, sessions=Broken())
    agent.app = application(attrs.evolve(host.services, sessions=sessions))
    answer = agent.call(method, path)
    assert answer.content == expected.content
    assert SESSION not in answer.headers
    [line] = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    call_id = answer.headers["x-request-id"]
    assert line == f"the session could not be looked up: ValueError id={call_id}"


def test_decisions_of_calls_are_logged_with_their_source_and_without_secrets(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", logger="compose_core.security")
    host = Host()
    agent = host.agent()
    token = agent.session or ""
    agent.post(LOGIN, b'{"userName": "agent", "password": "hush"')
    agent.delete("/ws/v12/authentication/user/logout")
    agent.get(f"{ACTIVITY}/1")
    told = [each.getMessage() for each in caplog.records if each.name == "compose_core.security"]
    assert told == [
        'event=login outcome=ok actor="agent" source="192.0.2.1"',
        'event=login outcome=malformed actor="" source="192.0.2.1"',
        'event=logout outcome=ended actor="agent" source="192.0.2.1"',
        'event=session outcome=refused actor="" source="192.0.2.1" why="unknown"',
    ]
    assert token not in caplog.text
    assert "hush" not in caplog.text
