"""Writing changes down, against a store that may be busy and leases that may be lost."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import attrs

from compose_core.delivery.attempt_log import events_of
from compose_core.delivery.hand_over import lease_of
from compose_core.errors import Unavailable
from compose_core.errors.exceptions import LeaseLost
from compose_core.outbox import Change
from compose_core.ports import Events, Outbox
from compose_core.ports.clock import Clock

Pause = Callable[[timedelta], None]

_FIRST_WAIT = timedelta(milliseconds=100)
_LONGEST_WAIT = timedelta(seconds=5)


@attrs.frozen
class ChangeWriter:
    """Writes a worker's changes down and tells of those that are stored."""

    outbox: Outbox
    clock: Clock
    events: Events
    pause: Pause

    def write(self, changes: Sequence[Change]) -> Sequence[Change]:
        """Store the changes of all mails that are still the worker's, in one transaction.

        Returns:
            Those that were stored.

        Raises:
            Unavailable: the outbox stayed away until the first lease ran out.
        """
        while changes:
            try:
                self._store(changes)
            except LeaseLost as lost:
                kept = [each for each in changes if _name(each) not in lost.mails]
                if len(kept) == len(changes):
                    raise
                changes = kept
            else:
                self.tell(changes)
                break
        return changes

    def tell(self, changes: Sequence[Change]) -> None:
        """Say what has happened."""
        for change in changes:
            for event in events_of(change):
                self.events.happened(event)

    def _store(self, changes: Sequence[Change]) -> None:
        # What a server answered is known here alone: it is worth waiting for the store.
        until = min(lease_of(change.before).until for change in changes)
        wait = _FIRST_WAIT
        while True:
            try:
                return self.outbox.write(changes)
            except Unavailable:
                if self.clock.now() + wait >= until:
                    raise
            self.pause(wait)
            wait = min(wait * 2, _LONGEST_WAIT)


def _name(change: Change) -> tuple[int, int]:
    return change.before.activity_id, change.before.index
