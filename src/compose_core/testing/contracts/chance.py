"""What Clock, Ids and Random must do."""

import re
from datetime import timedelta

import pytest

from compose_core.ports.clock import Clock
from compose_core.ports.ids import IdKind, Ids
from compose_core.ports.random import Random

MOST = 2**63 - 1


class ClockContract:
    """A subclass gives the fixture ``clock``."""

    def test_the_time_is_told_in_utc(self, clock: Clock) -> None:
        assert clock.now().utcoffset() == timedelta(0)

    def test_time_does_not_run_backwards(self, clock: Clock) -> None:
        told = [clock.now() for _ in range(1000)]
        assert told == sorted(told)

    def test_the_monotonic_time_does_not_run_backwards(self, clock: Clock) -> None:
        passed = [clock.monotonic() for _ in range(1000)]
        assert passed == sorted(passed)
        assert passed[0] >= timedelta(0)


class IdsContract:
    """A subclass gives the fixture ``ids``, of a new source of ids."""

    @pytest.mark.parametrize("kind", IdKind)
    def test_no_id_comes_twice_and_all_are_in_range(self, ids: Ids, kind: IdKind) -> None:
        given = [ids.next(kind) for _ in range(1000)]
        assert len(set(given)) == len(given)
        assert min(given) >= 1
        assert max(given) <= MOST

    def test_a_kind_does_not_use_up_the_ids_of_another(self, ids: Ids) -> None:
        first = [ids.next(kind) for kind in IdKind]
        assert len(set(first)) == 1


class RandomContract:
    """A subclass gives the fixture ``random``."""

    def test_a_token_is_43_url_safe_characters(self, random: Random) -> None:
        assert all(re.fullmatch("[A-Za-z0-9_-]{43}", random.token()) for _ in range(100))

    def test_no_token_comes_twice(self, random: Random) -> None:
        assert len({random.token() for _ in range(1000)}) == 1000
