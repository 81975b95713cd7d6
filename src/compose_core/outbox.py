"""Mails on their way: what is kept of each, and of what happens to it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum

import attrs

from compose_core.errors import NotPossible
from compose_core.letter import Letter
from compose_core.model.delivery import Delivery, DeliveryState
from compose_core.model.personal import hide_texts
from compose_core.model.settings import OnUncertainDelivery

OPEN = frozenset(
    {
        DeliveryState.QUEUED,
        DeliveryState.CLAIMED,
        DeliveryState.HANDING_OVER,
        DeliveryState.DEFERRED,
        DeliveryState.UNCERTAIN,
    }
)
"""The states of a delivery that may still change without a report from outside."""

_TRIED = frozenset({DeliveryState.HANDING_OVER, DeliveryState.ACCEPTED})


class QueueClass(Enum):
    """The lines that due mails wait in; claims serve them in turn, so that none starves.

    Poison is a mail whose worker died: it may die of that mail again, so it is claimed alone.
    """

    FRESH = "fresh"
    RETRY = "retry"
    POISON = "suspect"


@attrs.frozen(field_transformer=hide_texts())
class Lease:
    """A worker's right to a mail, for a time.

    Args:
        token: given to one claim of one mail, never again.
        until: when another worker may take the mail, aware, in UTC.
    """

    token: str
    until: datetime


@attrs.frozen
class MailRecipient:
    """How a mail's delivery to one recipient stands.

    Args:
        number: the place among the activity's recipients, from 0.
        delivery: its state.
        uncertain_attempts: how many attempts ended with nobody knowing whether the mail arrived.
    """

    number: int
    delivery: Delivery
    uncertain_attempts: int = 0

    @property
    def state(self) -> DeliveryState:
        """The state of the delivery."""
        return self.delivery.state


@attrs.frozen
class Mail:
    """A mail in the outbox: all that is known of its delivery, without the letter.

    The activity's id and the index together name it.

    Args:
        activity_id: the activity that it belongs to.
        index: the place among the mails of the activity, from 0.
        queued: when it was put there, aware, in UTC.
        on_uncertain: S9 as it was then.
        recipients: in the order of their numbers, at least one.
        attempts: how often it was handed over, since an operator last asked for it anew.
        expired_leases: how many in a row expired; from the first on it is poison.
        revision: goes up with every change.
        lease: while a worker has it.
    """

    activity_id: int
    index: int
    queued: datetime
    on_uncertain: OnUncertainDelivery
    recipients: tuple[MailRecipient, ...]
    attempts: int = 0
    expired_leases: int = 0
    revision: int = 0
    lease: Lease | None = None

    @property
    def name(self) -> tuple[int, int]:
        """The activity's id and the index."""
        return self.activity_id, self.index

    @property
    def lease_token(self) -> str:
        """The token of the lease.

        Raises:
            NotPossible: the mail is not leased.
        """
        if self.lease is None:
            raise NotPossible(f"mail {self.index} of the activity {self.activity_id} is not leased")
        return self.lease.token

    @property
    def due(self) -> datetime | None:
        """When a worker shall look at it next; ``None`` when no worker shall."""
        if self.lease:
            return self.lease.until
        times = [self._due(recipient.delivery) for recipient in self.recipients]
        return min((time for time in times if time), default=None)

    @property
    def queue_class(self) -> QueueClass:
        """The line that it waits in; a leased one comes due only when its worker has died."""
        if self.lease or self.expired_leases:
            return QueueClass.POISON
        return QueueClass.RETRY if self.attempts else QueueClass.FRESH

    def _due(self, delivery: Delivery) -> datetime | None:
        if delivery.state is DeliveryState.QUEUED:
            return self.queued
        return delivery.next_attempt


@attrs.frozen
class Change:
    """A mail goes from one value to the next; the unit that is stored and told.

    Args:
        before: as it is stored.
        after: as it shall be, its revision one higher.
        at: when, aware, in UTC.
    """

    before: Mail
    after: Mail
    at: datetime

    def changed_recipients(self) -> list[tuple[MailRecipient, MailRecipient]]:
        """List the recipients that the change changes, before and after."""
        pairs = zip(self.before.recipients, self.after.recipients, strict=True)
        return [pair for pair in pairs if pair[0] != pair[1]]

    def log_entries(self) -> tuple["JournalEntry", ...]:
        """List one entry for each recipient for whom an attempt ended, or that came back."""
        return tuple(
            JournalEntry(
                number=after.number,
                attempt=after.delivery.attempts,
                at=self.at,
                state=after.delivery.state,
                reply=after.delivery.reply,
            )
            for before, after in self.changed_recipients()
            if before.delivery.state in _TRIED
        )


Claim = Callable[[Sequence[Mail]], tuple[Change, ...]]
"""Says which changes follow from the mails that a claim finds."""


@attrs.frozen(field_transformer=hide_texts())
class JournalEntry:
    """What one attempt came to for one recipient, or that it came back; never changed afterwards.

    Args:
        number: the recipient's.
        attempt: which attempt of this recipient, from 1.
        at: when it was known, aware, in UTC.
        state: the state after it.
        reply: of the mail server, or what else was seen, at most 500 characters.
    """

    number: int
    attempt: int
    at: datetime
    state: DeliveryState
    reply: str


@attrs.frozen(field_transformer=hide_texts())
class Outgoing:
    """What a mail's next hand-over needs besides the mail.

    Args:
        letter: what every recipient gets.
        sender: MAIL FROM.
    """

    letter: Letter
    sender: str


@attrs.frozen
class OutboxCounts:
    """How full the outbox is.

    Args:
        states: how many recipients are in each state; kept are those who get no mail.
        oldest_due: since when the mail that has been due the longest waits; ``None`` when
            nothing is due.
    """

    states: dict[DeliveryState, int]
    oldest_due: datetime | None


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


@attrs.frozen(field_transformer=hide_texts())
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
