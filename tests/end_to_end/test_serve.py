"""`serve` as people use it: log in, send, look, log out; many processes; stop and start again."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from calls import JSON, SESSION
from compose_adapters.wire import body_of_file
from crash_processes import wait_until
from serving import ROOT, SITE, Served, serving

REQUESTS = ROOT / "examples" / "requests"
ACTIVITY = "/ws/v12/interaction/activity"
LOGOUT = "/ws/v12/authentication/user/logout"
# The first refers to a case that another of them makes.
EXAMPLES = [
    "2.multipart",
    *sorted(each.name for each in REQUESTS.iterdir() if each.name[0] in "13456"),
]
PATIENCE = 30


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as server:
        yield server


def wait_until_accepted(agent: httpx.Client, place: str) -> None:
    ends = time.monotonic() + PATIENCE
    states: list[str] = []
    while time.monotonic() < ends:
        [activity] = agent.get(place, headers={"Accept": JSON}).json()["activity"]
        states = [each["state"] for each in activity["delivery"]]
        if set(states) <= {"accepted", "kept"}:
            return
        time.sleep(0.1)
    raise AssertionError(f"the mail is still {states}")


@pytest.mark.rule("H2", "H3", "H4")
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_file_is_sent_and_delivered(name: str, served: Served) -> None:
    body, content_type = body_of_file((REQUESTS / name).read_bytes(), name)
    with served.agent() as agent:
        answer = agent.post(
            f"{ACTIVITY}/send", content=body, headers={"Content-Type": content_type}
        )
        assert answer.status_code == 201, answer.text
        wait_until_accepted(agent, answer.headers["location"])
        assert agent.delete(LOGOUT).status_code == 204
        assert agent.get(answer.headers["location"]).status_code == 401


def test_the_log_holds_no_query_session_password_or_address(served: Served) -> None:
    with served.agent() as agent:
        agent.get("/healthz?token=hush")
        session = agent.headers[SESSION]
    wait_until(lambda: "GET /healthz 400" in served.log, "the call is logged")
    for secret in ("hush", session, "agent-demo", "pat@example.com"):
        assert secret not in served.log


def test_every_worker_answers_every_session(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server:
        with server.agent() as agent:
            session = agent.headers[SESSION]
        place = f"{server.url}{ACTIVITY}/1"
        # Each call on a connection of its own, so that either process may take it.
        answers = [httpx.get(place, headers={SESSION: session}) for _ in range(20)]
        assert {each.status_code for each in answers} == {404}
        assert server.stop() == 0


def minimal(number: int) -> dict[str, object]:
    return {
        "department": {"name": "service"},
        "type": {"value": "email", "subtype": {"value": "compose"}},
        "subject": f"Mail {number}",
        "payload": {
            "email": {
                "emailAddresses": {"from": "support@example.com", "to": "pat@example.com"},
                "contents": {"content": {"type": "text", "value": "Good morning"}},
            }
        },
        "customer": {
            "type": {"value": "individual"},
            "contactPersons": {"contactPerson": {"firstName": "Pat"}},
        },
    }


def test_a_stop_ends_what_is_under_way_and_another_server_goes_on(tmp_path: Path) -> None:
    sent: list[str] = []
    refused: list[Exception] = []

    def send_until_refused(agent: httpx.Client) -> None:
        try:
            for number in range(10_000):
                answer = agent.post(f"{ACTIVITY}/send", json=minimal(number))
                assert answer.status_code == 201, answer.text
                sent.append(answer.headers["location"])
        except httpx.TransportError as error:
            refused.append(error)

    with serving(tmp_path) as server:
        with server.agent() as agent:
            threads = [threading.Thread(target=send_until_refused, args=(agent,)) for _ in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(1)
            assert server.stop() == 0
            for thread in threads:
                thread.join()
            session = agent.headers[SESSION]
        assert len(refused) == 4
    with serving(tmp_path) as successor, successor.client() as agent:
        agent.headers[SESSION] = session
        for place in sent:
            assert agent.get(place).status_code == 200
        wait_until_accepted(agent, sent[-1])
        count = len(sent)
        known = agent.get("/healthz").json()["outbox"]["recipients"]
        assert sum(known.values()) >= count > 0


def test_who_only_reads_does_not_wait_for_a_write_that_another_process_holds_up(
    tmp_path: Path,
) -> None:
    with serving(tmp_path, "--no-deliver") as server, server.agent() as agent:
        assert agent.post(f"{ACTIVITY}/send", json=minimal(1)).status_code == 201
        writer = sqlite3.connect(tmp_path / "compose.db", isolation_level=None)
        with closing(writer), ThreadPoolExecutor() as threads:
            writer.execute("BEGIN IMMEDIATE")
            held_up = threads.submit(agent.post, f"{ACTIVITY}/send", json=minimal(2))
            time.sleep(0.2)
            answers = [agent.get(path, timeout=5) for path in ("/healthz", f"{ACTIVITY}/1")]
            assert not held_up.done()
            writer.execute("ROLLBACK")
            assert held_up.result().status_code == 201
        assert [each.status_code for each in answers] == [200, 200]


@pytest.mark.parametrize(
    "head",
    [
        b"nonsense\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 20_000,
        b"POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n\r\n",
    ],
    ids=["no HTTP", "two lengths", "a long head", "a bad chunk"],
)
def test_what_is_not_well_formed_http_is_answered_in_the_products_form(
    head: bytes, served: Served
) -> None:
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(head)
        answer = connection.makefile("rb").read()
    lines, _, body = answer.partition(b"\r\n\r\n")
    headers = dict(line.split(b": ", 1) for line in lines.lower().split(b"\r\n")[1:])
    assert json.loads(body)["code"] == "400-152"
    assert headers[b"content-type"] == b"application/json"
    assert headers[b"connection"] == b"close"
    named = f"id={headers[b'x-request-id'].decode()}"
    wait_until(lambda: named in served.log.lower(), "the answer is logged")
    assert httpx.get(f"{served.url}/healthz").status_code == 200
    assert "ERROR" not in served.log


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from compose_adapters.cli import main; main()", *arguments],
        check=False,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "src" / "adapters")]),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def test_a_port_that_is_taken_is_one_sentence_and_an_exit_status(
    served: Served, tmp_path: Path
) -> None:
    port = served.url.rpartition(":")[2]
    done = run(tmp_path, "serve", "--site", str(SITE), "--no-deliver", "--port", port)
    assert done.returncode == 3
    assert done.stderr == f"Cannot listen at 127.0.0.1, port {port}: Address already in use.\n"


def test_without_a_mail_server_it_must_be_told_not_to_deliver(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--site", str(SITE))
    assert done.returncode == 2
    assert "--no-deliver" in done.stderr


def test_control_c_ends_it_as_a_stop_does(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(PATIENCE) == 0


def test_who_is_believed_and_who_may_call_is_told_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPOSE_TRUSTED_PROXIES", "127.0.0.1")
    monkeypatch.setenv("COMPOSE_ALLOWED_ORIGINS", "https://crm.example, https://desk.example")
    with serving(tmp_path, "--no-deliver") as server, server.client() as client:
        answer = client.get("/healthz", headers={"Origin": "https://desk.example"})
        assert answer.headers["access-control-allow-origin"] == "https://desk.example"
        assert [refused(client, "192.0.2.1") for _ in range(11)] == [401] * 10 + [429]
        assert refused(client, "192.0.2.2") == 401


def refused(client: httpx.Client, address: str) -> int:
    """The status of a failed login that a proxy passes on for an address."""
    return client.post(
        "/ws/v12/authentication/user/login",
        json={"userName": "nobody", "password": "wrong"},
        headers={"X-Forwarded-For": address},
    ).status_code
