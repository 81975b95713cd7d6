"""Retries wait longer and longer, never in step, and come to an end."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_core.delivery import Backoff
from compose_core.delivery.settings import fraction_of
from compose_core.testing.builders import NOON

BACKOFF = Backoff()
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("attempts", "longest"), [(1, 60), (2, 120), (3, 240), (8, 7680), (9, 14400), (1000, 14400)]
)
def test_the_longest_wait_doubles_up_to_four_hours(attempts: int, longest: int) -> None:
    found = BACKOFF.next_attempt(NOON, attempts, NOON, 1.0)
    assert found == NOON + longest * SECOND


def test_the_wait_is_drawn_from_nothing_to_the_longest() -> None:
    assert BACKOFF.next_attempt(NOON, 1, NOON, 0.25) == NOON + 15 * SECOND


def test_a_wait_of_nothing_is_still_later_than_now() -> None:
    found = Backoff(base=timedelta(0)).next_attempt(NOON, 1, NOON, 1.0)
    assert found == NOON + timedelta(milliseconds=1)


@pytest.mark.rule("A3")
def test_the_last_attempt_is_at_the_horizon_and_none_is_after_it() -> None:
    last = NOON + timedelta(days=5)
    assert BACKOFF.next_attempt(NOON, 20, last - SECOND, 1.0) == last
    assert BACKOFF.next_attempt(NOON, 20, last, 0.0) is None


@pytest.mark.rule("A3")
def test_the_horizon_ends_no_mail_that_was_tried_fewer_than_eight_times() -> None:
    late = NOON + timedelta(days=9)
    assert BACKOFF.next_attempt(NOON, 1, late, 1.0) == late + 60 * SECOND
    assert BACKOFF.next_attempt(NOON, 7, late, 0.0) == late + timedelta(milliseconds=1)
    assert BACKOFF.next_attempt(NOON, 8, late, 0.0) is None


@given(st.text())
def test_a_token_draws_from_nothing_to_one(token: str) -> None:
    assert 0 <= fraction_of(token) < 1


def test_tokens_draw_evenly() -> None:
    drawn = [fraction_of(f"token{number}") for number in range(4000)]
    tenths = [sum(tenth <= 10 * draw < tenth + 1 for draw in drawn) for tenth in range(10)]
    assert all(330 < count < 470 for count in tenths)
