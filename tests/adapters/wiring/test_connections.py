"""How many connections fit, who must give way, and what a slow client may take."""

import asyncio
import logging
import os
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.wiring import Misconfigured
from compose_adapters.wiring.connection_limits import (
    ConnectionLimits,
    Pace,
    connection_limits,
    fitting,
)
from compose_adapters.wiring.connections import ConnectionGate, FoldedLog, ListeningSocket


@given(st.integers(16, 2**20))
def test_connections_leave_room_for_database_and_mail(descriptors: int) -> None:
    left = descriptors - fitting(descriptors)
    assert fitting(descriptors) > 0
    assert left >= min(128, descriptors // 2)


def test_the_limits_are_told_by_the_environment() -> None:
    given_ = {
        "COMPOSE_CONNECTIONS": "20",
        "COMPOSE_HEAD_SECONDS": "5",
        "COMPOSE_BODY_RATE": "7",
        "COMPOSE_BODY_GRACE_SECONDS": "9",
    }
    expected = ConnectionLimits(connections=20, head=5, rate=7, grace=9)
    assert connection_limits(given_) == expected
    standard = connection_limits({})
    assert attrs.evolve(standard, connections=2_000) == ConnectionLimits()


@pytest.mark.parametrize(
    "name",
    ["COMPOSE_CONNECTIONS", "COMPOSE_HEAD_SECONDS", "COMPOSE_BODY_RATE"],
)
@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5", "9" * 30])
def test_a_limit_that_cannot_be_used_is_named(name: str, text: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        connection_limits({name: text})


@given(
    rate=st.integers(1, 10_000),
    grace=st.integers(2, 60),
    share=st.floats(1.0, 5.0),
    seconds=st.integers(1, 300),
)
def test_who_keeps_up_with_the_rate_may_take_for_ever(
    rate: int, grace: int, share: float, seconds: int
) -> None:
    pace = Pace(rate, grace)
    assert all(pace.keeps_up(int(rate * share) + 1, 1) for _ in range(seconds))


@given(
    rate=st.integers(100, 10_000),
    grace=st.integers(1, 60),
    fast=st.integers(0, 10**9),
    share=st.floats(0, 0.5),
)
def test_who_falls_behind_is_ended_however_much_came_before(
    rate: int, grace: int, fast: int, share: float
) -> None:
    pace = Pace(rate, grace)
    pace.keeps_up(fast, 0)
    went_on = 0
    while pace.keeps_up(int(rate * share), 1):
        went_on += 1
        assert went_on <= 2 * grace
    assert went_on >= grace - 1


def test_what_happens_often_is_counted_and_written_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="compose_core")

    async def happen() -> None:
        log = FoldedLog(seconds=0.05)
        for _ in range(10_000):
            log.note("refused")
        log.note("slow")
        await asyncio.sleep(0.3)

    asyncio.run(happen())
    assert [each.getMessage() for each in caplog.records] == [
        "connections: 1 refused",
        "connections: 9999 refused, 1 slow",
    ]


class Waiting:
    """A connection that waits, or that still has something to send."""

    def __init__(self, *, gives_way: bool = True, behind: float = 0) -> None:
        self.gives_way = gives_way
        self.behind = behind
        self.is_ended = False

    def seconds_behind(self) -> float:
        return self.behind

    def give_way(self) -> bool:
        self.is_ended = self.gives_way
        return self.gives_way


def test_without_an_idle_one_the_latest_body_gives_way_and_none_that_keeps_up() -> None:
    async def judge() -> list[bool]:
        gate = ConnectionGate(5)
        bodies = [Waiting(behind=each) for each in (3, 0, 9, 1, 5)]
        for each in bodies:
            gate.waits(each)
            gate.receives(each)
        ended = []
        while gate.make_room():
            ended.append([each.is_ended for each in bodies].count(True))
            assert bodies[2].is_ended
        assert ended == [1, 2, 3]
        return [each.is_ended for each in bodies]

    assert asyncio.run(judge()) == [True, False, True, False, True]


def test_who_waits_longest_gives_way_first() -> None:
    async def judge() -> list[bool]:
        gate = ConnectionGate(3)
        first, busy, sending, last = Waiting(), Waiting(), Waiting(gives_way=False), Waiting()
        for each in (sending, first, busy, last):
            gate.waits(each)
        gate.works(busy)
        gate.waits(first)
        made = [gate.make_room() for _ in range(3)]
        assert not busy.is_ended
        assert not sending.is_ended
        return made

    assert asyncio.run(judge()) == [True, True, False]


@contextmanager
def no_descriptor_left() -> Iterator[None]:
    """A block in which this process can open nothing more."""
    lowest = os.dup(0)
    os.close(lowest)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_without_a_descriptor_a_connection_is_refused_and_an_idle_one_gives_way() -> None:
    async def judge() -> None:
        gate, waiting = ConnectionGate(10), Waiting()
        gate.waits(waiting)
        with (
            socket.create_server(("127.0.0.1", 0)) as server,
            ListeningSocket(server, gate) as listening,
            socket.create_connection(server.getsockname()) as refused,
        ):
            with no_descriptor_left(), pytest.raises(ConnectionAbortedError):
                listening.accept()
            assert waiting.is_ended
            assert refused.recv(1) == b""
            with socket.create_connection(server.getsockname()):
                taken, _ = listening.accept()
                taken.close()

    asyncio.run(judge())
