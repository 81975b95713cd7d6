"""Handing a letter to whoever carries it on."""

from datetime import timedelta
from typing import Protocol

from compose_core.letter import Envelope, Letter
from compose_core.outbox import Allowance, Result


class Mailer(Protocol):
    """Hands letters over; what becomes of them is data, an exception is a bug."""

    def allowance(self) -> Allowance:
        """How many letters may be handed over now; asked before any is taken."""
        ...

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        """Hand a letter over, and say what it came to for each recipient of the envelope.

        Args:
            letter: what everyone gets.
            envelope: who they are.
            within: the time after which it must be over, one way or another.
        """
        ...
