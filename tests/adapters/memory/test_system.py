"""What the machine's adapters tell of a send, and what they do not."""

import logging
from collections.abc import Iterator

import attrs
import pytest

from compose_adapters.memory import MemoryEvents
from compose_adapters.system import FirstOctetsScanner, LoggedEvents
from compose_adapters.wiring import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.events import ActivityStored, DeliveryChanged, Event
from compose_core.facts import Scan
from compose_core.model.attachment import CHUNK_OCTETS, Attachment
from compose_core.model.delivery import DeliveryState
from compose_core.testing.builders import NOON
from station import Station

STORED = ActivityStored(1, 2, 3, "send", 1, NOON)
CHANGED = DeliveryChanged(1, 0, "queued", "claimed", NOON)


def test_an_event_is_one_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "compose_core.events")
    LoggedEvents().happened(CHANGED)
    (line,) = caplog.messages
    assert line == (
        "DeliveryChanged activity_id=1 recipient=0 before=queued after=claimed "
        "at=2030-01-02 12:00:00+00:00"
    )


def test_the_log_may_be_another(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "elsewhere")
    LoggedEvents(logging.getLogger("elsewhere")).happened(STORED)
    assert [record.name for record in caplog.records] == ["elsewhere"]


class Failing:
    """A listener with a fault of its own."""

    def happened(self, event: Event) -> None:
        raise RuntimeError(f"pat@example.com: {event}")


def test_a_listener_that_fails_costs_its_event_and_not_the_mail(
    caplog: pytest.LogCaptureFixture,
) -> None:
    station = Station()
    world = Container(Configuration(), Failing())
    station.service = attrs.evolve(station.service, events=world.events)
    station.queue(1)
    assert station.service.deliver_due().mails == 1
    assert station.states() == [DeliveryState.ACCEPTED] * 3
    assert caplog.messages[0] == (
        "an event is lost, its listener failed: RuntimeError at DeliveryChanged(activity_id=1, "
        f"recipient=0, before='queued', after='claimed', at={NOON!r})"
    )


def test_events_in_memory_are_kept_in_their_order() -> None:
    events = MemoryEvents()
    events.happened(STORED)
    events.happened(CHANGED)
    assert events.all == (STORED, CHANGED)


class Endless:
    """A content of which no more than the beginning may be read."""

    size = 2**40

    def chunks(self) -> Iterator[bytes]:
        yield b"MZ" + b"\x90" * CHUNK_OCTETS
        raise AssertionError("read beyond the beginning")


def test_only_the_beginning_of_a_file_is_looked_at() -> None:
    found = FirstOctetsScanner().scan(Attachment("image/png", "photo.png", Endless()))
    assert found == Scan(kind="PE")
