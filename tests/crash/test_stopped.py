"""A worker stands still past its lease; when it goes on, nothing that it writes is stored."""

import time
from collections.abc import Iterator
from datetime import timedelta
from signal import SIGSTOP
from typing import Literal

import attrs
import pytest

from compose_core.delivery import CRASH_POINTS
from compose_core.model.delivery import DeliveryState
from crash_lab import Lab
from crash_points import Order, told_in
from crash_ports import HANDED_OVER, QUEUED, RELEASED
from crash_processes import wait_until
from crash_station import MAILS, Sent, Station

DELIVERING = sorted(set(CRASH_POINTS) - {f"after {QUEUED}", f"after {RELEASED}"})
STOPPING = [f"before {RELEASED}", f"after {RELEASED}"]
# Here a worker has nothing left that it would write.
DONE = {"after the results were written", f"after {RELEASED}"}
# Here another has every reason to send the mail as well.
TWICE = {f"after {HANDED_OVER}", "before the final dot", "after the final dot", "after the reply"}


@attrs.frozen
class Lease:
    """How long a claim lasts, and how it comes to run out.

    Args:
        time: of the lease.
        sleep: how long the test waits, in seconds.
        ahead: how far the clock of the other worker is ahead.
    """

    time: timedelta
    sleep: float
    ahead: timedelta


LEASES = {
    "short": Lease(timedelta(seconds=60), 0, timedelta(seconds=61)),
    "full": Lease(timedelta(seconds=3), 3.1, timedelta(0)),
}


@pytest.fixture
def lease(scale: Literal["short", "full"]) -> Lease:
    return LEASES[scale]


@pytest.fixture
def station(lab: Lab, lease: Lease) -> Iterator[Station]:
    made = Station(lab, lease.time)
    yield made
    made.close()


def stopped(station: Station, point: str) -> Sent:
    sent = station.deliverer(Order(point, SIGSTOP), stopping=point in STOPPING)
    wait_until(lambda: sent.process.is_stopped, f"a worker stands still {point}")
    return sent


def written_after(sent: Sent, point: str) -> list[str]:
    """What became of the writes of a worker that has gone on to its end."""
    sent.process.go_on()
    sent.points()
    lines = told_in(sent.post.trace)
    later = lines[lines.index(f"at {point}") :]
    return [line for line in later if line in {"stored", "lost"}]


@pytest.mark.crash
@pytest.mark.rule("A3", "S9")
def test_a_worker_that_has_lost_its_lease_writes_nothing(station: Station, lease: Lease) -> None:
    stale = 0
    for point in (*DELIVERING, *STOPPING):
        activities = station.queue()
        sent = stopped(station, point)
        time.sleep(lease.sleep)
        station.rescue(lease.ahead)
        kept = [station.mails(each) for each in activities]
        writes = written_after(sent, point)
        stale += writes.count("stored")
        assert [station.mails(each) for each in activities] == kept, point
        assert bool(writes) is (point not in DONE), (point, writes)
        copies = sum(station.copies(each) for each in activities)
        assert MAILS <= copies <= MAILS + (point in TWICE), point
    report = station.lab.report()
    print(f"\nstopped at {len(DELIVERING) + len(STOPPING)} points: {report}; stale writes {stale}")  # noqa: T201 - the report
    assert (stale, report.lost, report.unexpected) == (0, 0, 0)
    assert set(station.lab.states()) == {DeliveryState.ACCEPTED}
