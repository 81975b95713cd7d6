"""A process dies at each of its points, one after the other."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest

from compose_core.delivery import CRASH_POINTS
from compose_core.model.delivery import DeliveryState
from counting import rows_of
from crash_lab import Lab
from crash_points import Order
from crash_ports import HANDED_OVER, QUEUED, RELEASED, RESULTS, RESULTS_AND_HANDED_OVER
from crash_station import MAILS, Station

LEASE = timedelta(seconds=60)
# The server has the mail, and nobody else knows.
OUTSIDE = {"after the final dot", "after the reply"}
COMMITTED = {f"after {QUEUED}", "before the answer"}
STATES = {
    f"after {RESULTS}": None,
    f"after {RESULTS_AND_HANDED_OVER}": None,
    **CRASH_POINTS,
}

STOPPING = {"after the claim", f"after {RELEASED}"}
DELIVERING = {
    *(point for point in CRASH_POINTS if point not in {f"after {QUEUED}", f"after {RELEASED}"}),
    f"after {HANDED_OVER}",
    f"after {RESULTS}",
}


@pytest.fixture
def station(lab: Lab) -> Iterator[Station]:
    made = Station(lab, LEASE)
    yield made
    made.close()


def chosen(points: list[str], scale: Literal["short", "full"]) -> list[str]:
    """All points; of a short run those between two statements are only the last of their kind."""
    if scale == "full":
        return points
    last = {point.partition(", ")[0]: point for point in points if ", " in point}
    return [point for point in points if ", " not in point or point in last.values()]


def may_be_twice(point: str) -> bool:
    """Whether the server has a mail at that point of which the database does not know."""
    phase = point.removeprefix("before ").partition(", ")[0]
    return point in OUTSIDE or (phase in {RESULTS, RESULTS_AND_HANDED_OVER} and point != phase)


@pytest.mark.crash
@pytest.mark.rule("A2", "A5")
def test_a_send_is_whole_or_not_at_all_wherever_its_process_dies(
    station: Station, scale: Literal["short", "full"]
) -> None:
    lab = station.lab
    points = station.sender(station.number(), Order()).points()
    activities = 1
    for point in chosen(points, scale):
        before, number = rows_of(lab.database), station.number()
        station.sender(number, Order(point)).dies()
        assert (rows_of(lab.database) != before) is (point in COMMITTED), point
        station.compose(number)
        activities += 1
        assert lab.activities() == activities, point
    station.rescue(timedelta(0))
    report = lab.report()
    print(f"\nsend, {len(points)} points: {report}")  # noqa: T201 - the report
    assert (report.lost, report.unexpected, report.duplicated) == (0, 0, 0)
    assert set(points) >= {"before the facts were read", "an id was taken, statement 1", *COMMITTED}


@pytest.mark.crash
@pytest.mark.rule("A3", "S9")
@pytest.mark.parametrize("stopping", [False, True], ids=["delivering", "stopping"])
def test_a_mail_arrives_wherever_its_worker_dies(
    station: Station, scale: Literal["short", "full"], stopping: bool
) -> None:
    station.queue()
    points = station.deliverer(Order(), stopping=stopping).points()
    expected = 0
    for point in chosen(points, scale):
        station.rescue(timedelta(0))
        first, second = station.queue()
        station.deliverer(Order(point), stopping=stopping).dies()
        if (state := STATES.get(point)) is not None:
            assert {each.state for each in station.mails(first)[0][0].recipients} == {state}
        station.rescue(LEASE + timedelta(seconds=1))
        copies = station.copies(first) + station.copies(second)
        assert copies == MAILS + may_be_twice(point), point
        expected += may_be_twice(point)
    report = station.lab.report()
    print(f"\ndeliver, {len(points)} points: {report}")  # noqa: T201 - the report
    assert (report.lost, report.unexpected, report.duplicated) == (0, 0, expected)
    assert set(station.lab.states()) == {DeliveryState.ACCEPTED}
    assert set(points) >= (STOPPING if stopping else DELIVERING)
