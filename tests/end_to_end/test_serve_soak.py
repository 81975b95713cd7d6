"""Many clients at once, for a while: no error, nothing lost, no memory that grows."""

import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest

from call_of_a_send import BODY, SEND
from calls import JSON, SESSION
from load import Outcome, post_at_once
from serving import Served, serving

CLIENTS = 32
SECONDS = {"short": 3.0, "full": 30.0}
# When memory is looked at for the first time: by then every cache and thread is there.
WARM = {"short": 1.0, "full": 10.0}
GROWTH = {"short": 1.25, "full": 1.05}


def resident(server: Served) -> int:
    """The resident memory of the server, in pages."""
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])


def loaded(server: Served, scale: Literal["short", "full"]) -> tuple[Outcome, float]:
    """What became of the load, and by what factor memory grew after the first while."""
    with server.agent() as agent:
        headers = {"Content-Type": JSON, SESSION: agent.headers[SESSION]}
    early: list[int] = []

    def look() -> None:
        time.sleep(WARM[scale])
        early.append(resident(server))

    looking = threading.Thread(target=look)
    looking.start()
    outcome = post_at_once(server.url, SEND, BODY, headers, clients=CLIENTS, seconds=SECONDS[scale])
    looking.join()
    return outcome, resident(server) / early[0]


def stored(database: Path) -> tuple[int, int]:
    """How many activities and customers there are."""
    with closing(sqlite3.connect(database)) as connection:
        return (
            connection.execute("SELECT count(*) FROM activities").fetchone()[0],
            connection.execute("SELECT count(*) FROM customers").fetchone()[0],
        )


@pytest.mark.soak
@pytest.mark.rule("C6", "H7")
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells it so")
def test_32_clients_lose_nothing_and_meet_no_error(
    scale: Literal["short", "full"], tmp_path: Path
) -> None:
    with serving(tmp_path) as server:
        outcome, growth = loaded(server, scale)
        assert server.stop() == 0
    assert set(outcome.statuses) == {201}, server.log[-2000:]
    assert stored(tmp_path / "compose.db") == (outcome.statuses[201], 1)
    assert growth <= GROWTH[scale]
    sys.stdout.write(
        f"{CLIENTS} clients for {outcome.seconds:.0f} s: {outcome.rate:.0f} requests/s, "
        f"p99 {1000 * outcome.quantile(0.99):.0f} ms, memory x {growth:.3f}\n"
    )
