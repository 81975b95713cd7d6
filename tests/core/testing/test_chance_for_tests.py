"""Time, ids and tokens that a test knows beforehand."""

from datetime import timedelta

from compose_core.ports.ids import IdKind
from compose_core.testing.builders import NOON
from compose_core.testing.clock import StoppedClock
from compose_core.testing.ids import CountingIds
from compose_core.testing.random import CountedTokens


def test_a_stopped_clock_goes_when_it_is_told_to() -> None:
    clock = StoppedClock()
    assert clock.now() == NOON
    clock.advance(timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)


def test_ids_count_from_where_they_are_told_to() -> None:
    ids = CountingIds(start=7)
    assert [ids.next(IdKind.CASE), ids.next(IdKind.CASE), ids.next(IdKind.ACTIVITY)] == [7, 8, 7]


def test_tokens_tell_their_number() -> None:
    tokens = CountedTokens()
    assert [tokens.token(), tokens.token()] == [
        "token00000000000000000000000000000000000001",
        "token00000000000000000000000000000000000002",
    ]
