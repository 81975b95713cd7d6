"""Which mails are due first, found without looking at all of them."""

from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush
from itertools import islice

from compose_core.outbox import Mail, QueueClass

MailName = tuple[int, int]
"""An activity's id, and the place of a mail among the activity's, from 0."""

_Entry = tuple[datetime, MailName, int]


class DueMails:
    """The mails of each lane by the time when they come due.

    An entry tells the revision that it was made for: once the mail has another, it is void.

    Args:
        mails: by name; whatever is new in it is found, whatever changes is to be noted.
    """

    def __init__(self, mails: dict[MailName, Mail]) -> None:
        self._mails = mails
        self._noted = 0
        self._heaps: dict[QueueClass, list[_Entry]] = {lane: [] for lane in QueueClass}

    def note(self, mail: Mail) -> None:
        """A mail is now as it is told."""
        if mail.due:
            name = (mail.activity_id, mail.index)
            heappush(self._heaps[mail.queue_class], (mail.due, name, mail.revision))

    def first(self, now: datetime, limit: int) -> list[Mail]:
        """Of every lane the mails that are due first, so many at most."""
        for mail in list(islice(reversed(self._mails.values()), len(self._mails) - self._noted)):
            self.note(mail)
        self._noted = len(self._mails)
        return [self._mails[name] for lane in QueueClass for name in self._first(lane, now, limit)]

    def _first(self, lane: QueueClass, now: datetime, limit: int) -> list[MailName]:
        heap = self._heaps[lane]
        valid = {entry[1]: entry for entry in islice(self._taken(lane, now), limit)}
        for entry in valid.values():
            heappush(heap, entry)
        return list(valid)

    def _taken(self, lane: QueueClass, now: datetime) -> Iterator[_Entry]:
        heap = self._heaps[lane]
        while heap and heap[0][0] <= now:
            entry = heappop(heap)
            if self._mails[entry[1]].revision == entry[2]:
                yield entry
