"""How many letters a second may go, whoever hands them over."""

import attrs

_SET_ASIDE = 1.0


@attrs.frozen
class TokenBucket:
    """How many letters may go; a second's worth at once, and more as time goes by.

    Who was told that letters may go has one of them set aside for as long as it takes to claim
    a mail, so that not every worker is told of the same. Times by `time.monotonic`.

    Args:
        a_second: the bound.
        letters: what may go at once; below 0 where some went without having been asked for.
        at: when that was so.
        aside: until when each letter that is set aside is kept, in order.
    """

    a_second: float
    letters: float
    at: float
    aside: tuple[float, ...] = ()

    @classmethod
    def of(cls, a_second: float, now: float) -> "TokenBucket":
        """A rate of which nothing is used up."""
        return cls(a_second, max(1.0, a_second), now)

    def now(self, now: float) -> "TokenBucket":
        """The same, later."""
        most = max(1.0, self.a_second)
        letters = min(most, self.letters + (now - self.at) * self.a_second)
        aside = tuple(until for until in self.aside if until > now)
        return TokenBucket(self.a_second, letters, now, aside)

    @property
    def free(self) -> int:
        """How many letters may go that are not set aside."""
        return max(0, int(self.letters - len(self.aside)))

    @property
    def wait(self) -> float:
        """How many seconds until a letter may be free."""
        wait = (1 + len(self.aside) - self.letters) / self.a_second
        return min(wait, self.aside[0] - self.at) if self.aside else wait

    def set_aside(self) -> "TokenBucket":
        """A letter is somebody's."""
        return attrs.evolve(self, aside=(*self.aside, self.at + _SET_ASIDE))

    def spent(self) -> "TokenBucket":
        """One letter less, one that was set aside if there is any."""
        return attrs.evolve(self, letters=self.letters - 1, aside=self.aside[1:])

    @property
    def debt(self) -> float:
        """How many seconds until all that was spent was there."""
        return max(0.0, -self.letters / self.a_second)
