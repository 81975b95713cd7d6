"""The outbox as operators see it and act on it, by the activity's id."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

import attrs

from compose_core.decision import AuditEntry
from compose_core.delivery.states import TROUBLED, Step
from compose_core.delivery.transition import apply_action, events_of
from compose_core.errors import Conflict, NotFound
from compose_core.errors.exceptions import NotAnAddress, StaleDecision
from compose_core.model.address import Address
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Change, JournalEntry, Mail, MailRecipient, OutboxCounts
from compose_core.ports import Events, OutboxAdmin, Retention
from compose_core.ports.clock import Clock

_MOST_TRIES = 5
_BATCH = 100


@attrs.frozen
class MailReport:
    """A mail and its attempts.

    Args:
        mail: as it stands.
        journal: one entry for each recipient and attempt, oldest first.
    """

    mail: Mail
    journal: tuple[JournalEntry, ...]


@attrs.frozen
class Purged:
    """The number of what was forgotten.

    Args:
        letters: of how many mails the letter and the journal.
        files: of how many activities the files.
    """

    letters: int
    files: int


@attrs.frozen
class OutboxAdminService:
    """Acts on mails by the id of their activity; each leaves an audit entry (A6).

    Args:
        outbox: the mails.
        retention: their letters and journals.
        clock: the time.
        events: hears of every transition.
    """

    outbox: OutboxAdmin
    retention: Retention
    clock: Clock
    events: Events

    def listed(
        self, states: frozenset[DeliveryState] = TROUBLED, limit: int = 1000
    ) -> tuple[Mail, ...]:
        """List the mails that wait, failed or are uncertain, by activity.

        Args:
            states: those with a recipient in one of these.
            limit: at most so many.
        """
        return self.outbox.listed(states, limit)

    def show(self, activity_id: int) -> tuple[MailReport, ...]:
        """Show the mails of an activity with all attempts.

        Raises:
            NotFound: the activity has no mail.
        """
        found = self.outbox.mails(activity_id)
        if not found:
            raise NotFound(f"the activity {activity_id} has no mail")
        return tuple(MailReport(mail, journal) for mail, journal in found)

    def retry(self, activity_id: int, actor: str) -> tuple[Mail, ...]:
        """Make what is deferred due now, and return the mails after it.

        Args:
            activity_id: the activity's.
            actor: who does it, for the audit.

        Raises:
            NotFound: the activity has no mail.
            NotPossible: nothing is deferred, or a worker has the mail.
            Conflict: the mail kept changing.
        """
        return self._apply(activity_id, "retry", actor, Step.RETRY)

    def cancel(self, activity_id: int, actor: str) -> tuple[Mail, ...]:
        """Cancel what is queued, deferred or uncertain; as `retry`."""
        return self._apply(activity_id, "cancel", actor, Step.CANCEL)

    def resolve(self, activity_id: int, actor: str, *, delivered: bool) -> tuple[Mail, ...]:
        """Settle what is uncertain: it was delivered, or is to be sent again; as `retry`."""
        step = Step.CONFIRM if delivered else Step.REPEAT
        return self._apply(activity_id, "resolve", actor, step)

    def bounced(self, message_id: str, address: str | None, actor: str) -> tuple[Mail, ...]:
        """Refuse a mail that was accepted and came back.

        Args:
            message_id: of the mail, with its angle brackets.
            address: whom it did not reach, in any spelling (F1); ``None`` for all its
                recipients.
            actor: who reports it, for the audit.

        Raises:
            NotFound: no mail with that id is kept, or the address is no recipient of it.
            NotPossible: it was not accepted for that address.
        """
        mails = self.retention.mails_of_message(message_id)
        if not mails:
            raise NotFound(f"no mail has the Message-ID {message_id}")
        numbers: defaultdict[int, set[int]] = defaultdict(set)
        for mail in mails:
            for each in mail.recipients:
                if address is None or _key(each.delivery.address) == _key(address):
                    numbers[mail.activity_id].add(each.number)
        if not numbers:
            raise NotFound(f"'{address}' is no recipient of the mail {message_id}")
        return tuple(
            mail
            for activity_id, some in sorted(numbers.items())
            for mail in self._apply(activity_id, "bounce", actor, Step.BOUNCE, _is_one_of(some))
        )

    def counts(self) -> OutboxCounts:
        """Count what is in the outbox."""
        return self.outbox.counts(self.clock.now())

    def purge(self, before: datetime) -> Purged:
        """Forget what is done, older than a time and needed no more.

        The letters and journals of mails, and the files of activities. In small batches, so that
        nobody waits for it.
        """
        return Purged(
            letters=_in_batches(self.retention.purge, before),
            files=_in_batches(self.retention.purge_files, before),
        )

    def _apply(
        self,
        activity_id: int,
        act: str,
        actor: str,
        step: Step,
        concerns: Callable[[MailRecipient], bool] = lambda _: True,
    ) -> tuple[Mail, ...]:
        for _ in range(_MOST_TRIES):
            mails = [report.mail for report in self.show(activity_id)]
            now = self.clock.now()
            changes = apply_action(mails, step, now, concerns)
            if self._amend(changes, AuditEntry(act, actor, now, step.value)):
                # Not read again: what is stored is known, even where the store is away now.
                after = {change.after.index: change.after for change in changes}
                return tuple(after.get(mail.index, mail) for mail in mails)
        raise Conflict(f"the mail of the activity {activity_id} kept changing; try again")

    def _amend(self, changes: Sequence[Change], audit: AuditEntry) -> bool:
        try:
            self.outbox.amend(changes, audit)
        except StaleDecision:
            return False
        for event in (event for change in changes for event in events_of(change)):
            self.events.happened(event)
        return True


def _in_batches(purge: Callable[[datetime, int], int], before: datetime) -> int:
    purged = 0
    while number := purge(before, _BATCH):
        purged += number
    return purged


def _is_one_of(numbers: set[int]) -> Callable[[MailRecipient], bool]:
    return lambda recipient: recipient.number in numbers


def _key(text: str) -> str:
    try:
        return Address.parse(text).key
    except NotAnAddress:
        return text
