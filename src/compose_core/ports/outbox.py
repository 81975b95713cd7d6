"""Mails on their way: what an outbox keeps of each, and what workers and operators ask of it."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Protocol

import attrs

from compose_core.errors import ComposeError
from compose_core.letter import Letter
from compose_core.model.delivery import Delivery, DeliveryState
from compose_core.ports.decision import AuditEntry
from compose_core.settings import OnUncertainDelivery


class Lane(Enum):
    """The lines that due mails wait in; claims serve them in turn, so that none starves.

    A suspect is a mail whose worker died; it is claimed alone.
    """

    FRESH = "fresh"
    RETRY = "retry"
    SUSPECT = "suspect"


@attrs.frozen
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
        doubts: how many attempts ended with nobody knowing whether the mail arrived.
    """

    number: int
    delivery: Delivery
    doubts: int = 0

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
        crashes: how often in a row a lease of it expired; from the first on it is a suspect.
        revision: goes up with every change.
        lease: while a worker has it.
    """

    activity_id: int
    index: int
    queued: datetime
    on_uncertain: OnUncertainDelivery
    recipients: tuple[MailRecipient, ...]
    attempts: int = 0
    crashes: int = 0
    revision: int = 0
    lease: Lease | None = None

    @property
    def due(self) -> datetime | None:
        """When a worker shall look at it next; ``None`` when no worker shall."""
        if self.lease:
            return self.lease.until
        times = [self._due(recipient.delivery) for recipient in self.recipients]
        return min((time for time in times if time), default=None)

    @property
    def lane(self) -> Lane:
        """The line that it waits in; a leased one comes due only when its worker has died."""
        if self.lease or self.crashes:
            return Lane.SUSPECT
        return Lane.RETRY if self.attempts else Lane.FRESH

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


@attrs.frozen
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


class LeaseLost(ComposeError):
    """A worker writes to mails that are not its own any more; nothing was stored.

    Args:
        mails: their activity ids and indexes.
    """

    def __init__(self, mails: Sequence[tuple[int, int]]) -> None:
        self.mails = frozenset(mails)
        super().__init__(f"the lease of {len(self.mails)} mail(s) is another worker's now")


@attrs.frozen
class Outgoing:
    """What a mail's next hand-over needs besides the mail.

    Args:
        letter: what every recipient gets.
        sender: MAIL FROM.
    """

    letter: Letter
    sender: str


class Outbox(Protocol):
    """Mails as the workers that deliver them see them.

    Every stored change brings its journal entries (`compose_core.delivery.journal_of`).
    """

    def claim(self, now: datetime, until: datetime, tokens: Sequence[str]) -> tuple[Change, ...]:
        """Take due mails, one for each token at most, and store that they are taken.

        The store finds the mails whose `Mail.due` is not after ``now``: of each lane the
        first due, as many as there are tokens, none that another claim is looking at. What
        becomes of them is `compose_core.delivery.claimed`; its changes are stored in one
        transaction and returned. A mail that is still leased in its last change is the
        caller's.

        Raises:
            Unavailable: the store is busy or away.
        """
        ...

    def outgoing(self, mail: Mail) -> Outgoing:
        """What is to be handed over; attachments may be read later, while it is rendered.

        Raises:
            NotFound: the letter was forgotten.
            Unavailable: the store is busy or away.
        """
        ...

    def write(self, changes: Sequence[Change]) -> None:
        """Store changes of leased mails: all of them in one transaction, or none.

        A change is stored only while the lease in ``before``, told by its token, is the mail's.

        Raises:
            LeaseLost: a mail has another lease or none.
            Unavailable: the store is busy or away.
        """
        ...


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


class OutboxDesk(Protocol):
    """Mails as operators see them."""

    def listed(self, states: frozenset[DeliveryState], limit: int) -> tuple[Mail, ...]:
        """Mails with a recipient in one of the states, by activity id and index."""
        ...

    def mails(self, activity_id: int) -> tuple[tuple[Mail, tuple[JournalEntry, ...]], ...]:
        """An activity's mails by their index, each with its journal, oldest first."""
        ...

    def amend(self, changes: Sequence[Change], audit: AuditEntry) -> None:
        """Store an operator's act on one activity with its audit entry: all of it, or nothing.

        Of several changes of a mail, each begins where the one before it ended.

        Raises:
            Moved: the revision of a mail is not that of ``before`` of its first change.
            Unavailable: the store is busy or away.
        """
        ...

    def counts(self, now: datetime) -> OutboxCounts:
        """How full the outbox is."""
        ...


class Retention(Protocol):
    """Forgetting what is done and old, and finding whom a bounce concerns."""

    def purge(self, before: datetime, limit: int) -> int:
        """Forget the letters and journals of up to so many mails; the number of them.

        Only mails that were queued before that time and whose recipients are all accepted,
        refused or cancelled. The activity, its recipients' states and its audit stay.
        """
        ...

    def mails_of_message(self, message_id: str) -> tuple[Mail, ...]:
        """The mails whose letter has this Message-ID, with its angle brackets."""
        ...
