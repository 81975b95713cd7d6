"""A server that is killed while many send: what it answered is stored, and a key sends once."""

import os
import signal
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import attrs
import httpx
import pytest

from call_of_a_send import BODY, SEND
from calls import JSON
from serving import Served, serving

CLIENTS = 16
BEFORE_THE_KILL = 200


@attrs.define
class Posted:
    """Where each key that was answered leads, and the keys that were posted at all."""

    answered: dict[str, str] = attrs.field(factory=dict)
    keys: list[str] = attrs.field(factory=list)

    def post(self, client: httpx.Client, key: str) -> None:
        self.keys.append(key)
        answer = client.post(
            SEND, content=BODY, headers={"Content-Type": JSON, "Idempotency-Key": key}
        )
        assert answer.status_code == 201, answer.text
        self.answered[key] = answer.headers["location"]

    def post_until_it_dies(self, server: Served, client: httpx.Client, number: int) -> None:
        with suppress(httpx.TransportError), server.client() as own:
            own.headers.update(client.headers)
            for count in range(10_000):
                self.post(own, f"{number}-{count}")


def activities_in(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "compose.db")) as connection:
        rows = connection.execute("SELECT id FROM activities").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return {str(number) for (number,) in rows}


@pytest.mark.rule("A2", "A5")
def test_what_was_answered_before_a_kill_is_stored_and_no_key_sends_twice(tmp_path: Path) -> None:
    posted = Posted()
    with serving(tmp_path, "--no-deliver") as server, server.agent() as client:
        clients = [
            threading.Thread(target=posted.post_until_it_dies, args=(server, client, number))
            for number in range(CLIENTS)
        ]
        for each in clients:
            each.start()
        end = time.monotonic() + 30
        while len(posted.answered) < BEFORE_THE_KILL:
            assert time.monotonic() < end
            time.sleep(0.01)
        os.kill(server.process.pid, signal.SIGKILL)
        for each in clients:
            each.join()
    before = dict(posted.answered)
    assert {place.rpartition("/")[2] for place in before.values()} <= activities_in(tmp_path)
    with serving(tmp_path, "--no-deliver") as server, server.agent() as client:
        for key in tuple(posted.keys):
            posted.post(client, key)
    assert posted.answered | before == posted.answered
    assert {place.rpartition("/")[2] for place in posted.answered.values()} == activities_in(
        tmp_path
    )
    assert len(set(posted.answered.values())) == len(set(posted.keys))
