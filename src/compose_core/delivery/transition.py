"""How a mail changes: queued, claimed, handed over, settled, put right, changed by an operator.

Every function here is pure. It takes a mail and returns a `Change`; which state follows is
looked up in the table of states. All recipients of a mail take their steps in one change.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count, zip_longest
from zlib import crc32

import attrs

from compose_core.decision import Decision
from compose_core.delivery.settings import Backoff
from compose_core.delivery.states import RECOVERY, Step, following, states_allowing
from compose_core.errors import NotPossible
from compose_core.events import DeliveryChanged
from compose_core.letter import Envelope
from compose_core.model.activity import Recipient
from compose_core.model.delivery import Delivery, DeliveryState
from compose_core.model.settings import OnUncertainDelivery
from compose_core.outbox import Change, Lease, Mail, MailRecipient, QueueClass, Result, Verdict

MOST_EXPIRED_LEASES = 5
"""How many leases of a mail may expire in a row before it is parked.

The first may have expired for the sake of another mail of the same batch; from then on it is
claimed alone, so that each further one is its own.
"""

_PARKED = (
    f"parked: {MOST_EXPIRED_LEASES} workers in a row died before they could hand the mail over, "
    "the last of them with this mail alone"
)
_UNKNOWN = "the worker died while it handed the mail over"
_BOUNCED = "came back: a report says that it did not arrive"
_CLASSES = tuple(QueueClass)
_STEPS = {
    Verdict.ACCEPTED: Step.ACCEPT,
    Verdict.DEFERRED: Step.DEFER,
    Verdict.REFUSED: Step.REFUSE,
    Verdict.UNCERTAIN: Step.DOUBT,
}

RecipientStep = Callable[[MailRecipient], MailRecipient]


def apply_step(
    recipient: MailRecipient,
    step: Step,
    *,
    next_attempt: datetime | None = None,
    reply: str | None = None,
) -> MailRecipient:
    """Apply a step to a recipient; the last reply stays unless there is a new one.

    Raises:
        NotPossible: the table of states has no such step.
    """
    delivery = recipient.delivery
    state = following(delivery.state, step)
    return attrs.evolve(
        recipient,
        uncertain_attempts=recipient.uncertain_attempts + (state is DeliveryState.UNCERTAIN),
        delivery=attrs.evolve(
            delivery,
            state=state,
            attempts=delivery.attempts + (step is Step.HAND_OVER),
            next_attempt=next_attempt,
            reply=delivery.reply if reply is None else reply,
        ),
    )


def transition(
    mail: Mail,
    at: datetime,
    steps: Mapping[DeliveryState, RecipientStep],
    *,
    lease: Lease | None = None,
    attempts: int = 0,
    expired_leases: int = 0,
) -> Change:
    """Change a mail: every recipient in one of the states takes its step.

    Args:
        mail: before the change.
        at: when.
        steps: the step of a recipient, by its state; recipients in other states stay.
        lease: after the change.
        attempts: how many are added to those that count.
        expired_leases: how many in a row there were.
    """
    after = attrs.evolve(
        mail,
        recipients=tuple(steps.get(each.delivery.state, _stay)(each) for each in mail.recipients),
        attempts=mail.attempts + attempts,
        expired_leases=expired_leases,
        revision=mail.revision + 1,
        lease=lease,
    )
    return Change(mail, after, at)


def events_of(change: Change) -> tuple[DeliveryChanged, ...]:
    """List one event for each recipient that took a step, from a state to itself too (`retry`)."""
    return tuple(
        DeliveryChanged(
            activity_id=change.after.activity_id,
            recipient=after.number,
            before=before.delivery.state.value,
            after=after.delivery.state.value,
            at=change.at,
        )
        for before, after in change.changed_recipients()
    )


def queue_mails(decision: Decision) -> tuple[Mail, ...]:
    """Make the mails of a decision, to be stored with it, in the order of its messages.

    A recipient's number is its place in `Activity.recipients`.
    """
    activity = decision.activity
    numbers = {each.address.key: number for number, each in enumerate(activity.recipients)}

    def queue(recipient: Recipient) -> MailRecipient:
        delivery = Delivery(recipient.address.text, recipient.visibility, DeliveryState.QUEUED)
        return MailRecipient(numbers[recipient.address.key], delivery)

    return tuple(
        Mail(
            activity_id=activity.id,
            index=index,
            queued=decision.audit.at,
            on_uncertain=message.on_uncertain,
            recipients=tuple(queue(each) for each in message.recipients),
        )
        for index, message in enumerate(decision.messages)
    )


def claim(
    candidates: Sequence[Mail],
    due_by: datetime,
    until: datetime,
    tokens: Sequence[str],
    expired_by: datetime | None,
) -> tuple[Change, ...]:
    """Put dead workers' mails right and lease those that are due.

    The queue classes take turns, so that neither new mails nor old ones nor poison starve;
    which comes first is drawn from the tokens. When it is the turn of poison, one mail is
    claimed alone: if its worker dies over it too, no other mail suffers, and no other is to
    blame.

    Args:
        candidates: due mails of every queue class, those of each class that are due first.
        due_by: what is due later is left alone.
        until: when the leases end, aware, in UTC.
        tokens: of the leases to give, one each.
        expired_by: a lease that ended by then is taken over; ``None`` to take over none.
    """
    free = [each for each in candidates if not each.lease or _is_expired(each.lease, expired_by)]
    changes: list[Change] = []
    for mail, token in zip(_take_turns(free, tokens), tokens, strict=False):
        changes += _claim(mail, due_by, Lease(token, until))
    return tuple(changes)


def recover(mail: Mail, now: datetime) -> Change:
    """Put a mail right whose lease has expired, as the table of states says.

    What was handed over is uncertain (S9): resent at once if it is the first time, else held
    for an operator. What was not is queued again, or parked when too many workers died over
    it: deferred without a next time.
    """
    expired_leases = mail.expired_leases + 1
    is_parked = expired_leases >= MOST_EXPIRED_LEASES

    def expire_claim(recipient: MailRecipient) -> MailRecipient:
        if is_parked:
            return apply_step(recipient, Step.PARK, reply=_PARKED)
        return apply_step(recipient, RECOVERY[DeliveryState.CLAIMED])

    def expire_hand_over(recipient: MailRecipient) -> MailRecipient:
        again = None if is_parked else _resend_time(mail, recipient, now)
        step = RECOVERY[DeliveryState.HANDING_OVER]
        return apply_step(recipient, step, next_attempt=again, reply=_UNKNOWN)

    steps = {
        DeliveryState.CLAIMED: expire_claim,
        DeliveryState.HANDING_OVER: expire_hand_over,
    }
    return transition(mail, now, steps, expired_leases=expired_leases)


def begin_attempt(mail: Mail, now: datetime, until: datetime) -> Change:
    """Write down that a leased mail is about to be handed over, count it, renew the lease.

    Raises:
        NotPossible: the mail is not leased.
    """
    steps = {DeliveryState.CLAIMED: lambda each: apply_step(each, Step.HAND_OVER)}
    lease = Lease(mail.lease_token, until)
    return transition(mail, now, steps, lease=lease, attempts=1, expired_leases=mail.expired_leases)


def release(mail: Mail, now: datetime) -> Change:
    """Give a leased mail back untried; no attempt is counted."""
    steps = {DeliveryState.CLAIMED: lambda each: apply_step(each, Step.RELEASE)}
    return transition(mail, now, steps, expired_leases=mail.expired_leases)


def recipients_of_attempt(mail: Mail) -> tuple[MailRecipient, ...]:
    """List the recipients that a mail is being handed over to."""
    return tuple(
        each for each in mail.recipients if each.delivery.state is DeliveryState.HANDING_OVER
    )


def envelope_of(mail: Mail, sender: str) -> Envelope:
    """Address the envelope: only to those whom the mail is being handed over to."""
    return Envelope(sender, tuple(each.delivery.address for each in recipients_of_attempt(mail)))


def record_results(
    mail: Mail, results: Sequence[Result], now: datetime, backoff: Backoff, fraction: float
) -> Change:
    """Record the results of a hand-over for all its recipients together.

    Args:
        mail: being handed over.
        results: one for each recipient that it was handed over to, in their order.
        now: the time.
        backoff: when the deferred and the uncertain are tried again, all at one time.
        fraction: drawn evenly from 0 to 1.
    """
    planned = backoff.next_attempt(mail.queued, mail.attempts, now, fraction)
    numbers = count()

    def record(recipient: MailRecipient) -> MailRecipient:
        return _record(mail, recipient, results[next(numbers)], planned, now)

    return transition(mail, now, {DeliveryState.HANDING_OVER: record})


def apply_action(
    mails: Iterable[Mail],
    step: Step,
    now: datetime,
    concerns: Callable[[MailRecipient], bool] = lambda _: True,
) -> tuple[Change, ...]:
    """Apply an operator's action: every delivery takes the step that can.

    A mail whose worker died is put right first, as a claim would; that is a change of its own.

    Args:
        mails: of one activity.
        step: what the operator does.
        now: the time.
        concerns: whether the action is about a recipient.

    Raises:
        NotPossible: a worker has one of the mails now, and its lease is not over; or no
            delivery is in a state that allows the step.
    """
    changes: list[Change] = []
    current: list[Mail] = []
    for mail in mails:
        recovery = _recover_expired(mail, now)
        current.append(recovery[-1].after if recovery else mail)
        change = _apply_action(current[-1], step, now, concerns)
        if change.after.recipients != current[-1].recipients:
            changes += (*recovery, change)
    if not changes:
        raise NotPossible(_why_not(current, step))
    return tuple(changes)


def _stay(recipient: MailRecipient) -> MailRecipient:
    return recipient


def _is_expired(lease: Lease, expired_by: datetime | None) -> bool:
    return expired_by is not None and lease.until <= expired_by


def _take_turns(candidates: Sequence[Mail], tokens: Sequence[str]) -> list[Mail]:
    waiting = {each: [mail for mail in candidates if mail.queue_class is each] for each in _CLASSES}
    first = crc32("".join(tokens).encode()) % len(_CLASSES)
    classes = [each for each in (*_CLASSES[first:], *_CLASSES[:first]) if waiting[each]]
    if classes[:1] == [QueueClass.POISON]:
        return waiting[QueueClass.POISON][:1]
    turns = [waiting[each] for each in classes if each is not QueueClass.POISON]
    return [mail for round_ in zip_longest(*turns) for mail in round_ if mail][: len(tokens)]


def _claim(mail: Mail, due_by: datetime, lease: Lease) -> Iterator[Change]:
    def claim_due(recipient: MailRecipient) -> MailRecipient:
        time = recipient.delivery.next_attempt
        is_due = recipient.delivery.state is DeliveryState.QUEUED or (
            time is not None and time <= due_by
        )
        return apply_step(recipient, Step.CLAIM) if is_due else recipient

    if mail.lease:
        recovery = recover(mail, due_by)
        yield recovery
        mail = recovery.after
    if mail.due and mail.due <= due_by:
        steps = dict.fromkeys(states_allowing(Step.CLAIM), claim_due)
        yield transition(mail, due_by, steps, lease=lease, expired_leases=mail.expired_leases)


def _resend_time(mail: Mail, recipient: MailRecipient, planned: datetime | None) -> datetime | None:
    """Plan the next attempt after a new doubt: one, and under *resend* alone (S9)."""
    if recipient.uncertain_attempts or mail.on_uncertain is OnUncertainDelivery.HOLD:
        return None
    return planned


def _record(
    mail: Mail, recipient: MailRecipient, result: Result, planned: datetime | None, now: datetime
) -> MailRecipient:
    step, time, reply = _STEPS[result.verdict], None, result.reply
    if step is Step.DOUBT:
        time = _resend_time(mail, recipient, planned)
    elif step is Step.DEFER and planned:
        time = planned
    elif step is Step.DEFER:
        # Too old: refused, unless an earlier attempt may have arrived.
        step = Step.DOUBT if recipient.uncertain_attempts else Step.GIVE_UP
        age = now - mail.queued
        text = f"{age.days} days" if age.days > 1 else f"{age // timedelta(hours=1)} hours"
        reply = Result(result.verdict, f"given up after {text}: {reply}").reply
    return apply_step(recipient, step, next_attempt=time, reply=reply)


def _recover_expired(mail: Mail, now: datetime) -> tuple[Change, ...]:
    if mail.lease is None:
        return ()
    if mail.lease.until > now:
        raise NotPossible(
            f"a worker has the mail until {mail.lease.until:%H:%M:%S} GMT; try again then"
        )
    return (recover(mail, now),)


def _apply_action(
    mail: Mail, step: Step, now: datetime, concerns: Callable[[MailRecipient], bool]
) -> Change:
    next_attempt = now if step is Step.RETRY else None
    reply = _BOUNCED if step is Step.BOUNCE else None

    def act(recipient: MailRecipient) -> MailRecipient:
        if not concerns(recipient):
            return recipient
        return apply_step(recipient, step, next_attempt=next_attempt, reply=reply)

    steps = dict.fromkeys(states_allowing(step), act)
    # An operator who asks for another attempt gets the waits of a new mail, however old this is.
    attempts = -mail.attempts if step in {Step.RETRY, Step.REPEAT} else 0
    return transition(mail, now, steps, expired_leases=mail.expired_leases, attempts=attempts)


def _why_not(mails: Iterable[Mail], step: Step) -> str:
    found = {each.state.value for mail in mails for each in mail.recipients}
    able = [state.value for state in states_allowing(step)]
    states = ", ".join(sorted(found))
    return f"the delivery is {states}; this can be done only while it is {' or '.join(able)}"
