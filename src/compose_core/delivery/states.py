"""The states of a delivery and every step from one to another (A3, S9).

The two rules of this file: nothing else decides what state follows, and what is not in the
table does not happen.
"""

from collections.abc import Iterable
from enum import Enum

from compose_core.errors import NotPossible
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import OPEN

_QUEUED = DeliveryState.QUEUED
_CLAIMED = DeliveryState.CLAIMED
_HANDING_OVER = DeliveryState.HANDING_OVER
_ACCEPTED = DeliveryState.ACCEPTED
_DEFERRED = DeliveryState.DEFERRED
_REFUSED = DeliveryState.REFUSED
_UNCERTAIN = DeliveryState.UNCERTAIN
_CANCELLED = DeliveryState.CANCELLED


class Step(Enum):
    """What happens to a delivery."""

    CLAIM = "a worker takes the mail"
    RELEASE = "the worker gives it back untried"
    HAND_OVER = "the worker writes that it is about to hand it over"
    ACCEPT = "the server took it"
    DEFER = "the server or the network asks to try later"
    REFUSE = "the server will not have it"
    DOUBT = "the hand-over ended with nobody knowing"
    GIVE_UP = "it is too old to be tried again"
    EXPIRE = "the worker's lease ran out"
    PARK = "too many workers died over it"
    CANCEL = "an operator stops it"
    RETRY = "an operator makes it due now"
    CONFIRM = "an operator knows that it arrived"
    REPEAT = "an operator wants it sent again"
    BOUNCE = "a report says that it came back"


TRANSITIONS: dict[tuple[DeliveryState, Step], DeliveryState] = {
    (_QUEUED, Step.CLAIM): _CLAIMED,
    (_DEFERRED, Step.CLAIM): _CLAIMED,
    (_UNCERTAIN, Step.CLAIM): _CLAIMED,
    (_CLAIMED, Step.RELEASE): _QUEUED,
    (_CLAIMED, Step.HAND_OVER): _HANDING_OVER,
    (_HANDING_OVER, Step.ACCEPT): _ACCEPTED,
    (_HANDING_OVER, Step.DEFER): _DEFERRED,
    (_HANDING_OVER, Step.REFUSE): _REFUSED,
    (_HANDING_OVER, Step.DOUBT): _UNCERTAIN,
    (_HANDING_OVER, Step.GIVE_UP): _REFUSED,
    # Nothing went out before the hand-over was written; whether anything did after it, only
    # the server knows.
    (_CLAIMED, Step.EXPIRE): _QUEUED,
    (_HANDING_OVER, Step.EXPIRE): _UNCERTAIN,
    (_CLAIMED, Step.PARK): _DEFERRED,
    (_QUEUED, Step.CANCEL): _CANCELLED,
    (_DEFERRED, Step.CANCEL): _CANCELLED,
    (_UNCERTAIN, Step.CANCEL): _CANCELLED,
    (_DEFERRED, Step.RETRY): _DEFERRED,
    (_UNCERTAIN, Step.CONFIRM): _ACCEPTED,
    (_UNCERTAIN, Step.REPEAT): _QUEUED,
    (_ACCEPTED, Step.BOUNCE): _REFUSED,
}
"""What follows from a state and a step."""

CRASH_POINTS: dict[str, DeliveryState | None] = {
    "after the mail was queued": _QUEUED,
    "after the claim": _CLAIMED,
    "after the hand-over was written": _HANDING_OVER,
    "before the final dot": _HANDING_OVER,
    "after the final dot": _HANDING_OVER,
    "after the reply": _HANDING_OVER,
    "after the results were written": None,
    "after the mail was released": _QUEUED,
}
"""What the store holds when a worker dies at each point; ``None`` where the results stand."""

RECOVERY = {_CLAIMED: Step.EXPIRE, _HANDING_OVER: Step.EXPIRE}
"""The one step that puts a dead worker's delivery right; other states need none."""

TROUBLED = OPEN | {_REFUSED}
"""What an operator is shown unasked: all that waits, failed or is uncertain."""

_OF_A_MESSAGE = (
    *(_HANDING_OVER, _CLAIMED, _QUEUED, _DEFERRED, _UNCERTAIN),
    *(_REFUSED, _CANCELLED, _ACCEPTED, DeliveryState.KEPT),
)


def is_possible(state: DeliveryState, step: Step) -> bool:
    """Say whether the step can happen in the state."""
    return (state, step) in TRANSITIONS


def states_allowing(step: Step) -> list[DeliveryState]:
    """List the states in which the step can happen."""
    return [state for state in DeliveryState if (state, step) in TRANSITIONS]


def following(state: DeliveryState, step: Step) -> DeliveryState:
    """Look up the state after the step.

    Raises:
        NotPossible: the table has no such step.
    """
    if not is_possible(state, step):
        raise NotPossible(f"a delivery that is {state.value} cannot go on because {step.value}")
    return TRANSITIONS[state, step]


def state_of_message(states: Iterable[DeliveryState]) -> DeliveryState:
    """Find the state of a message: that of the recipient with whom the most is still to do."""
    return min(states, key=_OF_A_MESSAGE.index)
