"""Who watches `deliver` sees what happens, an outbox that is away too."""

import threading
from datetime import timedelta

import pytest
from rich.console import Console

from compose_adapters.cli.delivering import RecentEvents, keep_going, view
from compose_adapters.workers import Workers
from compose_core.delivery import OutboxAdminService
from compose_core.errors import Unavailable
from compose_core.events import DeliveryChanged
from compose_core.outbox import OutboxCounts
from compose_core.testing.builders import NOON
from station import Station


def seen(station: Station, recent: RecentEvents) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(view(station.operation.counts, recent))
    return captured.get()


def test_the_view_shows_how_full_the_outbox_is_and_what_happened_last() -> None:
    station, recent = Station(), RecentEvents()
    station.queue(1)
    recent.happened(DeliveryChanged(17, 0, "claimed", "handing over", NOON))
    text = seen(station, recent)
    assert "due since 12:00:00" in text
    assert "handing over" in text
    assert "17" in text


class Away(OutboxAdminService):
    """As it is while the database is away."""

    def counts(self) -> OutboxCounts:
        raise Unavailable("the database is locked")


def test_an_outbox_that_is_away_is_shown_and_ends_nothing() -> None:
    station = Station()
    now = station.operation
    station.operation = Away(
        outbox=now.outbox, retention=now.retention, clock=now.clock, events=now.events
    )
    assert "The outbox is away: the database is locked" in seen(station, RecentEvents())


def test_whatever_ends_the_watch_no_worker_goes_on_alone() -> None:
    station = Station()
    before = threading.active_count()

    def look() -> None:
        raise RuntimeError("the terminal is gone")

    with pytest.raises(RuntimeError):
        keep_going(Workers(station.service, station.clock, 2), look)
    assert threading.active_count() == before


def test_mails_are_counted_and_not_their_recipients() -> None:
    recent = RecentEvents()
    for activity, recipient, second in [(1, 0, 0), (1, 1, 0), (2, 0, 0), (1, 0, 30)]:
        at = NOON + timedelta(seconds=second)
        recent.happened(DeliveryChanged(activity, recipient, "claimed", "handing over", at))
        recent.happened(DeliveryChanged(activity, recipient, "handing over", "deferred", at))
    assert recent.mails == 3
