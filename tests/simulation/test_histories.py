"""Whole histories from seeds: nothing is lost, nothing is sent twice without a doubt."""

from typing import Literal

import pytest

from simulation.history import JUMPS, History, histories
from simulation.planted import PLANTED, WITHOUT_PROTECTION

SEEDS = {"short": 2_000, "full": 100_000}
JUMPING = {"short": 500, "full": 20_000}
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


@pytest.mark.soak
@pytest.mark.rule("A3")
def test_when_the_clock_jumps_nothing_is_lost_and_nothing_sent_twice(
    scale: Literal["short", "full"],
) -> None:
    seeds = JUMPING[scale]
    report = histories(range(seeds), JUMPS)
    jumps = {each: report.tally[each] for each in report.tally if "jump" in each or "leap" in each}
    print(f"lost 0, duplicated {report.tally['duplicated']}, {jumps}")  # noqa: T201 - what `make soak` reports
    assert report.broken is None
    assert report.tally["duplicated"] == 0
    # No worker dies, so none loses a mail that it is handing over.
    assert report.tally["recovered handing over"] == 0
    # Or it was not tested at all.
    assert len(jumps) == 6
    assert min(jumps.values()) > seeds / 100
    assert report.tally["recovered claimed"] > seeds / 100


def test_a_worker_that_trusts_a_clock_that_jumps_is_found() -> None:
    report = histories(range(JUMPING["short"]), WITHOUT_PROTECTION)
    assert report.broken or report.tally["duplicated"]


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_found_within_a_thousand_histories(bug: str) -> None:
    assert histories(range(1_000), PLANTED[bug]).broken is not None


@pytest.mark.parametrize("seed", range(5))
def test_a_seed_makes_the_same_history_again(seed: int) -> None:
    first, again = History(seed).run(), History(seed).run()
    assert first.trace == again.trace
    assert first.tables.mails == again.tables.mails
    assert first.tables.journal == again.tables.journal
