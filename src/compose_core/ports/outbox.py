"""Mails on their way: what workers, operators and retention ask of an outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from compose_core.decision import AuditEntry
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Change, Claim, JournalEntry, Mail, OutboxCounts, Outgoing


class Outbox(Protocol):
    """Mails as the workers that deliver them see them.

    Every stored change brings its journal entries (`Change.log_entries`).
    """

    def claim(self, due_by: datetime, limit: int, decide: Claim) -> tuple[Change, ...]:
        """Store the changes that follow from the due mails, and return them.

        The mails are found, decided on and stored in one transaction, so that no two claims
        look at the same mail.

        Args:
            due_by: a mail is due when its `Mail.due` is not after it.
            limit: how many mails are found of each queue class, those that are due first.
            decide: which changes follow from the mails that were found; called once, after they
                were found and before anybody else can change them.

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

    def add_link_token(self, mail: Mail, token_hash: str) -> None:
        """Let a token open the secure message that a mail leads to, as long as its link lasts.

        The tokens of earlier hand-overs go on opening it: one of those mails may have arrived.

        Args:
            mail: a notification, about to be handed over to its one recipient.
            token_hash: SHA-256 of the token, in hexadecimal; the token itself is nowhere kept.

        Raises:
            Unavailable: the store is busy or away.
        """
        ...

    def write(self, changes: Sequence[Change]) -> None:
        """Store changes of leased mails: all of them in one transaction, or none.

        A change is stored only while the lease in ``before``, told by its token, is the mail's.
        A mail that is already as its last change leaves it counts as stored: so a worker that
        does not know what became of a write can repeat it.

        Raises:
            LeaseLost: a mail has another lease or none.
            Unavailable: the store is busy or away.
        """
        ...


class OutboxAdmin(Protocol):
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
            StaleDecision: the revision of a mail is not that of ``before`` of its first change.
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

    def purge_files(self, before: datetime, limit: int) -> int:
        """Forget the files of up to so many activities; the number of them.

        Only of activities that are no drafts, were made before that time, have no letter left,
        no recipient whose delivery is still open, and no link that lasted until that time. What
        the files were called, and how large they were, stays.
        """
        ...

    def mails_of_message(self, message_id: str) -> tuple[Mail, ...]:
        """The mails whose letter has this Message-ID, with its angle brackets."""
        ...
