"""Clients that are idle, slow or silent: `serve` ends them, answers all others, and stays quiet."""

import json
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from calls import SESSION
from crash_processes import wait_until
from serving import Served, serving

ACTIVITY = "/ws/v12/interaction/activity"
LOGIN = "/ws/v12/authentication/user/login"
DESCRIPTORS = 128
PATIENCE = 30
LOGIN_BODY = json.dumps({"userName": "agent", "password": "agent-demo"}).encode()
HEAD = b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" % LOGIN.encode()


def connected(server: Served) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def lines(server: Served) -> int:
    return len(server.log.splitlines())


def health(server: Served) -> int:
    with connected(server) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return status_of(connection.makefile("rb").read())


@contextmanager
def idle(server: Served, number: int) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        yield [stack.enter_context(connected(server)) for _ in range(number)]


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that has little patience, so that the tests are short."""
    patch = pytest.MonkeyPatch()
    patch.setenv("COMPOSE_HEAD_SECONDS", "2")
    patch.setenv("COMPOSE_BODY_GRACE_SECONDS", "3")
    patch.setenv("COMPOSE_BODY_RATE", "100")
    with serving(tmp_path_factory.mktemp("hasty"), "--no-deliver") as server:
        patch.undo()
        yield server


@pytest.mark.parametrize("workers", [1, 2])
def test_more_idle_connections_than_descriptors_harm_nobody_and_write_next_to_nothing(
    tmp_path: Path, workers: int
) -> None:
    options = ("--no-deliver", "--workers", str(workers))
    with serving(tmp_path, *options, descriptors=DESCRIPTORS) as server, server.agent() as agent:
        before = lines(server)
        with idle(server, 4 * DESCRIPTORS):
            # Each on a connection of its own, which must find room.
            assert [health(server) for _ in range(20)] == [200] * 20
            assert agent.get(f"{ACTIVITY}/1").status_code == 404
        assert lines(server) - before <= 21 + 2 * workers
        assert "ended to make room" in server.log
        assert "ERROR" not in server.log


def test_when_all_connections_are_busy_another_is_refused_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPOSE_CONNECTIONS", "8")
    body = json.dumps(draft("Good morning")).encode()
    with serving(tmp_path, "--no-deliver") as server, ExitStack() as stack:
        with server.agent() as agent:
            session = agent.headers[SESSION].encode()
        head = b"POST %s HTTP/1.1\r\nHost: a\r\nX-egain-session: %s\r\n" % (
            ACTIVITY.encode(),
            session,
        )
        head += b"Content-Type: application/json\r\nExpect: 100-continue\r\n"
        head += b"Content-Length: %d\r\n\r\n" % len(body)
        writer = stack.enter_context(closing(sqlite3.connect(tmp_path / "compose.db")))
        writer.isolation_level = None
        writer.execute("BEGIN IMMEDIATE")
        busy = [stack.enter_context(connected(server)) for _ in range(8)]
        before = lines(server)
        for connection in busy:
            connection.sendall(head)
            assert status_of(connection.recv(4096)) == 100
            connection.sendall(body)
        # The last of them has been read as a whole when the server looks at itself again.
        time.sleep(1)
        assert [is_refused(server) for _ in range(200)] == [True] * 200
        writer.execute("ROLLBACK")
        assert [status_of(connection.recv(4096)) for connection in busy] == [201] * 8
        assert health(server) == 200
        assert "refused, all others being busy" in server.log
        assert lines(server) - before <= 8 * 2 + 1 + 3


def test_a_body_that_is_late_gives_way_where_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPOSE_CONNECTIONS", "8")
    monkeypatch.setenv("COMPOSE_BODY_GRACE_SECONDS", "600")
    with serving(tmp_path, "--no-deliver") as server, idle(server, 8) as stalled:
        for connection in stalled:
            connection.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: 100\r\n\r\n")
            assert status_of(connection.recv(4096)) == 100
        wait_until(lambda: not is_refused(server), "one gives way")
        wait_until(lambda: f"POST {LOGIN} (no answer)" in server.log, "its call is over")
        assert health(server) == 200


def is_refused(server: Served) -> bool:
    with connected(server) as connection:
        try:
            connection.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return not connection.recv(100)
        except ConnectionError:
            return True


def test_it_does_not_start_with_more_connections_than_descriptors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPOSE_CONNECTIONS", "1000")
    with (
        pytest.raises(AssertionError, match=r"COMPOSE_CONNECTIONS is 1000.*128.*leaves 64"),
        serving(tmp_path, "--no-deliver", descriptors=DESCRIPTORS),
    ):
        pass


@pytest.mark.parametrize(
    ("begun", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\nHost:", 408),
        (HEAD, 408),
        (HEAD + b"Content-Length: 50\r\n\r\n{", 408),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", 408),
        (b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /h", 200),
    ],
    ids=["a line", "headers", "a small body", "chunks", "a second head"],
)
def test_what_does_not_come_to_its_end_is_ended(hasty: Served, begun: bytes, status: int) -> None:
    with connected(hasty) as connection:
        connection.sendall(begun)
        answer = connection.makefile("rb").read()
    assert status_of(answer) == status
    if status == 408:
        body = json.loads(answer.partition(b"\r\n\r\n")[2])
        assert body["code"] == "408-100"


def test_a_connection_on_which_nothing_comes_is_closed(hasty: Served) -> None:
    with connected(hasty) as connection:
        assert connection.makefile("rb").read() == b""


def test_a_head_that_trickles_in_is_ended_all_the_same(hasty: Served) -> None:
    answer = b""
    with connected(hasty) as connection:
        connection.settimeout(0.2)
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        for number in range(100):
            connection.sendall(b"X%d: y\r\n" % number)
            try:
                answer = connection.recv(4096)
            except TimeoutError:
                continue
            break
    assert status_of(answer) == 408


def test_a_body_may_be_slow_as_long_as_it_keeps_up_with_the_rate(hasty: Served) -> None:
    body = LOGIN_BODY + b" " * 950
    with connected(hasty) as connection:
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body))
        # Twice the rate and twice the grace.
        for start in range(0, len(body), 60):
            connection.sendall(body[start : start + 60])
            time.sleep(0.3)
        assert status_of(connection.recv(4096)) == 204


def test_a_body_that_was_fast_at_first_and_stalls_is_ended(hasty: Served) -> None:
    with hasty.agent() as agent:
        session = agent.headers[SESSION].encode()
        with connected(hasty) as connection:
            path = f"{ACTIVITY}/send".encode()
            connection.sendall(
                b"POST %s HTTP/1.1\r\nHost: a\r\nX-egain-session: %s\r\n"
                b"Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n{"
                % (path, session)
            )
            connection.sendall(b" " * 1_000_000)
            assert status_of(connection.makefile("rb").read()) == 408
        assert agent.get("/healthz").status_code == 200


def draft(text: str) -> dict[str, object]:
    return {
        "department": {"name": "service"},
        "type": {"value": "email", "subtype": {"value": "compose"}},
        "subject": "A long one",
        "payload": {
            "email": {
                "emailAddresses": {"from": "support@example.com", "to": "pat@example.com"},
                "contents": {"content": {"type": "text", "value": text}},
            }
        },
        "customer": {
            "type": {"value": "individual"},
            "contactPersons": {"contactPerson": {"firstName": "Pat"}},
        },
    }


def is_reset(connection: socket.socket) -> bool:
    try:
        connection.send(b"G")
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return False


def test_an_answer_that_nobody_takes_is_ended(hasty: Served) -> None:
    with hasty.agent() as agent:
        place = agent.post(ACTIVITY, json=draft("a" * 1_000_000)).headers["location"]
        head = f"GET {place} HTTP/1.1\r\nHost: a\r\nX-egain-session: {agent.headers[SESSION]}"
    asking = f"{head}\r\n\r\n".encode() * 30
    with connected(hasty) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(1)
        with suppress(TimeoutError):
            connection.sendall(asking)
        wait_until(lambda: is_reset(connection), "it is ended")
    wait_until(lambda: "did not take their answers" in hasty.log, "it is counted")


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"transfer-encoding: chunked\r\nCONTENT-LENGTH: 0\r\n",
        b"Transfer-Encoding: identity\r\nContent-Length: 5\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
    ],
)
@pytest.mark.parametrize("version", [b"1.1", b"1.0"])
def test_a_body_of_ambiguous_length_is_refused(
    hasty: Served, lengths: bytes, version: bytes
) -> None:
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    with connected(hasty) as connection:
        head = b"POST %s HTTP/%s\r\nHost: a\r\n" % (LOGIN.encode(), version)
        connection.sendall(head + lengths + b"\r\n" + smuggled)
        answer = connection.makefile("rb").read()
    assert status_of(answer) == 400
    assert answer.count(b"HTTP/1.1") == 1
    wait_until(lambda: "source=127.0.0.1" in hasty.log, "it is logged")


def test_chunks_are_no_part_of_http_1_0(hasty: Served) -> None:
    with connected(hasty) as connection:
        head = b"POST %s HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % LOGIN.encode()
        connection.sendall(head)
        assert status_of(connection.makefile("rb").read()) == 400


def test_the_descriptors_of_connections_are_given_back(tmp_path: Path) -> None:
    with serving(tmp_path, "--no-deliver", descriptors=DESCRIPTORS) as server:
        assert health(server) == 200
        folder = Path(f"/proc/{server.process.pid}/fd")
        if not folder.is_dir():
            pytest.skip("the system does not show descriptors")
        before = len(list(folder.iterdir()))
        for _ in range(3):
            with idle(server, 2 * DESCRIPTORS):
                pass
        wait_until(lambda: len(list(folder.iterdir())) <= before + 2, "they are given back")
