"""When letters may be handed over: not while the server is down, not faster than its rate."""

import threading
from datetime import timedelta

import attrs

from compose_core.ports import Allowance

FAILURES_THAT_OPEN = 10
_FIRST_REST = 15.0
_LONGEST_REST = 300.0
_LEAST_WAIT = 0.001
_NO_BOUND = 1_000_000


@attrs.frozen
class Circuit:
    """What is known of a server that does not let anybody in; times by `time.monotonic`.

    After so many failed connections in a row it is open: nothing is tried for a while, so that
    mails keep their attempts. Then one letter is let through, to see.

    Args:
        failures: in a row.
        rest: how long it is open the next time, in seconds.
        until: when it was or will be closed for one letter.
    """

    failures: int = 0
    rest: float = _FIRST_REST
    until: float = 0.0

    @property
    def is_suspicious(self) -> bool:
        """Whether no more than one letter shall be tried."""
        return self.failures >= FAILURES_THAT_OPEN

    def failed(self, now: float) -> "Circuit":
        """A connection could not be made."""
        if self.failures + 1 < FAILURES_THAT_OPEN:
            return attrs.evolve(self, failures=self.failures + 1)
        rest = min(self.rest * 2, _LONGEST_REST)
        return Circuit(self.failures + 1, rest, now + self.rest)


@attrs.frozen
class Rate:
    """How many letters may go; a second's worth at once, and more as time goes by.

    Args:
        a_second: the bound.
        letters: what may go at once; below 0 when several workers took the last ones.
        at: when that was so, by `time.monotonic`.
    """

    a_second: float
    letters: float
    at: float

    def now(self, now: float) -> "Rate":
        """The same, later."""
        most = max(1.0, self.a_second)
        letters = min(most, self.letters + (now - self.at) * self.a_second)
        return Rate(self.a_second, letters, now)

    def spent(self) -> "Rate":
        """One letter less."""
        return attrs.evolve(self, letters=self.letters - 1)

    @property
    def wait(self) -> float:
        """How many seconds until a letter may go."""
        return max(0.0, (1 - self.letters) / self.a_second)


class Gate:
    """What a process's workers know together of the server.

    Args:
        a_second: the most letters a second; ``None`` for no bound.
        now: the time, by `time.monotonic`.
    """

    def __init__(self, a_second: float | None, now: float) -> None:
        self._lock = threading.Lock()
        self._circuit = Circuit()
        self._rate = Rate(a_second, max(1.0, a_second), now) if a_second else None

    def allowance(self, now: float) -> Allowance:
        """How many letters may be handed over."""
        with self._lock:
            if self._circuit.is_suspicious and now < self._circuit.until:
                return _after(self._circuit.until - now, is_down=True)
            letters = 1 if self._circuit.is_suspicious else _NO_BOUND
            if not self._rate:
                return Allowance(letters)
            self._rate = self._rate.now(now)
            if self._rate.letters < 1:
                return _after(self._rate.wait)
            return Allowance(min(letters, int(self._rate.letters)))

    def spend(self, now: float) -> None:
        """A letter goes."""
        with self._lock:
            self._rate = self._rate and self._rate.now(now).spent()

    def failed(self, now: float) -> None:
        """The server did not let a connection in."""
        with self._lock:
            self._circuit = self._circuit.failed(now)

    def succeeded(self) -> None:
        """The server let a connection in."""
        with self._lock:
            self._circuit = Circuit()


def _after(seconds: float, *, is_down: bool = False) -> Allowance:
    # Less than what a clock can tell would be no wait at all.
    return Allowance(0, timedelta(seconds=max(seconds, _LEAST_WAIT)), is_down)
