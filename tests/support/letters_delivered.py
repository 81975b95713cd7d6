"""The letters that a mailer gets: with the tokens of their secure links."""

from datetime import timedelta

from compose_adapters.memory import MemoryEvents, MemoryOutbox
from compose_adapters.system import SystemRandom
from compose_core.delivery import DeliveryService
from compose_core.letter import Envelope, Letter
from compose_core.outbox import Allowance, Result, Verdict
from compose_core.ports import Outbox
from compose_core.ports.clock import Clock
from world import World


class LetterBox:
    """A mailer that keeps the letters, and answers all alike."""

    def __init__(self, verdict: Verdict = Verdict.ACCEPTED) -> None:
        self.verdict = verdict
        self.letters: list[Letter] = []

    def allowance(self) -> Allowance:
        return Allowance(1000)

    def send(self, letter: Letter, envelope: Envelope, _within: timedelta) -> tuple[Result, ...]:
        self.letters.append(letter)
        return (Result(self.verdict, "said so"),) * len(envelope.recipients)


def delivered_from(
    outbox: Outbox, clock: Clock, verdict: Verdict = Verdict.ACCEPTED
) -> list[Letter]:
    """Deliver all that is due; the letters that were handed over, in their order."""
    box = LetterBox(verdict)
    DeliveryService(
        outbox=outbox,
        mailer=box,
        clock=clock,
        random=SystemRandom(),
        events=MemoryEvents(),
        pause=lambda _: None,
    ).deliver_due()
    return box.letters


def delivered(world: World) -> list[Letter]:
    """Deliver all that is due in a world in memory."""
    return delivered_from(MemoryOutbox(world.tables), world.clock)
