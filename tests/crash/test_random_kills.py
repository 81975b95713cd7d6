"""Processes die by SIGKILL at random moments; every mail that was committed arrives."""

from typing import Literal

import pytest

from compose_core.model.delivery import DeliveryState
from crash_lab import Lab
from crash_random import RandomKills, Size

SEED = 20301
SIZES = {"short": Size(sends=120, kills=8, pause=0.12), "full": Size(2_000, 1_000, 0.2)}


@pytest.mark.crash
@pytest.mark.rule("A2", "A3", "A5", "S9")
def test_nothing_is_lost_when_processes_are_killed_at_random(
    lab: Lab, scale: Literal["short", "full"]
) -> None:
    size = SIZES[scale]
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
