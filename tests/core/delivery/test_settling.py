"""What the results of a hand-over make of its recipients."""

from datetime import timedelta
from itertools import product

import attrs
import pytest

from compose_core.delivery import Backoff, begin_attempt, envelope_of, record_results
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import JournalEntry, Mail, Result
from compose_core.testing.builders import NOON
from station import (
    BEA,
    CAL,
    LATER,
    MINUTE,
    NEVER,
    PAT,
    TAKEN,
    UNKNOWN,
    claim,
    mail,
    states,
)

BACKOFF = Backoff()
AGAIN = NOON + MINUTE
ANSWERS = {TAKEN: "accepted", LATER: "deferred", NEVER: "refused"}


def handing_over(of: Mail) -> Mail:
    now = of.due or NOON
    taken = claim([of], now, now + MINUTE, ["token"])[-1].after
    return begin_attempt(taken, now, now + MINUTE).after


def after(of: Mail, *results: Result) -> Mail:
    return record_results(of, results, NOON, BACKOFF, 1.0).after


@pytest.mark.rule("A3")
@pytest.mark.parametrize("answers", list(product(ANSWERS, repeat=3)))
def test_each_recipient_has_its_own_state_and_only_the_deferred_are_tried_again(
    answers: tuple[Result, ...],
) -> None:
    first = after(handing_over(mail()), *answers)
    assert [state.value for state in states(first)] == [ANSWERS[each] for each in answers]
    open_ones = tuple(
        address for address, each in zip((PAT, CAL, BEA), answers, strict=True) if each is LATER
    )
    assert first.due == (AGAIN if open_ones else None)
    if open_ones:
        assert envelope_of(handing_over(first), "a@example.com").recipients == open_ones


@pytest.mark.rule("S9")
def test_an_uncertain_mail_is_resent_once_and_then_held() -> None:
    first = after(handing_over(mail()), UNKNOWN, TAKEN, UNKNOWN)
    assert first.due == AGAIN
    second = handing_over(first)
    assert envelope_of(second, "a@example.com").recipients == (PAT, BEA)
    held = after(second, UNKNOWN, TAKEN)
    assert [state.value for state in states(held)] == ["uncertain", "accepted", "accepted"]
    assert held.due is None


@pytest.mark.rule("S9")
def test_under_hold_an_uncertain_mail_waits_for_an_operator() -> None:
    held = after(handing_over(mail(hold=True)), UNKNOWN, UNKNOWN, UNKNOWN)
    assert (states(held), held.due) == ([DeliveryState.UNCERTAIN] * 3, None)


@pytest.mark.rule("S9")
def test_a_resend_that_is_deferred_is_tried_on_and_may_be_uncertain_but_once_more() -> None:
    first = after(handing_over(mail()), UNKNOWN, TAKEN, TAKEN)
    second = after(handing_over(first), LATER)
    assert (states(second)[0], second.due) == (DeliveryState.DEFERRED, NOON + 2 * MINUTE)
    third = after(handing_over(second), UNKNOWN)
    assert (states(third)[0], third.due) == (DeliveryState.UNCERTAIN, None)


@pytest.mark.rule("A3")
def test_past_the_horizon_the_deferred_are_refused_and_the_doubtful_held() -> None:
    old = handing_over(attrs.evolve(mail(at=NOON - timedelta(days=5)), attempts=7))
    pat, cal, bea = old.recipients
    old = attrs.evolve(old, recipients=(pat, attrs.evolve(cal, uncertain_attempts=1), bea))
    done = after(old, LATER, LATER, UNKNOWN)
    assert [state.value for state in states(done)] == ["refused", "uncertain", "uncertain"]
    assert [each.delivery.reply for each in done.recipients] == [
        "given up after 5 days: 450 later",
        "given up after 5 days: 450 later",
        UNKNOWN.reply,
    ]
    assert done.due is None


def test_a_shorter_horizon_is_told_in_hours() -> None:
    old = handing_over(attrs.evolve(mail(at=NOON - timedelta(hours=3)), attempts=7))
    brief = Backoff(horizon=timedelta(hours=2))
    done = record_results(old, [LATER] * 3, NOON, brief, 1.0).after
    assert done.recipients[0].delivery.reply == "given up after 3 hours: 450 later"


@pytest.mark.rule("A3")
def test_a_mail_that_stood_still_past_the_horizon_is_not_given_up_for_one_answer() -> None:
    old = handing_over(mail(at=NOON - timedelta(days=6)))
    assert states(after(old, LATER, LATER, LATER)) == [DeliveryState.DEFERRED] * 3


def test_a_hand_over_counts_the_attempt_and_renews_the_lease_before_anything_is_sent() -> None:
    now = NOON + MINUTE / 2
    taken = claim([mail()], NOON, AGAIN, ["token"])[-1].after
    begun = begin_attempt(taken, now, now + MINUTE).after
    assert [each.delivery.attempts for each in begun.recipients] == [1, 1, 1]
    assert (begun.attempts, begun.due) == (1, now + MINUTE)


def test_an_attempt_that_ends_forgives_the_crashes_before_it() -> None:
    crashed = attrs.evolve(handing_over(mail()), expired_leases=3)
    assert after(crashed, TAKEN, LATER, TAKEN).expired_leases == 0


def test_the_journal_has_an_entry_for_each_recipient_of_an_attempt() -> None:
    change = record_results(handing_over(mail()), [TAKEN, LATER, NEVER], NOON, BACKOFF, 1.0)
    assert change.log_entries() == (
        JournalEntry(0, 1, NOON, DeliveryState.ACCEPTED, "250 taken"),
        JournalEntry(1, 1, NOON, DeliveryState.DEFERRED, "450 later"),
        JournalEntry(2, 1, NOON, DeliveryState.REFUSED, "550 never"),
    )


def test_a_claim_is_no_attempt_and_leaves_no_journal_entry() -> None:
    assert claim([mail()], NOON, AGAIN, ["token"])[0].log_entries() == ()
