"""SIGTERM and Ctrl-C end the hand-over under way, give the rest back, and end the command."""

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from command_line import CommandLine
from compose_adapters.smtp import Stage
from compose_adapters.smtp.testing import RecordingServer

SCRIPT = "from compose_adapters.cli import main; main()"
LOGGED = re.compile(
    r"^\S+ \S+ INFO compose_core\.events DeliveryChanged activity_id=1 recipient=0 "
    r"before=(.+) after=(.+) at=",
    re.MULTILINE,
)
SIGNALS = [signal.SIGTERM, signal.SIGINT]
PATIENCE_SECONDS = 60


class SlowServer:
    """A mail server that answers the final dot when it is told to."""

    def __init__(self) -> None:
        self.has_the_mail = threading.Event()
        self.goes_on = threading.Event()
        self.real = RecordingServer(answers=self._answer)

    def _answer(self, stage: Stage, _: str) -> str | None:
        if stage is Stage.DOT:
            self.has_the_mail.set()
            self.goes_on.wait(PATIENCE_SECONDS)
        return None


@pytest.fixture
def server() -> Iterator[SlowServer]:
    slow = SlowServer()
    with slow.real:
        yield slow
        slow.goes_on.set()


def queue(shell: CommandLine) -> None:
    shell.done("send", shell.request(), "--as", "agent")


def states(shell: CommandLine) -> list[str]:
    listed = shell.told("outbox", "list", "--state", "accepted", "--state", "queued")
    return [str(mail["state"]) for mail in listed]


@contextmanager
def running(shell: CommandLine, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments],
        env={**shell.environment, "PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def stop_amid_a_hand_over(
    process: subprocess.Popen[str], server: SlowServer, number: signal.Signals
) -> tuple[str, str]:
    assert server.has_the_mail.wait(PATIENCE_SECONDS)
    process.send_signal(number)
    time.sleep(0.1)
    server.goes_on.set()
    return process.communicate(timeout=PATIENCE_SECONDS)


@pytest.mark.rule("A3")
@pytest.mark.parametrize("number", SIGNALS)
def test_deliver_goes_on_until_it_is_stopped_logs_each_transition_and_ends_well(
    shell: CommandLine, server: SlowServer, number: signal.Signals
) -> None:
    queue(shell)
    with running(shell, "deliver", "--smtp", server.real.url, "--json") as process:
        said, errors = stop_amid_a_hand_over(process, server, number)
    assert process.returncode == 0
    assert json.loads(said)["states"]["accepted"] == 1
    assert states(shell) == ["accepted"]
    assert LOGGED.findall(errors) == [
        ("queued", "claimed"),
        ("claimed", "handing over"),
        ("handing over", "accepted"),
    ]
    assert len(errors.splitlines()) == 3


@pytest.mark.rule("A3")
@pytest.mark.parametrize("number", SIGNALS)
def test_delivering_once_ends_the_hand_over_that_it_is_in_and_gives_the_rest_back(
    shell: CommandLine, server: SlowServer, number: signal.Signals
) -> None:
    queue(shell)
    queue(shell)
    with running(shell, "deliver", "--once", "--smtp", server.real.url, "--json") as process:
        said, errors = stop_amid_a_hand_over(process, server, number)
    assert (process.returncode, errors) == (128 + number, "")
    assert json.loads(said)["handedOver"] == 1
    assert states(shell) == ["accepted", "queued"]


@pytest.mark.rule("A3")
def test_a_send_that_is_stopped_while_it_delivers_ends_the_hand_over_and_tells_what_was_stored(
    shell: CommandLine, server: SlowServer
) -> None:
    request = shell.request()
    options = ("--as", "agent", "--deliver", "--smtp", server.real.url, "--json")
    with running(shell, "send", request, *options) as process:
        said, errors = stop_amid_a_hand_over(process, server, signal.SIGINT)
    assert (process.returncode, errors) == (130, "")
    assert json.loads(said)["delivery"] == [{"address": "pat@example.com", "state": "accepted"}]
    assert states(shell) == ["accepted"]
