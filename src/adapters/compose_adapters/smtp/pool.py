"""Sessions that wait for their next mail."""

import math
import threading
from time import monotonic

from compose_adapters.smtp.session import Session

_MOST_SECONDS_IDLE = 30.0
_MOST_MAILS = 100
_SECONDS_FOR_QUIT = 5.0


class Pool:
    """Idle sessions; the one that was used last is used next, so that the others may end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[Session, float]] = []

    def take(self) -> Session | None:
        """An idle session, or ``None``; those that waited too long are ended.

        So are those whose server has left them, or says what nobody asked: that would be taken
        for the answer to the next command.
        """
        self._close_old()
        while taken := self._popped():
            if taken.connection.is_silent:
                return taken
            taken.connection.close()
        return None

    def put(self, session: Session) -> None:
        """Keep a session for the next mail, unless it has carried many or the server leaves it."""
        session.mails += 1
        if session.mails >= _MOST_MAILS:
            # The results of the hand-over wait for this.
            _end(session, session.connection.deadline)
        elif not session.connection.is_silent:
            session.connection.close()
        else:
            with self._lock:
                self._idle.append((session, monotonic()))

    def close(self) -> None:
        """End all idle sessions."""
        with self._lock:
            idle, self._idle = self._idle, []
        for session, _ in idle:
            _end(session, math.inf)

    def _close_old(self) -> None:
        expired = monotonic() - _MOST_SECONDS_IDLE
        with self._lock:
            old = [session for session, since in self._idle if since < expired]
            self._idle = [(session, since) for session, since in self._idle if since >= expired]
        for session in old:
            session.connection.close()

    def _popped(self) -> Session | None:
        with self._lock:
            return self._idle.pop()[0] if self._idle else None


def _end(session: Session, deadline: float) -> None:
    session.quit(min(deadline, monotonic() + _SECONDS_FOR_QUIT))
