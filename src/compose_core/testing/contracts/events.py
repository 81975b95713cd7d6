"""What whoever hears of Events must do."""

from concurrent.futures import ThreadPoolExecutor

from compose_core.events import ActivityStored, DeliveryChanged, Event
from compose_core.ports import Events
from compose_core.testing.builders import NOON

EVENTS: tuple[Event, ...] = (
    ActivityStored(1, 2, 3, "send", 1, NOON),
    DeliveryChanged(1, 0, "queued", "claimed", NOON),
)


class EventsContract:
    """A subclass gives the fixture ``events``."""

    def test_every_event_is_taken_without_a_word(self, events: Events) -> None:
        for event in EVENTS:
            events.happened(event)

    def test_many_threads_may_tell_at_once(self, events: Events) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(events.happened, EVENTS * 100))
