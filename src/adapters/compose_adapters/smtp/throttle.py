"""When letters may be handed over: not while the server is down, not faster than its rate."""

import threading
from datetime import timedelta

import attrs

from compose_core.outbox import Allowance

FAILURES_THAT_OPEN = 10
_FIRST_COOL_DOWN = 15.0
_LONGEST_COOL_DOWN = 300.0
_SECONDS_FOR_PROBE = 5.0
_ASK_AGAIN = 1.0


@attrs.frozen
class CircuitBreaker:
    """The state of a server that accepts no connections; times by `time.monotonic`.

    After so many failed connections in a row it is open: nothing is tried for a while, so that
    mails keep their attempts. Then one letter is let through, to see.

    Args:
        failures: in a row.
        cool_down: how long nothing is tried the next time, in seconds.
        until: when it was or will be ready for one letter, the probe.
        probing_until: until when that letter belongs to a worker.
    """

    failures: int = 0
    cool_down: float = _FIRST_COOL_DOWN
    until: float = 0.0
    probing_until: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether no more than one letter may be tried."""
        return self.failures >= FAILURES_THAT_OPEN

    def wait(self, now: float) -> float:
        """Tell how many seconds it is until a letter may be tried; 0 if one may be now."""
        if not self.is_open:
            return 0.0
        if now < self.until:
            return self.until - now
        # The letter that is out may tell how the server is long before its time is over.
        return min(max(0.0, self.probing_until - now), _ASK_AGAIN)

    def reserve_probe(self, now: float) -> "CircuitBreaker":
        """Reserve the probe for as long as it takes to claim a mail."""
        return attrs.evolve(self, probing_until=now + _SECONDS_FOR_PROBE) if self.is_open else self

    def begin(self, now: float, until: float) -> "CircuitBreaker":
        """Note that a letter goes whose result is known by a time."""
        is_probe = self.is_open and now >= self.until
        return attrs.evolve(self, probing_until=until) if is_probe else self

    def failed(self, began: float, now: float) -> "CircuitBreaker":
        """Note that a connection could not be made.

        Of many that were begun at once the one that opens the circuit tells it all, so the
        others make no cool-down longer.
        """
        if self.is_open and began < self.until:
            return self
        if self.failures + 1 < FAILURES_THAT_OPEN:
            return attrs.evolve(self, failures=self.failures + 1)
        cool_down = min(self.cool_down * 2, _LONGEST_COOL_DOWN)
        return CircuitBreaker(self.failures + 1, cool_down, now + self.cool_down)


_SECONDS_RESERVED = 1.0


@attrs.frozen
class TokenBucket:
    """How many letters may go; a second's worth at once, and more as time goes by.

    A worker that hears that letters may go has one of them reserved for as long as it takes to
    claim a mail, so that not every worker hears of the same. Times by `time.monotonic`.

    Args:
        a_second: the bound.
        letters: what may go at once; below 0 where some went without having been asked for.
        at: when that was so.
        reserved: until when each reserved letter is kept, in order.
    """

    a_second: float
    letters: float
    at: float
    reserved: tuple[float, ...] = ()

    def refill(self, now: float) -> "TokenBucket":
        """Let time pass."""
        most = max(1.0, self.a_second)
        letters = min(most, self.letters + (now - self.at) * self.a_second)
        reserved = tuple(until for until in self.reserved if until > now)
        return TokenBucket(self.a_second, letters, now, reserved)

    @property
    def free(self) -> int:
        """How many letters may go that are not reserved."""
        return max(0, int(self.letters - len(self.reserved)))

    @property
    def wait(self) -> float:
        """How many seconds until a letter may be free."""
        wait = (1 + len(self.reserved) - self.letters) / self.a_second
        return min(wait, self.reserved[0] - self.at) if self.reserved else wait

    def reserve(self) -> "TokenBucket":
        """Reserve a letter."""
        return attrs.evolve(self, reserved=(*self.reserved, self.at + _SECONDS_RESERVED))

    def spend(self) -> "TokenBucket":
        """Take a letter, a reserved one if there is any."""
        return attrs.evolve(self, letters=self.letters - 1, reserved=self.reserved[1:])

    @property
    def debt(self) -> float:
        """How many seconds until all that was spent was there."""
        return max(0.0, -self.letters / self.a_second)


_LEAST_WAIT = 0.001
_NO_BOUND = 1_000_000


class Throttle:
    """The knowledge of the server that the workers of a process share.

    Args:
        a_second: the most letters a second; ``None`` for no bound.
        now: the time, by `time.monotonic`.
    """

    def __init__(self, a_second: float | None, now: float) -> None:
        self._lock = threading.Lock()
        self._circuit = CircuitBreaker()
        self._rate = TokenBucket(a_second, max(1.0, a_second), now) if a_second else None

    def allowance(self, now: float) -> Allowance:
        """Tell how many letters may be handed over; one is reserved for the worker that asks."""
        with self._lock:
            return self._held(now) or Allowance(self._granted(now))

    def spend(self, now: float, until: float) -> float:
        """Take a letter, and tell how many seconds it has to wait for its turn, mostly none.

        Args:
            now: the time.
            until: when it is known at the latest what came of it.

        Raises:
            TimeoutError: its turn is after that, so it does not go.
        """
        with self._lock:
            wait = self._spent(self._rate, now, until) if self._rate else 0.0
            self._circuit = self._circuit.begin(now, until)
            return wait

    def failed(self, began: float, now: float) -> None:
        """Note that the server accepted no connection.

        Args:
            began: when it was tried.
            now: the time.
        """
        with self._lock:
            self._circuit = self._circuit.failed(began, now)

    def succeeded(self) -> None:
        """Note that the server accepted a connection, or answered on one that was kept."""
        with self._lock:
            self._circuit = CircuitBreaker()

    def _held(self, now: float) -> Allowance | None:
        if wait := self._circuit.wait(now):
            return _after(wait, is_down=True)
        self._rate = self._rate and self._rate.refill(now)
        if self._rate and not self._rate.free:
            return _after(self._rate.wait)
        return None

    def _granted(self, now: float) -> int:
        is_open, letters = self._circuit.is_open, _NO_BOUND
        self._circuit = self._circuit.reserve_probe(now)
        if self._rate:
            letters = self._rate.free
            self._rate = self._rate.reserve()
        return 1 if is_open else letters

    def _spent(self, rate: TokenBucket, now: float, until: float) -> float:
        spent = rate.refill(now).spend()
        if spent.debt > max(0.0, until - now):
            raise TimeoutError
        self._rate = spent
        return spent.debt


def _after(seconds: float, *, is_down: bool = False) -> Allowance:
    # Less than what a clock can tell would be no wait at all.
    return Allowance(0, timedelta(seconds=max(seconds, _LEAST_WAIT)), is_down)
