"""What is told and written down of a change."""

from collections.abc import Iterator

from compose_core.events import DeliveryChanged
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Change, JournalEntry, MailRecipient

_TRIED = frozenset({DeliveryState.HANDING_OVER, DeliveryState.ACCEPTED})


def log_entries_of(change: Change) -> tuple[JournalEntry, ...]:
    """What the change says of attempts: one entry for each recipient that one ended for.

    So it does of one that was accepted and came back.
    """
    return tuple(
        JournalEntry(
            number=after.number,
            attempt=after.delivery.attempts,
            at=change.at,
            state=after.state,
            reply=after.delivery.reply,
        )
        for before, after in changed_recipients(change)
        if before.state in _TRIED
    )


def events_of(change: Change) -> tuple[DeliveryChanged, ...]:
    """One event for each recipient that took a step, from a state to itself too (`retry`)."""
    return tuple(
        DeliveryChanged(
            activity_id=change.after.activity_id,
            recipient=after.number,
            before=before.state.value,
            after=after.state.value,
            at=change.at,
        )
        for before, after in changed_recipients(change)
    )


def changed_recipients(change: Change) -> Iterator[tuple[MailRecipient, MailRecipient]]:
    """The recipients that the change changes, before and after."""
    pairs = zip(change.before.recipients, change.after.recipients, strict=True)
    return (pair for pair in pairs if pair[0] != pair[1])
