"""What a worker writes before and after the network act."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from compose_core.delivery.backoff import Backoff
from compose_core.delivery.claim import resend_time
from compose_core.delivery.states import Step
from compose_core.delivery.transition import apply_step, transition
from compose_core.errors import NotPossible
from compose_core.letter import Envelope
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Change, Lease, Mail, MailRecipient, Result, Verdict

_STEPS = {
    Verdict.ACCEPTED: Step.ACCEPT,
    Verdict.DEFERRED: Step.DEFER,
    Verdict.REFUSED: Step.REFUSE,
    Verdict.UNCERTAIN: Step.DOUBT,
}


def lease_of(mail: Mail) -> Lease:
    """The lease of a mail that a worker has.

    Raises:
        NotPossible: nobody has it.
    """
    if mail.lease is None:
        raise NotPossible(f"mail {mail.index} of the activity {mail.activity_id} is not leased")
    return mail.lease


def begin_attempt(mail: Mail, now: datetime, until: datetime) -> Change:
    """A leased mail is about to be handed over; its attempts are counted and its lease renewed.

    Raises:
        NotPossible: nobody has it.
    """
    lease = Lease(lease_of(mail).token, until)
    stepping = {DeliveryState.CLAIMED: lambda each: apply_step(each, Step.HAND_OVER)}
    return transition(mail, now, stepping, lease=lease, attempts=1, crashes=mail.crashes)


def release(mail: Mail, now: datetime) -> Change:
    """A leased mail goes back untried; no attempt is counted."""
    stepping = {DeliveryState.CLAIMED: lambda each: apply_step(each, Step.RELEASE)}
    return transition(mail, now, stepping, crashes=mail.crashes)


def handed(mail: Mail) -> tuple[MailRecipient, ...]:
    """The recipients that a mail is being handed over to."""
    return tuple(each for each in mail.recipients if each.state is DeliveryState.HANDING_OVER)


def envelope_of(mail: Mail, sender: str) -> Envelope:
    """What the server is told: only those whom the mail is being handed over to."""
    return Envelope(sender, tuple(each.delivery.address for each in handed(mail)))


def record_results(
    mail: Mail, results: Sequence[Result], now: datetime, backoff: Backoff, fraction: float
) -> Change:
    """A mail after its hand-over, which all recipients leave together.

    Args:
        mail: being handed over.
        results: one for each recipient that it was handed over to, in their order.
        now: the time.
        backoff: when the deferred and the uncertain are tried again, all at one time.
        fraction: drawn evenly from 0 to 1.
    """
    planned = backoff.next_attempt(mail.queued, mail.attempts, now, fraction)
    numbers = count()

    def settle(recipient: MailRecipient) -> MailRecipient:
        return _settled(mail, recipient, results[next(numbers)], planned, now)

    return transition(mail, now, {DeliveryState.HANDING_OVER: settle})


def _settled(
    mail: Mail, recipient: MailRecipient, result: Result, planned: datetime | None, now: datetime
) -> MailRecipient:
    step, time, reply = _STEPS[result.verdict], None, result.reply
    if step is Step.DOUBT:
        time = resend_time(mail, recipient, planned)
    elif step is Step.DEFER and planned:
        time = planned
    elif step is Step.DEFER:
        # Too old: refused, unless an earlier attempt may have arrived.
        step = Step.DOUBT if recipient.uncertain_attempts else Step.GIVE_UP
        reply = Result(result.verdict, f"given up after {_told(now - mail.queued)}: {reply}").reply
    return apply_step(recipient, step, next_attempt=time, reply=reply)


def _told(age: timedelta) -> str:
    return f"{age.days} days" if age.days > 1 else f"{age // timedelta(hours=1)} hours"
