"""One request under one key, posted many times at once, is one activity and one mail."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest

from crash_lab import Lab
from crash_points import Order
from crash_posters import DIES, Poster, posted
from crash_station import Station

POSTERS = 8
KEYS = {"short": 8, "full": 200}


@pytest.fixture
def posters(lab: Lab) -> Iterator[list[Poster]]:
    names = [f"poster{number}" for number in range(POSTERS)]
    made = [Poster(lab.url_for(name), lab.folder, name) for name in names]
    yield made
    for each in made:
        each.close()


@pytest.mark.crash
@pytest.mark.rule("A5")
def test_a_key_is_one_activity_and_one_mail_whoever_dies_before_the_answer(
    lab: Lab, posters: list[Poster], scale: Literal["short", "full"]
) -> None:
    keys = KEYS[scale]
    answers = [posted(posters, key, DIES if key % 2 else Order()) for key in range(keys)]
    deaths = sum(each.deaths for each in posters)
    station = Station(lab)
    station.rescue(timedelta(0))
    station.close()
    report = lab.report()
    print(f"\n{keys} keys, {POSTERS} posts each, {deaths} deaths before the answer: {report}")  # noqa: T201 - the report
    assert [len(each) for each in answers] == [1] * keys
    assert len(set.union(*answers)) == lab.activities() == keys
    assert deaths == keys // 2
    assert (report.lost, report.unexpected, report.duplicated) == (0, 0, 0)
