"""The table of states is whole: every step from every state, every crash and its recovery."""

import pytest

from compose_core.delivery import (
    CRASH_POINTS,
    RECOVERY,
    TRANSITIONS,
    Step,
    following,
    is_possible,
    state_of_message,
)
from compose_core.errors import NotPossible
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import OPEN

FINAL = set(DeliveryState) - OPEN


@pytest.mark.rule("A3")
def test_the_steps_of_every_state_are_these_and_no_others() -> None:
    steps = {
        state.value: sorted(step.name for step in Step if is_possible(state, step))
        for state in DeliveryState
    }
    assert steps == {
        "queued": ["CANCEL", "CLAIM"],
        "claimed": ["EXPIRE", "HAND_OVER", "PARK", "RELEASE"],
        "handing over": ["ACCEPT", "DEFER", "DOUBT", "EXPIRE", "GIVE_UP", "REFUSE"],
        "accepted": ["BOUNCE"],
        "deferred": ["CANCEL", "CLAIM", "RETRY"],
        "refused": [],
        "uncertain": ["CANCEL", "CLAIM", "CONFIRM", "REPEAT"],
        "cancelled": [],
        "kept": [],
    }


@pytest.mark.rule("A3")
def test_a_delivery_is_handed_over_only_from_claimed_and_claimed_only_where_it_is_open() -> None:
    into = {
        state: {before for (before, _), after in TRANSITIONS.items() if after is state}
        for state in DeliveryState
    }
    assert into[DeliveryState.HANDING_OVER] == {DeliveryState.CLAIMED}
    assert into[DeliveryState.CLAIMED] == {
        DeliveryState.QUEUED,
        DeliveryState.DEFERRED,
        DeliveryState.UNCERTAIN,
    }


@pytest.mark.rule("A3")
def test_every_crash_point_has_exactly_one_recovery_or_needs_none() -> None:
    recoveries = {
        point: following(state, RECOVERY[state]).value
        for point, state in CRASH_POINTS.items()
        if state and state in RECOVERY
    }
    assert recoveries == {
        "after the claim": "queued",
        "after the hand-over was written": "uncertain",
        "before the final dot": "uncertain",
        "after the final dot": "uncertain",
        "after the reply": "uncertain",
    }


def test_a_lease_can_expire_in_exactly_the_states_that_have_a_recovery() -> None:
    expiring = {state for state in DeliveryState if is_possible(state, Step.EXPIRE)}
    assert set(RECOVERY) == expiring == {DeliveryState.CLAIMED, DeliveryState.HANDING_OVER}


@pytest.mark.parametrize("state", sorted(FINAL, key=str))
def test_nothing_is_claimed_again_once_it_is_settled(state: DeliveryState) -> None:
    with pytest.raises(NotPossible):
        following(state, Step.CLAIM)


def test_a_message_is_as_the_recipient_with_whom_the_most_is_to_do() -> None:
    some = [DeliveryState.ACCEPTED, DeliveryState.DEFERRED, DeliveryState.REFUSED]
    assert state_of_message(some) is DeliveryState.DEFERRED
    assert {state_of_message([state]) for state in DeliveryState} == set(DeliveryState)
