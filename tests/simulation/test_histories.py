"""Whole histories from seeds: nothing is lost, nothing is sent twice without a doubt."""

from typing import Literal

import pytest

from simulation.history import History, histories
from simulation.planted import PLANTED

SEEDS = {"short": 2_000, "full": 100_000}
SURVIVED = (
    "duplicated",
    "recovered claimed",
    "recovered handing over",
    "stale writes refused",
)


@pytest.mark.soak
@pytest.mark.rule("A3", "S9")
def test_in_every_history_all_that_must_hold_holds(scale: Literal["short", "full"]) -> None:
    report = histories(range(SEEDS[scale]))
    duplicated = report.tally["duplicated"]
    recovered = report.tally["recovered claimed"] + report.tally["recovered handing over"]
    print(f"lost 0, unexpected 0, duplicated {duplicated}, recovered {recovered}")  # noqa: T201 - what `make soak` reports
    assert report.broken is None
    # Or it was not tested at all.
    assert min(report.tally[each] for each in SURVIVED) > SEEDS[scale] / 100


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_found_within_a_thousand_histories(bug: str) -> None:
    assert histories(range(1_000), PLANTED[bug]).broken is not None


@pytest.mark.parametrize("seed", range(5))
def test_a_seed_makes_the_same_history_again(seed: int) -> None:
    first, again = History(seed).run(), History(seed).run()
    assert first.trace == again.trace
    assert first.tables.mails == again.tables.mails
    assert first.tables.journal == again.tables.journal
