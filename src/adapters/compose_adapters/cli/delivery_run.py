"""Delivering all that is due, once or until stopped."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import attrs
import click

from compose_adapters.cli.failures import INTERRUPTED, TERMINATED
from compose_adapters.cli.options import chosen_configuration

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container
    from compose_adapters.workers import Workers

_LOOK_SECONDS = 1.0
_STATUSES: dict[int, int] = {signal.SIGTERM: TERMINATED, signal.SIGINT: INTERRUPTED}


@attrs.frozen
class DeliveryRun:
    """What delivering once came to.

    Args:
        mails: how many were handed over.
        signals: those that asked it to stop.
    """

    mails: int
    signals: tuple[int, ...] = ()

    def must_be_whole(self) -> None:
        """End the command with the status of a signal, if one ended the delivery."""
        if self.signals:
            raise click.exceptions.Exit(_STATUSES[self.signals[0]])


def must_have_mail_server() -> None:
    """A mail server is named, or the command is used wrongly."""
    if not chosen_configuration().smtp:
        raise click.UsageError("no mail server is named; give --smtp URL or COMPOSE_SMTP")


def deliver_once(world: "Container", workers: int = 1) -> DeliveryRun:
    """Deliver all that is due, whatever the mail server answers."""
    team = world.workers(workers)
    with stopped_by_signals(team) as signals:
        mails = team.once()
    return DeliveryRun(mails, tuple(signals))


def keep_going(team: "Workers", look: Callable[[], None]) -> None:
    """Deliver until the team is stopped; whatever else ends it, no worker is left behind.

    Args:
        team: not started yet.
        look: called every second.
    """
    team.start()
    try:
        while not team.join(_LOOK_SECONDS):
            look()
    finally:
        team.stop()
        team.join()


@contextmanager
def stopped_by_signals(team: "Workers") -> Iterator[list[int]]:
    """Inside, SIGTERM and Ctrl-C let each worker end the hand-over that it is in.

    An exception in its place would leave a mail of which nobody knows whether it arrived.

    Yields:
        The signals that came.
    """
    came: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        came.append(number)
        team.stop()

    before = {number: signal.signal(number, stop) for number in _STATUSES}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
