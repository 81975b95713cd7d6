"""When letters may be handed over: not while the server is down, not faster than its rate."""

import threading
from datetime import timedelta

from compose_adapters.smtp.circuit_breaker import CircuitBreaker
from compose_adapters.smtp.token_bucket import TokenBucket
from compose_core.outbox import Allowance

_LEAST_WAIT = 0.001
_NO_BOUND = 1_000_000


class Throttle:
    """What a process's workers know together of the server.

    Args:
        a_second: the most letters a second; ``None`` for no bound.
        now: the time, by `time.monotonic`.
    """

    def __init__(self, a_second: float | None, now: float) -> None:
        self._lock = threading.Lock()
        self._circuit = CircuitBreaker()
        self._rate = TokenBucket.of(a_second, now) if a_second else None

    def allowance(self, now: float) -> Allowance:
        """How many letters may be handed over; one of them is kept for who asks."""
        with self._lock:
            return self._held(now) or Allowance(self._granted(now))

    def spend(self, now: float, until: float) -> float:
        """A letter goes; how many seconds it has to wait for its turn, mostly none.

        Args:
            now: the time.
            until: when it is known at the latest what came of it.

        Raises:
            TimeoutError: its turn is after that, so it does not go.
        """
        with self._lock:
            wait = self._spent(self._rate, now, until) if self._rate else 0.0
            self._circuit = self._circuit.tried(now, until)
            return wait

    def failed(self, began: float, now: float) -> None:
        """The server did not let anybody in.

        Args:
            began: when it was tried.
            now: the time.
        """
        with self._lock:
            self._circuit = self._circuit.failed(began, now)

    def succeeded(self) -> None:
        """The server let somebody in, or answered on a connection that was kept."""
        with self._lock:
            self._circuit = CircuitBreaker()

    def _held(self, now: float) -> Allowance | None:
        if wait := self._circuit.wait(now):
            return _after(wait, is_down=True)
        self._rate = self._rate and self._rate.now(now)
        if self._rate and not self._rate.free:
            return _after(self._rate.wait)
        return None

    def _granted(self, now: float) -> int:
        is_open, letters = self._circuit.is_open, _NO_BOUND
        self._circuit = self._circuit.promised(now)
        if self._rate:
            letters = self._rate.free
            self._rate = self._rate.set_aside()
        return 1 if is_open else letters

    def _spent(self, rate: TokenBucket, now: float, until: float) -> float:
        spent = rate.now(now).spent()
        if spent.debt > max(0.0, until - now):
            raise TimeoutError
        self._rate = spent
        return spent.debt


def _after(seconds: float, *, is_down: bool = False) -> Allowance:
    # Less than what a clock can tell would be no wait at all.
    return Allowance(0, timedelta(seconds=max(seconds, _LEAST_WAIT)), is_down)
