"""The sessions of a mailer: those in use, and those that wait for their next mail."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from compose_adapters.smtp.session import Session

_MOST_SECONDS_IDLE = 30.0
_MOST_MAILS = 100
_SECONDS_FOR_QUIT = 5.0


class Pool:
    """Sessions, of which the idle one that was used last is used next: the others may end."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._idle: list[tuple[Session, float]] = []
        self._in_use = 0
        self._opening = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is no session, neither in use nor idle."""
        with self._changed:
            return not (self._in_use or self._idle)

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Count a session that is being opened, and then in use unless it could not be."""
        with self._changed:
            self._opening += 1
        is_open = False
        try:
            yield
            is_open = True
        finally:
            with self._changed:
                self._opening -= 1
                self._in_use += is_open
                self._changed.notify_all()

    def take(self) -> Session | None:
        """Take an idle session, or ``None``; those that waited too long are ended.

        So are those whose server has left them, or says what nobody asked: that would be taken
        for the answer to the next command.
        """
        self._close_old()
        while taken := self._pop():
            if taken.connection.is_silent:
                return taken
            self.drop(taken)
        return None

    def take_freed(self, deadline: float) -> Session | None:
        """Take a session as soon as one is free; ``None`` if there is none, or not in time.

        Args:
            deadline: by `time.monotonic`.
        """
        while self._comes_free(deadline):
            if taken := self.take():
                return taken
        return None

    def put(self, session: Session) -> None:
        """Keep a session for the next mail, unless it has carried many."""
        session.mails += 1
        if session.mails >= _MOST_MAILS:
            # The results of the hand-over wait for this.
            _end(session, session.connection.deadline)
            self.drop(session)
        else:
            self._keep(session)

    def drop(self, session: Session) -> None:
        """Close a session that was in use."""
        session.connection.close()
        with self._changed:
            self._in_use -= 1
            self._changed.notify_all()

    def close(self) -> None:
        """End all idle sessions."""
        with self._changed:
            idle, self._idle = self._idle, []
        for session, _ in idle:
            _end(session, math.inf)

    def _keep(self, session: Session) -> None:
        with self._changed:
            self._in_use -= 1
            self._idle.append((session, monotonic()))
            self._changed.notify_all()

    def _comes_free(self, deadline: float) -> bool:
        with self._changed:
            self._changed.wait_for(
                lambda: self._idle or not (self._in_use or self._opening),
                max(0.0, deadline - monotonic()),
            )
            return bool(self._idle)

    def _close_old(self) -> None:
        expired = monotonic() - _MOST_SECONDS_IDLE
        with self._changed:
            old = [session for session, since in self._idle if since < expired]
            self._idle = [(session, since) for session, since in self._idle if since >= expired]
        for session in old:
            session.connection.close()

    def _pop(self) -> Session | None:
        with self._changed:
            if not self._idle:
                return None
            self._in_use += 1
            return self._idle.pop()[0]


def _end(session: Session, deadline: float) -> None:
    session.quit(min(deadline, monotonic() + _SECONDS_FOR_QUIT))
