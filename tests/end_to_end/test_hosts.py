"""The hosts in the examples work as they are."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from calls import JSON, SESSION, Caller
from compose_adapters.wiring import configuration
from compose_adapters.wiring.embedded import Container
from serving import ROOT, SITE

HOSTS = ROOT / "examples" / "hosts"
REQUESTS = ROOT / "examples" / "requests"
THIRTY_LINES = 45


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A site and a database of the test's own, as the hosts are told of them."""
    given = {
        "COMPOSE_SITE": str(SITE),
        "COMPOSE_DATABASE": f"sqlite:///{tmp_path / 'compose.db'}",
        "COMPOSE_SMTP": f"maildir:{tmp_path / 'mails'}",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "src" / "adapters")])
    return {**os.environ, **given, "PYTHONPATH": paths}


def imported(name: str) -> ModuleType:
    spec = spec_from_file_location(name, HOSTS / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def host(request: pytest.FixtureRequest, environment: dict[str, str]) -> Iterator[ModuleType]:
    module = imported(request.param)
    yield module
    module.world.close()


def activities(environment: dict[str, str]) -> list[str]:
    """The subjects of all activities."""
    world = Container(configuration(environment))
    try:
        return [each.activity.subject for each in world.records.activities(range(1, 100))]
    finally:
        world.close()


@pytest.mark.parametrize("host", ["asgi_fastapi"], indirect=True)
def test_fastapi_serves_the_contract_beside_paths_of_its_own(
    host: ModuleType, environment: dict[str, str]
) -> None:
    caller = Caller(host.app)
    assert caller.get("/orders/7").json() == {"order": 7}
    login = caller.post(
        "/mail/ws/v12/authentication/user/login",
        b'{"userName": "agent", "password": "agent-demo"}',
    )
    caller.session = login.headers[SESSION]
    body = (REQUESTS / "3.json").read_bytes()
    sent = caller.post("/mail/ws/v12/interaction/activity/send", body)
    assert sent.status_code == 201, sent.text
    assert sent.headers["location"].startswith("/mail/system/ws/v12/interaction/activity/")
    assert caller.get(sent.headers["location"]).status_code == 200
    assert len(activities(environment)) == 1


@pytest.mark.parametrize("host", ["wsgi_flask"], indirect=True)
def test_flask_takes_the_same_requests(host: ModuleType, environment: dict[str, str]) -> None:
    client: Any = host.app.test_client()
    user = {"X-Forwarded-User": "agent"}
    for name, content_type in (("3.json", JSON), ("3.xml", "application/xml")):
        body = (REQUESTS / name).read_bytes()
        answer = client.post("/send", data=body, content_type=content_type, headers=user)
        assert answer.status_code == 201, answer.text
    refused = client.post("/send", data=b"{}", content_type=JSON, headers=user)
    assert refused.status_code == 400
    assert "department.name" in [each["key"] for each in refused.json["details"]]
    stranger = {"X-Forwarded-User": "nobody"}
    body = (REQUESTS / "3.json").read_bytes()
    denied = client.post("/send", data=body, content_type=JSON, headers=stranger)
    assert denied.status_code == 403
    unread = client.post("/send", data=body, content_type="text/plain", headers=user)
    nobody = client.post("/send", data=body, content_type=JSON)
    keyed = {**user, "Idempotency-Key": "one"}
    first = client.post("/send", data=body, content_type=JSON, headers=keyed)
    other = body.replace(b'"subject"', b'"priority": 3, "subject"', 1)
    second = client.post("/send", data=other, content_type=JSON, headers=keyed)
    answers = [unread, nobody, first, second]
    assert [each.status_code for each in answers] == [415, 401, 201, 409]
    assert len(activities(environment)) == 3


@pytest.mark.parametrize("host", ["wsgi_flask"], indirect=True)
def test_flask_tells_a_database_that_is_busy(host: ModuleType, tmp_path: Path) -> None:
    host.world.database.close()
    (tmp_path / "compose.db").write_bytes(b"no database at all" * 100)
    body = (REQUESTS / "3.json").read_bytes()
    client: Any = host.app.test_client()
    user = {"X-Forwarded-User": "agent"}
    answer = client.post("/send", data=body, content_type=JSON, headers=user)
    assert (answer.status_code, answer.json["code"]) == (503, "503-100")


def run(name: str, *arguments: str, told: str = "", environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, str(HOSTS / f"{name}.py"), *arguments],
        input=told,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_script_without_an_address_tells_how_it_is_called(environment: dict[str, str]) -> None:
    script = [sys.executable, str(HOSTS / "plain_script.py")]
    done = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "usage: python plain_script.py ADDRESS\n")


def test_a_script_sends_and_delivers(environment: dict[str, str]) -> None:
    told = run("plain_script", "kim@example.com", environment=environment)
    assert told == "kim@example.com accepted\n"
    assert activities(environment) == ["Good news, Kim"]


def test_a_consumer_does_each_message_once_and_sets_the_wrong_ones_aside(
    environment: dict[str, str],
) -> None:
    good = {
        "id": "message-1",
        "user": "agent",
        "contentType": JSON,
        "body": (REQUESTS / "3.json").read_text(),
    }
    wrong = {**good, "id": "message-2", "body": "{}"}
    told = "".join(json.dumps(each) + "\n" for each in (good, wrong, good))
    first, second, third = run("queue_consumer", told=told, environment=environment).splitlines()
    assert first == third == "message-1 activity 1"
    assert second.startswith("message-2 set aside: ")
    assert len(activities(environment)) == 1


@pytest.mark.parametrize("path", sorted(HOSTS.glob("*.py")), ids=lambda path: path.name)
def test_no_host_needs_more_than_some_thirty_lines(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if line.strip()]
    assert len(lines) <= THIRTY_LINES
