"""How long to wait before the next attempt."""

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
        """When to try again; ``None`` when the horizon is reached.

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
    """A number drawn evenly from 0 to 1 by a random token."""
    digest = sha256(token.encode()).digest()
    return int.from_bytes(digest[:_OCTETS]) / (1 << 8 * _OCTETS)
