"""What operators do to mails, as changes."""

from collections.abc import Callable, Iterable
from datetime import datetime

from compose_core.delivery.claim import recover
from compose_core.delivery.states import Step, is_possible
from compose_core.delivery.transition import Stepping, apply_step, transition
from compose_core.errors import NotPossible
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Change, Mail, MailRecipient

_DUE_AFTER = frozenset({Step.RETRY})
_REPLIES = {Step.BOUNCE: "came back: a report says that it did not arrive"}
_BEGINS_ANEW = frozenset({Step.RETRY, Step.REPEAT})


def apply_action(
    mails: Iterable[Mail],
    step: Step,
    now: datetime,
    concerns: Callable[[MailRecipient], bool] = lambda _: True,
) -> tuple[Change, ...]:
    """The changes of an operator's act: every delivery takes the step that can.

    A mail whose worker died is put right first, as a claim would; that is a change of its own.

    Args:
        mails: of one activity.
        step: what the operator does.
        now: the time.
        concerns: whether the act is about a recipient.

    Raises:
        NotPossible: a worker has one of the mails now, and its lease is not over; or no
            delivery is in a state that allows the step.
    """
    changes: list[Change] = []
    found: list[Mail] = []
    for mail in mails:
        recovery = _recovery(mail, now)
        found.append(recovery[-1].after if recovery else mail)
        if change := _acted(found[-1], step, now, concerns):
            changes += (*recovery, change)
    if not changes:
        raise NotPossible(_why_not(found, step))
    return tuple(changes)


def _recovery(mail: Mail, now: datetime) -> tuple[Change, ...]:
    if mail.lease is None:
        return ()
    if mail.lease.until > now:
        raise NotPossible(
            f"a worker has the mail until {mail.lease.until:%H:%M:%S} GMT; try again then"
        )
    return (recover(mail, now),)


def _why_not(mails: Iterable[Mail], step: Step) -> str:
    found = {each.state for mail in mails for each in mail.recipients}
    able = [state.value for state in DeliveryState if is_possible(state, step)]
    states = ", ".join(sorted(state.value for state in found))
    return f"the delivery is {states}; this can be done only while it is {' or '.join(able)}"


def _acted(
    mail: Mail, step: Step, now: datetime, concerns: Callable[[MailRecipient], bool]
) -> Change | None:
    next_attempt = now if step in _DUE_AFTER else None

    def act(recipient: MailRecipient) -> MailRecipient:
        if not concerns(recipient):
            return recipient
        return apply_step(recipient, step, next_attempt=next_attempt, reply=_REPLIES.get(step))

    stepping: dict[DeliveryState, Stepping] = {
        state: act for state in DeliveryState if is_possible(state, step)
    }
    # Whoever asks for another attempt gets the waits of a new mail, however old this one is.
    attempts = -mail.attempts if step in _BEGINS_ANEW else 0
    change = transition(mail, now, stepping, crashes=mail.crashes, attempts=attempts)
    return change if change.after.recipients != mail.recipients else None
