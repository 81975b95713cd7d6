"""When letters may be handed over: not while the server is down, not faster than its rate."""

import threading
from datetime import timedelta

import attrs

from compose_adapters.smtp.circuit import Circuit
from compose_core.ports import Allowance

_LEAST_WAIT = 0.001
_NO_BOUND = 1_000_000


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
            return self._held(now) or Allowance(self._granted(now))

    def spend(self, now: float, until: float) -> None:
        """A letter goes.

        Args:
            now: the time.
            until: when it is known at the latest what came of it.
        """
        with self._lock:
            self._circuit = self._circuit.tried(now, until)
            self._rate = self._rate and self._rate.now(now).spent()

    def failed(self, began: float, now: float) -> None:
        """The server did not let a connection in.

        Args:
            began: when it was tried.
            now: the time.
        """
        with self._lock:
            self._circuit = self._circuit.failed(began, now)

    def succeeded(self) -> None:
        """The server let a connection in."""
        with self._lock:
            self._circuit = Circuit()

    def _held(self, now: float) -> Allowance | None:
        if wait := self._circuit.wait(now):
            return _after(wait, is_down=True)
        self._rate = self._rate and self._rate.now(now)
        if self._rate and self._rate.letters < 1:
            return _after(self._rate.wait)
        return None

    def _granted(self, now: float) -> int:
        is_open = self._circuit.is_open
        self._circuit = self._circuit.promised(now)
        letters = int(self._rate.letters) if self._rate else _NO_BOUND
        return 1 if is_open else letters


def _after(seconds: float, *, is_down: bool = False) -> Allowance:
    # Less than what a clock can tell would be no wait at all.
    return Allowance(0, timedelta(seconds=max(seconds, _LEAST_WAIT)), is_down)
