"""How a worker works, and how long a mail waits for its next attempt."""

from datetime import datetime, timedelta
from hashlib import sha256

import attrs

_OCTETS = 8
# So that a run which hands over all that is due by its start never meets its own deferrals.
_LEAST = timedelta(milliseconds=1)


@attrs.frozen
class Backoff:
    """Exponential back-off with full jitter, up to a horizon.

    Args:
        base: the longest wait after the first attempt; each further attempt doubles it.
        longest: no wait is longer.
        horizon: how long after it was queued a mail is tried at last.
        least: the horizon ends no mail that was handed over fewer times.
    """

    base: timedelta = timedelta(seconds=60)
    longest: timedelta = timedelta(hours=4)
    horizon: timedelta = timedelta(days=5)
    least: int = 8

    def next_attempt(
        self, queued: datetime, attempts: int, now: datetime, fraction: float
    ) -> datetime | None:
        """Plan the next attempt; ``None`` when the horizon is reached.

        The last attempt is at the horizon itself, or when it is passed meanwhile. A mail that
        stood still until then has the least number of attempts all the same: its first may
        meet a server that asks everybody to come again, as with greylisting.

        Args:
            queued: since when the mail waits.
            attempts: how often it was handed over, or since an operator made it due; at least
                once.
            now: the time.
            fraction: drawn evenly from 0 to 1.
        """
        last = queued + self.horizon
        planned = now + self._most(attempts) * fraction
        if now < last:
            planned = min(planned, last)
        elif attempts >= self.least:
            return None
        return max(planned, now + _LEAST)

    def _most(self, attempts: int) -> timedelta:
        # The exponent is bounded before it is raised: a timedelta overflows at some 46 doublings.
        return min(self.base * (1 << min(attempts - 1, 32)), self.longest)


def fraction_of(token: str) -> float:
    """Turn a random token into a number that is drawn evenly from 0 to 1."""
    digest = sha256(token.encode()).digest()
    return int.from_bytes(digest[:_OCTETS]) / (1 << 8 * _OCTETS)


@attrs.frozen
class DeliverySettings:
    """How a worker works.

    Args:
        lease: how long a claimed mail is a worker's own.
        deadline: how long one hand-over may take; below the lease.
        batch: how many mails are claimed at once, at least 1.
        backoff: when to try again.

    Raises:
        ValueError: a hand-over could outlive its lease.
    """

    lease: timedelta = timedelta(seconds=60)
    deadline: timedelta = timedelta(seconds=50)
    batch: int = 20
    backoff: Backoff = Backoff()

    def __attrs_post_init__(self) -> None:
        if not timedelta(0) < self.deadline < self.lease:
            raise ValueError(
                f"the deadline of a hand-over is {self.deadline}; "
                f"it must be below the lease, {self.lease}"
            )

    @property
    def clock_tolerance(self) -> timedelta:
        """How far the clock may jump before a worker distrusts the ends of leases.

        A jump that is not seen may shift a lease's end by twice as much, which is the margin.
        """
        return self.margin / 2

    @property
    def margin(self) -> timedelta:
        """How long before its lease ends a hand-over is broken off, to write the results."""
        return (self.lease - self.deadline) / 2

    @property
    def reach(self) -> timedelta:
        """How much of a batch's leases must be left for another of its mails to begin."""
        return self.deadline + self.margin
