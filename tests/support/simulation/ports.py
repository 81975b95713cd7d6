"""The ports as one worker sees them: every call may be its last, or another's turn."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from compose_adapters.memory import MemoryOutbox, Tables
from compose_core.errors import Unavailable
from compose_core.errors.exceptions import LeaseLost
from compose_core.events import Event
from compose_core.letter import Envelope, Letter
from compose_core.outbox import Allowance, Change, Claim, Mail, Outgoing, Result, Verdict
from compose_core.testing.builders import NOON
from simulation.ledger import Ledger, Name
from simulation.turns import Actor

_LATER = Result(Verdict.DEFERRED, "450 later")
_NEVER = Result(Verdict.REFUSED, "550 never")
_TAKEN = Result(Verdict.ACCEPTED, "250 taken")
_UNKNOWN = Result(Verdict.UNCERTAIN, "the final dot: no answer in time")


class Weather(Protocol):
    """What the world is like."""

    chance: Random
    now: datetime
    offset: timedelta
    is_quiet: bool
    ledger: Ledger
    tables: Tables

    def happens(self, probability: float) -> bool:
        """Whether something happens now; nothing does when all is quiet."""
        ...

    def sleep(self, actor: Actor, duration: timedelta) -> None:
        """Let an actor wait."""
        ...


class CheckedOutbox(MemoryOutbox):
    """The outbox in memory, every change of which is seen by the ledger."""

    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        super().__init__(tables)
        self._ledger = ledger
        self.is_operators = False

    def _store(self, changes: Sequence[Change]) -> None:  # type: ignore[override]  # a sequence is enough here
        for change in changes:
            was = self._stored(change.before)
            self._ledger.stored(was, change, by_operator=self.is_operators)
            super()._store([change])


class WorkersOutbox:
    """The outbox over a network that fails before a call arrives, or after it was done."""

    def __init__(self, world: Weather, actor: Actor, outbox: MemoryOutbox) -> None:
        self._world = world
        self._actor = actor
        self._outbox = outbox
        self._batches = 0

    @property
    def batch(self) -> str:
        return f"{self._actor.name}.{self._batches}"

    def claim(self, due_by: datetime, limit: int, decide: Claim) -> tuple[Change, ...]:
        self._batches += 1
        self._may_fail(0.03)
        batch = self.batch

        def decide_and_note(candidates: Sequence[Mail]) -> tuple[Change, ...]:
            changes = decide(candidates)
            for change in changes:
                if lease := change.after.lease:
                    self._world.ledger.leased(lease.token, batch)
            return changes

        changes = self._outbox.claim(due_by, limit, decide_and_note)
        self._may_fail(0.02)
        return changes

    def outgoing(self, mail: Mail) -> Outgoing:
        self._may_fail(0.02)
        return self._outbox.outgoing(mail)

    def add_link_token(self, mail: Mail, token_hash: str) -> None:
        self._may_fail(0.02)
        self._outbox.add_link_token(mail, token_hash)

    def write(self, changes: Sequence[Change]) -> None:
        self._may_fail(0.03)
        try:
            self._outbox.write(changes)
        except LeaseLost:
            self._world.ledger.tally["stale writes refused"] += 1
            raise
        self._may_fail(0.03)

    def _may_fail(self, probability: float) -> None:
        self._actor.pause()
        if self._world.happens(probability):
            raise Unavailable("the outbox is away")


class WorkersMailer:
    """A server that takes its time, says what it likes, and loses its tongue after the dot."""

    def __init__(self, world: Weather, actor: Actor, outbox: WorkersOutbox) -> None:
        self._world = world
        self._actor = actor
        self._outbox = outbox

    def allowance(self) -> Allowance:
        if self._world.happens(0.02):
            return Allowance(0, timedelta(seconds=15), is_down=True)
        return Allowance(1 if self._world.happens(0.1) else 1000)

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        world, name = self._world, (int(letter.message_id[1:].partition(".")[0]), 0)
        world.ledger.sends(name, self._outbox.batch, envelope.recipients)
        self._actor.pause()
        if within <= timedelta(0):
            return (_LATER,) * len(envelope.recipients)
        world.sleep(self._actor, within * world.chance.random() ** 3)
        if world.happens(0.15):
            return (_LATER,) * len(envelope.recipients)
        results = [self._said() for _ in envelope.recipients]
        return self._after_the_dot(name, envelope, results)

    def _loses_its_tongue(self) -> bool:
        return self._world.happens(0.15)

    def _said(self) -> Result:
        if self._world.happens(0.1):
            return _LATER
        return _NEVER if self._world.happens(0.1) else _TAKEN

    def _after_the_dot(
        self, name: Name, envelope: Envelope, results: list[Result]
    ) -> tuple[Result, ...]:
        world = self._world
        is_lost = self._loses_its_tongue()
        if not (is_lost and world.happens(0.5)):
            for address, result in zip(envelope.recipients, results, strict=True):
                if result is _TAKEN:
                    world.ledger.accepted(world.tables.mails[name], address)
        self._actor.pause()
        return tuple(_UNKNOWN if is_lost and each is _TAKEN else each for each in results)


class CertainMailer(WorkersMailer):
    """A server whose word on every letter arrives."""

    def _loses_its_tongue(self) -> bool:
        return False


class WorkersClock:
    """The machine's clock, as wrong as that is and as its actor's skew makes it."""

    def __init__(self, world: Weather, actor: Actor | None = None) -> None:
        self._world = world
        self._actor = actor

    def now(self) -> datetime:
        skew = self._actor.skew if self._actor else timedelta(0)
        return self._world.now + self._world.offset + skew

    def monotonic(self) -> timedelta:
        return self._world.now - NOON


class Unheard:
    """Hears of every event and does nothing."""

    def happened(self, event: Event) -> None:
        del event
