"""Threads that deliver until they are stopped."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from compose_core.delivery import DeliveryService
from compose_core.errors import Unavailable
from compose_core.ports.clock import Clock

_LOG = logging.getLogger("compose_core.delivery")
_IDLE = timedelta(seconds=1)
_AFTER_A_FAULT = timedelta(seconds=5)


class Workers:
    """A number of threads that deliver what is due.

    A stop lets every worker end the hand-over that it is in, and give the rest back.

    Args:
        service: delivers.
        clock: the time.
        number: of threads, at least 1.
        idle: how long a worker with nothing to do waits before it looks again.
    """

    def __init__(
        self, service: DeliveryService, clock: Clock, number: int = 1, idle: timedelta = _IDLE
    ) -> None:
        self._service = service
        self._clock = clock
        self._number = number
        self._idle = idle
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to deliver, in the background."""
        self._threads = self._start_threads(self._deliver_until_stopped)

    def stop(self) -> None:
        """Stop all workers after their current mail; safe to call from a signal's handler."""
        self._stopping.set()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until every worker has stopped, and say whether all have.

        Args:
            timeout: of each, in seconds.
        """
        for thread in self._threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    def once(self) -> int:
        """Deliver all that is due now, each mail once, and count the mails handed over.

        Waits while the mailer's rate is used up, but not while its server is down.

        Raises:
            Unavailable: the outbox is busy or away.
        """
        due_by = self._clock.now()
        mails: list[int] = []
        faults: list[Exception] = []

        def deliver() -> None:
            try:
                mails.append(self._deliver_by(due_by))
            except Exception as fault:  # noqa: BLE001 - raised again where it can be seen
                faults.append(fault)

        for thread in self._start_threads(deliver):
            thread.join()
        if faults:
            raise faults[0]
        return sum(mails)

    def _deliver_by(self, due_by: datetime) -> int:
        mails = 0
        while True:
            run = self._service.deliver_due(due_by, self._stopping.is_set)
            mails += run.mails
            if not run.is_held or run.is_down:
                return mails
            self._stopping.wait(run.wait.total_seconds())

    def _start_threads(self, target: Callable[[], None]) -> list[threading.Thread]:
        names = (f"delivery-{number + 1}" for number in range(self._number))
        threads = [threading.Thread(target=target, name=name) for name in names]
        for thread in threads:
            thread.start()
        return threads

    def _deliver_until_stopped(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self._deliver_batch().total_seconds())

    def _deliver_batch(self) -> timedelta:
        """Deliver a batch, and tell how long to wait before the next."""
        try:
            run = self._service.deliver_batch(stopping=self._stopping.is_set)
        except Unavailable as fault:
            _LOG.warning("the outbox is away, so delivery waits: %s", fault)
            return _AFTER_A_FAULT
        except Exception as fault:  # noqa: BLE001 - an ended worker is missed by nobody for long
            # The text of a fault that nobody foresaw may hold an address.
            _LOG.error("delivery met a fault of its own and goes on: %s", type(fault).__name__)
            _LOG.debug("the fault", exc_info=fault)
            return _AFTER_A_FAULT
        return run.wait or (self._idle if run.is_done else timedelta(0))
