"""Ports whose calls are named points."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs

from compose_adapters.smtp import Stage
from compose_adapters.smtp import mailer as smtp_mailer
from compose_adapters.smtp.connection import Connection
from compose_core.decision import Decision, Replay
from compose_core.errors.exceptions import LeaseLost
from compose_core.facts import FactsQuery, StoredFacts
from compose_core.letter import Envelope, Letter
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Allowance, Change, Claim, Mail, Outgoing, Result
from compose_core.ports import Mailer, Outbox, Store
from compose_core.ports.ids import IdKind, Ids
from crash_points import Points

HANDED_OVER = "the hand-over was written"
RESULTS = "the results were written"
RELEASED = "the mail was released"
RESULTS_AND_HANDED_OVER = f"{RESULTS} and {HANDED_OVER}"
QUEUED = "the mail was queued"


@attrs.frozen
class WatchedStore:
    """A store whose calls are points."""

    store: Store
    points: Points

    def facts(self, query: FactsQuery) -> StoredFacts:
        with self.points.around("the facts were read"):
            return self.store.facts(query)

    def replay(self, user: str, key: str, now: datetime) -> Replay | None:
        with self.points.around("the first answer was looked for"):
            return self.store.replay(user, key, now)

    def commit(self, decision: Decision) -> None:
        with self.points.around(QUEUED):
            self.store.commit(decision)


@attrs.frozen
class WatchedIds:
    """Ids whose taking is a point."""

    ids: Ids
    points: Points

    def next(self, kind: IdKind) -> int:
        with self.points.around("an id was taken"):
            return self.ids.next(kind)


@attrs.frozen
class WatchedOutbox:
    """An outbox whose calls are points; it tells which writes were stored."""

    outbox: Outbox
    points: Points

    def claim(self, due_by: datetime, limit: int, decide: Claim) -> tuple[Change, ...]:
        with self.points.around("the claim"):
            return self.outbox.claim(due_by, limit, decide)

    def outgoing(self, mail: Mail) -> Outgoing:
        with self.points.around("the letter was read"):
            return self.outbox.outgoing(mail)

    def add_link_token(self, mail: Mail, token_hash: str) -> None:
        with self.points.around("the token was kept"):
            self.outbox.add_link_token(mail, token_hash)

    def write(self, changes: Sequence[Change]) -> None:
        try:
            with self.points.around(_phase(changes)):
                self.outbox.write(changes)
                self.points.tell("stored")
        except LeaseLost:
            self.points.tell("lost")
            raise


@attrs.frozen
class WatchedMailer:
    """A mailer whose reply is a point."""

    mailer: Mailer
    points: Points

    def allowance(self) -> Allowance:
        return self.mailer.allowance()

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        results = self.mailer.send(letter, envelope, within)
        self.points.reached("after the reply")
        return results


def watch_the_dot(points: Points) -> None:
    """The final dot of every mail of this process is a point, before and after it is sent."""

    class Watched(Connection):
        def send_into(self, stage: Stage, before: bytes, octets: bytes) -> None:
            points.reached("before the final dot")
            super().send_into(stage, before, octets)
            points.reached("after the final dot")

    vars(smtp_mailer)["Connection"] = Watched


def _phase(changes: Sequence[Change]) -> str:
    pairs = {
        (before.state, after.state)
        for change in changes
        for before, after in zip(change.before.recipients, change.after.recipients, strict=True)
    }
    begins = (DeliveryState.CLAIMED, DeliveryState.HANDING_OVER) in pairs
    ends = any(before is DeliveryState.HANDING_OVER for before, _ in pairs)
    if begins:
        return RESULTS_AND_HANDED_OVER if ends else HANDED_OVER
    return RESULTS if ends else RELEASED
