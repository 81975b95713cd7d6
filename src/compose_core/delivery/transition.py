"""A mail's recipients take a step together."""

from collections.abc import Callable, Mapping
from datetime import datetime

import attrs

from compose_core.delivery.states import Step, following
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Change, Lease, Mail, MailRecipient

Stepping = Callable[[MailRecipient], MailRecipient]


def apply_step(
    recipient: MailRecipient,
    step: Step,
    *,
    next_attempt: datetime | None = None,
    reply: str | None = None,
) -> MailRecipient:
    """A recipient after a step; the last reply stays unless there is a new one.

    Raises:
        NotPossible: the table of states has no such step.
    """
    delivery = recipient.delivery
    return attrs.evolve(
        recipient,
        uncertain_attempts=recipient.uncertain_attempts + _is_doubt(delivery.state, step),
        delivery=attrs.evolve(
            delivery,
            state=following(delivery.state, step),
            attempts=delivery.attempts + (step is Step.HAND_OVER),
            next_attempt=next_attempt,
            reply=delivery.reply if reply is None else reply,
        ),
    )


def transition(
    mail: Mail,
    at: datetime,
    stepping: Mapping[DeliveryState, Stepping],
    *,
    lease: Lease | None = None,
    attempts: int = 0,
    crashes: int = 0,
) -> Change:
    """The change in which every recipient in one of the states takes its step.

    Args:
        mail: before the change.
        at: when.
        stepping: what happens to a recipient, by its state; others stay as they are.
        lease: after the change.
        attempts: how many are added to those that count.
        crashes: how many there are in a row.
    """
    after = attrs.evolve(
        mail,
        recipients=tuple(stepping.get(each.state, _unchanged)(each) for each in mail.recipients),
        attempts=mail.attempts + attempts,
        crashes=crashes,
        revision=mail.revision + 1,
        lease=lease,
    )
    return Change(mail, after, at)


def _unchanged(recipient: MailRecipient) -> MailRecipient:
    return recipient


def _is_doubt(state: DeliveryState, step: Step) -> bool:
    return following(state, step) is DeliveryState.UNCERTAIN
