"""Whether a server is down, as far as the letters that were tried can tell."""

import attrs

FAILURES_THAT_OPEN = 10
_FIRST_REST = 15.0
_LONGEST_REST = 300.0
_SET_ASIDE = 5.0
_ASK_AGAIN = 1.0


@attrs.frozen
class CircuitBreaker:
    """What is known of a server that does not let anybody in; times by `time.monotonic`.

    After so many failed connections in a row it is open: nothing is tried for a while, so that
    mails keep their attempts. Then one letter is let through, to see.

    Args:
        failures: in a row.
        rest: how long it rests the next time, in seconds.
        until: when it was or will be ready for one letter.
        taken: until when that letter is somebody's.
    """

    failures: int = 0
    rest: float = _FIRST_REST
    until: float = 0.0
    taken: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether no more than one letter shall be tried."""
        return self.failures >= FAILURES_THAT_OPEN

    def wait(self, now: float) -> float:
        """How many seconds until a letter may be tried; 0 if one may be now."""
        if not self.is_open:
            return 0.0
        if now < self.until:
            return self.until - now
        # The letter that is out may tell how the server is long before its time is over.
        return min(max(0.0, self.taken - now), _ASK_AGAIN)

    def promised(self, now: float) -> "CircuitBreaker":
        """The one letter is somebody's for as long as it takes to claim it."""
        return attrs.evolve(self, taken=now + _SET_ASIDE) if self.is_open else self

    def tried(self, now: float, until: float) -> "CircuitBreaker":
        """A letter goes, and by then it is known what came of it."""
        is_trial = self.is_open and now >= self.until
        return attrs.evolve(self, taken=until) if is_trial else self

    def failed(self, began: float, now: float) -> "CircuitBreaker":
        """A connection could not be made.

        Of many that were begun at once the one that opens the circuit tells it all, so the
        others make no rest longer.
        """
        if self.is_open and began < self.until:
            return self
        if self.failures + 1 < FAILURES_THAT_OPEN:
            return attrs.evolve(self, failures=self.failures + 1)
        rest = min(self.rest * 2, _LONGEST_REST)
        return CircuitBreaker(self.failures + 1, rest, now + self.rest)
