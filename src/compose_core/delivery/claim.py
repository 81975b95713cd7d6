"""Who gets which mails, and what becomes of those whose worker died."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from zlib import crc32

from compose_core.delivery.states import RECOVERY, Step, is_possible
from compose_core.delivery.transition import Stepping, apply_step, transition
from compose_core.model.delivery import DeliveryState
from compose_core.model.settings import OnUncertainDelivery
from compose_core.outbox import Change, Lease, Mail, MailRecipient, QueueClass

MOST_CRASHES = 5
"""How many leases of a mail may expire in a row before it is parked.

The first may have expired for the sake of another mail of the same batch; from then on it is
claimed alone, so that each further one is its own.
"""

_LANES = tuple(QueueClass)
_PARKED = (
    f"parked: {MOST_CRASHES} workers in a row died before they could hand the mail over, "
    "the last of them with this mail alone"
)
_UNKNOWN = "the worker died while it handed the mail over"


def claim(
    candidates: Sequence[Mail], now: datetime, until: datetime, tokens: Sequence[str]
) -> tuple[Change, ...]:
    """What a claim changes: dead workers' mails are put right, due ones are leased.

    The lanes take turns, so that neither new mails nor old ones nor suspects starve; which
    comes first is drawn from the tokens. When it is the suspects' turn, one of them is claimed
    alone: if its worker dies over it too, no other mail suffers, and no other is to blame.

    Args:
        candidates: due mails of every lane, those of each lane that are due first.
        now: the time; what is due later is left alone.
        until: when the leases end, aware, in UTC.
        tokens: of the leases to give, one each.
    """
    changes: list[Change] = []
    for mail, token in zip(_chosen(candidates, tokens), tokens, strict=False):
        changes += _claim(mail, now, Lease(token, until))
    return tuple(changes)


def recover(mail: Mail, now: datetime) -> Change:
    """A mail whose lease has expired, put right as the table of states says.

    What was handed over is uncertain (S9): resent at once if it is the first time, else held
    for an operator. What was not is queued again, or parked when too many workers died over
    it: deferred without a next time.
    """
    crashes = mail.crashes + 1
    steps = dict(RECOVERY)
    planned: datetime | None = now
    if crashes >= MOST_CRASHES:
        steps[DeliveryState.CLAIMED] = Step.PARK
        planned = None
    stepping = {state: _recovery(mail, step, planned) for state, step in steps.items()}
    return transition(mail, now, stepping, crashes=crashes)


def resend_time(mail: Mail, recipient: MailRecipient, planned: datetime | None) -> datetime | None:
    """When a recipient with a new doubt is tried again: once, and under *resend* alone (S9)."""
    if recipient.uncertain_attempts or mail.on_uncertain is OnUncertainDelivery.HOLD:
        return None
    return planned


def _recovery(mail: Mail, step: Step, planned: datetime | None) -> Stepping:
    def recover(recipient: MailRecipient) -> MailRecipient:
        if step is Step.PARK:
            return apply_step(recipient, step, reply=_PARKED)
        if recipient.state is DeliveryState.CLAIMED:
            return apply_step(recipient, step)
        planned_then = resend_time(mail, recipient, planned)
        return apply_step(recipient, step, next_attempt=planned_then, reply=_UNKNOWN)

    return recover


def _claim(mail: Mail, now: datetime, lease: Lease) -> Iterator[Change]:
    found = mail
    if mail.lease:
        recovery = recover(mail, now)
        found = recovery.after
        yield recovery
    if found.due and found.due <= now:
        stepping = {
            state: _taking(now) for state in DeliveryState if is_possible(state, Step.CLAIM)
        }
        yield transition(found, now, stepping, lease=lease, crashes=found.crashes)


def _taking(now: datetime) -> Stepping:
    def take(recipient: MailRecipient) -> MailRecipient:
        time = recipient.delivery.next_attempt
        is_due = recipient.state is DeliveryState.QUEUED or (time is not None and time <= now)
        return apply_step(recipient, Step.CLAIM) if is_due else recipient

    return take


def _chosen(candidates: Sequence[Mail], tokens: Sequence[str]) -> list[Mail]:
    waiting = {lane: [mail for mail in candidates if mail.lane is lane] for lane in _LANES}
    first = crc32("".join(tokens).encode()) % len(_LANES)
    lanes = [lane for lane in (*_LANES[first:], *_LANES[:first]) if waiting[lane]]
    if lanes[:1] == [QueueClass.SUSPECT]:
        return waiting[QueueClass.SUSPECT][:1]
    turns = [waiting[lane] for lane in lanes if lane is not QueueClass.SUSPECT]
    return [mail for round_ in zip_longest(*turns) for mail in round_ if mail][: len(tokens)]
