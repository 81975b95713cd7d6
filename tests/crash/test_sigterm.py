"""Processes are asked to end by SIGTERM in the middle of their work, and do so in time."""

import json
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import httpx
import pytest

from calls import JSON
from compose_core.model.delivery import DeliveryState
from crash_composing import command, key_of
from crash_lab import Lab, laboratory
from crash_processes import Victim, wait_until
from crash_station import Station
from requests_as_json import members
from serving import Served, serving

SENDS = {"short": 60, "full": 500}
# What is commonly given to a process before it is killed.
GRACE_SECONDS = 10
THREADS = 4
SEND = "/ws/v12/interaction/activity/send"


@pytest.fixture
def sends(scale: Literal["short", "full"]) -> int:
    return SENDS[scale]


def deliverer(lab: Lab, *options: str) -> Victim:
    environment = {"COMPOSE_DATABASE": lab.url, "COMPOSE_SMTP": lab.sink.url("deliver")}
    arguments = ("deliver", "--json", "--workers", str(THREADS), *options)
    return Victim(command, environment, *arguments, output=lab.folder / "deliver.log")


def accepted(lab: Lab) -> int:
    return lab.states()[DeliveryState.ACCEPTED]


@pytest.mark.crash
@pytest.mark.rule("A3")
def test_workers_give_back_what_they_have_not_begun(lab: Lab, sends: int) -> None:
    station = Station(lab)
    for _ in range(sends):
        station.compose(station.number())
    station.close()
    workers = deliverer(lab)
    wait_until(lambda: accepted(lab) > sends // 5, "the workers are at work")
    began = time.monotonic()
    workers.terminate()
    assert workers.join() == 0, workers.told
    taken = time.monotonic() - began
    left = lab.open_mails()
    assert left, "nothing was left to give back"
    assert {each.state for mail in left for each in mail.recipients} == {DeliveryState.QUEUED}
    assert deliverer(lab, "--once").join() == 0
    report = lab.report()
    print(f"\nSIGTERM with {len(left)} of {sends} mails left, ended in {taken:.1f} s: {report}")  # noqa: T201 - the report
    assert (report.lost, report.unexpected, report.duplicated, report.recovered) == (0, 0, 0, 0)
    assert taken < GRACE_SECONDS


def body_of(number: int) -> str:
    """A request whose customer comes with it."""
    emails = {"to": [f"customer.{number}@example.com"], "from": "support@example.com"}
    persons = {"contactPerson": [{"firstName": "Pat"}]}
    customer = {"type": {"value": "individual"}, "contactPersons": persons}
    return json.dumps(members(payload={"email": {"emailAddresses": emails}}, customer=customer))


def answered(served: Served, numbers: Iterable[int], done: dict[int, str]) -> None:
    """Post until everything is answered, or nobody answers any more."""
    with served.agent() as agent:
        for number in numbers:
            headers = {"Content-Type": JSON, "Idempotency-Key": key_of(number)}
            try:
                answer = agent.post(SEND, content=body_of(number), headers=headers)
            except httpx.TransportError:
                return
            assert answer.status_code == 201, answer.text
            done[number] = answer.headers["location"]


@pytest.mark.crash
@pytest.mark.rule("A3", "A5")
def test_a_server_answers_what_it_has_begun_and_its_successor_does_the_rest(
    tmp_path: Path, sends: int, scale: Literal["short", "full"]
) -> None:
    if scale == "short":
        pytest.skip("two starts of a server are long; the stop of one is shown end to end")
    done: dict[int, str] = {}
    with laboratory(tmp_path, f"sqlite:///{tmp_path / 'compose.db'}") as lab:
        options = ("--smtp", lab.sink.url("serve"), "--database", lab.url)
        with serving(tmp_path, *options) as first, ThreadPoolExecutor(THREADS) as clients:
            for start in range(THREADS):
                clients.submit(answered, first, range(start, sends, THREADS), done)
            wait_until(lambda: len(done) > sends // 4, "some are answered")
            began = time.monotonic()
            assert first.stop() == 0, first.log
            taken = time.monotonic() - began
        before = len(done)
        with serving(tmp_path, *options) as second:
            answered(second, (each for each in range(sends) if each not in done), done)
            wait_until(lambda: accepted(lab) == sends, "all is delivered")
            assert second.stop() == 0, second.log
        report = lab.report()
        print(f"\nSIGTERM after {before} of {sends} answers, ended in {taken:.1f} s: {report}")  # noqa: T201 - the report
        assert (report.lost, report.unexpected, report.duplicated, report.recovered) == (0, 0, 0, 0)
        assert len(set(done.values())) == lab.activities() == sends
        assert before < sends
        assert taken < GRACE_SECONDS
