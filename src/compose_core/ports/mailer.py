"""Handing a letter to whoever carries it on."""

from datetime import timedelta
from enum import Enum
from typing import Protocol

import attrs

from compose_core.letter import Envelope, Letter

MOST_REPLY = 500


class Verdict(Enum):
    """What a hand-over came to for one recipient (A3)."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


def _one_line(text: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:MOST_REPLY]


@attrs.frozen
class Result:
    """What a hand-over came to for one recipient, and why.

    Args:
        verdict: the outcome.
        reply: what the server said, or what was seen instead; made one printable line of at
            most 500 characters.
    """

    verdict: Verdict
    reply: str = attrs.field(converter=_one_line)


@attrs.frozen
class Allowance:
    """How many letters may be handed over now.

    Args:
        letters: how many; 0 while the server is known to be down or its rate is used up.
        wait: after how long to ask again, when there are none.
        is_down: whether there are none because the server is down; else it is the rate.
    """

    letters: int
    wait: timedelta = timedelta(0)
    is_down: bool = False


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
