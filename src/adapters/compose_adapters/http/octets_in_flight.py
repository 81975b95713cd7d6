"""A budget of the octets of bodies that are in the process at the same time.

A body costs some five times its size until it is answered; so many bodies at once would cost the
process its memory, however small each is. What goes beyond the budget is refused at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import attrs

from compose_core.errors import Unavailable


@attrs.define
class Share:
    """The octets that one body holds of the budget, given back when its call is answered.

    Args:
        budget: what they are taken of.
        session: whose call it is; empty where the call names none.
    """

    budget: "OctetsInFlight"
    session: str = attrs.field(repr=False)
    octets: int = 0

    def grow_to(self, octets: int) -> None:
        """Hold so many octets from now on, unless there are as many already.

        Raises:
            Unavailable: the budget of the process or of the session does not allow it.
        """
        if octets > self.octets:
            self.budget.take(self, octets - self.octets)


@attrs.define(eq=False)
class OctetsInFlight:
    """The budget of a process, and of each session in it.

    A body that is alone in a budget is always taken: however small a budget is set, what the
    settings allow to be sent can be sent, one at a time.

    Args:
        most: octets in the process at the same time.
        most_of_session: octets of one session; calls without one share theirs.
    """

    most: int
    most_of_session: int
    _held: int = 0
    _of_sessions: dict[str, int] = attrs.field(factory=dict, repr=False)
    _lock: Lock = attrs.field(factory=Lock, repr=False)

    @contextmanager
    def share(self, session: str) -> Iterator[Share]:
        """Lend a share to the body of one call, for as long as the call lasts."""
        share = Share(self, session)
        try:
            yield share
        finally:
            self._give_back(share)

    def take(self, share: Share, octets: int) -> None:
        """Let a share grow; see `Share.grow_to`."""
        with self._lock:
            of_session = self._of_sessions.get(share.session, 0)
            for held, most in ((self._held, self.most), (of_session, self.most_of_session)):
                is_alone = held == share.octets
                if held + octets > most and not is_alone:
                    raise Unavailable("too many bodies are on their way at the same time")
            share.octets += octets
            self._held += octets
            self._of_sessions[share.session] = of_session + octets

    def _give_back(self, share: Share) -> None:
        with self._lock:
            self._held -= share.octets
            left = self._of_sessions.get(share.session, 0) - share.octets
            if left > 0:
                self._of_sessions[share.session] = left
            else:
                self._of_sessions.pop(share.session, None)
