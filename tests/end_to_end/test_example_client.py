"""The client of the how-to, on a line that loses answers."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import ModuleType
from typing import Any

import httpx
import pytest

from serving import ROOT, Served, serving

PAGE = ROOT / "docs" / "how-to" / "client.md"
LETTER = {
    "department": {"name": "service"},
    "type": {"value": "email", "subtype": {"value": "compose"}},
    "subject": "Your order",
    "payload": {
        "email": {"emailAddresses": {"from": "support@example.com", "to": "kim@example.com"}}
    },
    "customer": {
        "type": {"value": "individual"},
        "contactPersons": {"contactPerson": {"firstName": "Kim"}},
    },
}


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The names of the page's client, which does not wait long."""
    [code] = [each for each in PAGE.read_text().split("```python\n") if "class Desk" in each]
    module = ModuleType("page")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(code.partition("```")[0], vars(module))
    vars(module)["WAITS"] = (0.01, 0.01, None)
    return module


class Relay(BaseHTTPRequestHandler):
    """Passes calls on, and loses the answer to the first send in some way."""

    server_url: str
    way: str
    done: Event

    def do_GET(self) -> None:
        self.pass_on()

    def do_POST(self) -> None:
        self.pass_on()

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        given = {name: value for name, value in self.headers.items() if name != "Host"}
        answer = httpx.request(
            self.command, self.server_url + self.path, content=body, headers=given
        )
        if self.path.endswith("/send") and not self.done.is_set():
            self.done.set()
            self.lose()
            return
        self.send_response_only(answer.status_code)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content)

    def lose(self) -> None:
        self.close_connection = True
        if self.way == "broken off":
            self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n12")
        elif self.way == "late":
            self.connection.settimeout(5)
            self.rfile.read(1)
        elif self.way == "a proxy's page":
            self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@contextmanager
def relayed(server: Served, how: str) -> Iterator[str]:
    class Losing(Relay):
        server_url, way, done = server.url, how, Event()

    with ThreadingHTTPServer(("127.0.0.1", 0), Losing) as relay:
        Thread(target=relay.serve_forever, args=(0.05,)).start()
        yield f"http://127.0.0.1:{relay.server_port}"
        relay.shutdown()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("relayed"), "--no-deliver") as server:
        yield server


@pytest.mark.rule("A5")
@pytest.mark.parametrize("how", ["nothing", "broken off", "late", "a proxy's page"])
def test_what_was_sent_is_sent_once_though_its_answer_was_lost(
    how: str, served: Served, client: Any
) -> None:
    with relayed(served, how) as url:
        desk = client.Desk(url, "agent", "agent-demo")
        desk.log_in()
        desk.timeout = 1
        place = desk.send(LETTER, key=f"lost: {how}")
        assert desk.send(LETTER, key=f"lost: {how}") == place
        number = int(place.rpartition("/")[2])
        assert desk.activity(place)["subject"] == "Your order"
        with pytest.raises(client.Refused) as refusal:
            desk.activity(place.replace(str(number), str(number + 1)))
    assert refusal.value.status == 404
