"""Threads that take turns: one runs at a time, and the others wait where they stopped."""

import _thread
from collections.abc import Callable
from datetime import datetime


class Killed(BaseException):
    """The process ends here; nothing after it happens."""


class Actor:
    """Something that works in turns.

    Args:
        name: for the trace.
        work: what it does; calls `pause` wherever another may go first.
        wake: when it may go on.
    """

    def __init__(self, name: str, work: Callable[["Actor"], None], wake: datetime) -> None:
        self.name = name
        self.wake = wake
        self.skew = wake - wake
        self.is_alive = True
        self.is_stopping = False
        self._work = work
        self._is_killed = False
        self._fault: BaseException | None = None
        # Bare locks, because a history takes thousands of turns.
        self._turn = _thread.allocate_lock()
        self._back = _thread.allocate_lock()
        self._turn.acquire()
        self._back.acquire()
        _thread.start_new_thread(self._run, ())

    def take_turn(self) -> None:
        """Let it go on to its next pause, or to its end."""
        self._turn.release()
        self._back.acquire()
        if self._fault:
            raise self._fault

    def kill(self) -> None:
        """End it where it stands."""
        self._is_killed = True
        if self.is_alive:
            self.take_turn()

    def pause(self) -> None:
        """Stop, and go on with the next turn."""
        if not self._is_killed:
            self._back.release()
            self._turn.acquire()
        if self._is_killed:
            raise Killed

    def _run(self) -> None:
        self._turn.acquire()
        try:
            if not self._is_killed:
                self._work(self)
        except Killed:
            pass
        except BaseException as fault:  # noqa: BLE001 - raised again where the turn was given
            self._fault = fault
        self.is_alive = False
        self._back.release()
