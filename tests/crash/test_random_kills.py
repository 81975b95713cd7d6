"""Processes die by SIGKILL at random moments; every mail that was committed arrives."""

from typing import Literal

import pytest

from compose_core.model.delivery import DeliveryState
from crash_lab import Lab
from crash_random import RandomKills, Size

SEED = 20301
SIZES = {
    "short": {1: Size(120, 8, 0.06), 4: Size(120, 8, 0.06, threads=4)},
    "full": {1: Size(2_000, 1_000, 0.1), 4: Size(2_000, 1_000, 0.1, threads=4)},
}


@pytest.mark.crash
@pytest.mark.rule("A2", "A3", "A5", "S9")
@pytest.mark.parametrize("threads", [1, 4])
def test_nothing_is_lost_when_processes_are_killed_at_random(
    lab: Lab, scale: Literal["short", "full"], threads: int
) -> None:
    size = SIZES[scale][threads]
    killing = RandomKills(lab, size, SEED)
    killing.run()
    report = lab.report()
    print(f"\n{report}; {killing.kills}; {killing.helped} left to an operator")  # noqa: T201 - the report
    assert (report.lost, report.unexpected) == (0, 0)
    assert report.duplicated <= killing.kills.after_the_dot
    assert lab.states() == {DeliveryState.ACCEPTED: report.committed}
    assert set(killing.answers) == set(range(size.sends))
    assert len(set(killing.answers.values())) == lab.activities() == size.sends
    assert killing.kills.composing
    assert killing.kills.delivering
    if scale == "full":
        assert killing.kills.after_the_dot > 0
