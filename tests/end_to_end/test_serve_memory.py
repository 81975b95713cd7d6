"""How much memory a large attachment costs the server."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from calls import JSON
from forms import MULTIPART, file, request_form
from serving import SITE, Served, serving

SEND = "/ws/v12/interaction/activity/send"
MEGABYTE = 1_048_576
ATTACHMENT = bytes(range(256)) * (20 * MEGABYTE // 256)
REQUEST = {
    "department": {"name": "service"},
    "type": {"value": "email", "subtype": {"value": "compose"}},
    "subject": "Twenty megabytes",
    "payload": {
        "email": {"emailAddresses": {"from": "support@example.com", "to": "pat@example.com"}}
    },
    "customer": {
        "type": {"value": "individual"},
        "contactPersons": {"contactPerson": {"firstName": "Pat"}},
    },
}

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the peak of a process"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("memory")
    site = folder / "site.toml"
    site.write_text(SITE.read_text().replace("max_email_size_mb = 25", "max_email_size_mb = 40"))
    with serving(folder, site=site) as server:
        yield server


def status_of(server: Served, name: str) -> int:
    """A figure of the server's process, in octets."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    [line] = [each for each in lines if each.startswith(f"{name}:")]
    return int(line.split()[1]) * 1024


def peak_of(server: Served, body: bytes, content_type: str) -> int:
    """By how much the server's peak rises above what it holds, while it takes a body."""
    with server.agent() as agent:
        send(agent, json.dumps(REQUEST).encode(), JSON)
        Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")
        before = status_of(server, "VmRSS")
        send(agent, body, content_type)
        return status_of(server, "VmHWM") - before


def send(agent: httpx.Client, body: bytes, content_type: str) -> None:
    answer = agent.post(SEND, content=body, headers={"Content-Type": content_type})
    assert answer.status_code == 201, answer.text


def test_20_mb_in_a_form_cost_at_most_50_mb(served: Served) -> None:
    body = request_form(
        json.dumps(REQUEST).encode(), JSON, [file("a.dat", ATTACHMENT, "application/octet-stream")]
    )
    assert peak_of(served, body, MULTIPART) <= 50 * MEGABYTE


def test_20_mb_in_json_cost_at_most_80_mb(served: Served) -> None:
    attachment = {
        "contentType": "application/octet-stream",
        "fileName": "a.dat",
        "content": base64.b64encode(ATTACHMENT).decode(),
    }
    body = json.dumps({**REQUEST, "attachments": {"attachment": [attachment]}}).encode()
    assert peak_of(served, body, JSON) <= 80 * MEGABYTE
