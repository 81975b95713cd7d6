"""The octets of bodies that are in the process at the same time have a budget (SPEC 9, Cost)."""

import asyncio

import pytest

from bombs import VALID, as_json
from calls import JSON, Caller
from compose_adapters.http import HttpLimits
from compose_adapters.http.octets_in_flight import OctetsInFlight
from compose_core.errors import Unavailable
from host import Host
from raw_calls import posted

LIMITS = HttpLimits(octets_in_flight=300_000, octets_of_session=200_000)


def padded(size: int) -> bytes:
    """A valid request of so many octets."""
    return as_json(VALID).ljust(size)


async def statuses_beside(
    host: Host, held: list[tuple[str, int]], then: list[tuple[str, int]]
) -> list[int]:
    """The statuses of some calls while others, which end later, hold their octets.

    Each is a session and the size of its body; the statuses of those that were held come last.
    """
    gate = asyncio.Event()
    waiting = [
        asyncio.create_task(posted(host.app, session, padded(size), JSON, gate=gate))
        for session, size in held
    ]
    await asyncio.sleep(0.2)
    found = [await posted(host.app, session, padded(size), JSON) for session, size in then]
    gate.set()
    return [*found, *await asyncio.gather(*waiting)]


def sessions(host: Host, count: int) -> list[str]:
    return [host.agent().session or "" for _ in range(count)]


@pytest.mark.parametrize(
    ("held", "then", "status"),
    [
        pytest.param([(0, 150_000)], (0, 40_000), 201, id="a session within its share"),
        pytest.param([(0, 150_000)], (0, 60_000), 503, id="a small body beyond the session's"),
        pytest.param([(0, 150_000)], (0, 90_000), 503, id="a large body beyond the session's"),
        pytest.param([(0, 150_000)], (1, 90_000), 201, id="another session within the process's"),
        pytest.param([(0, 150_000), (1, 140_000)], (2, 20_000), 503, id="beyond the process's"),
        pytest.param([], (0, 1_000_000), 201, id="a body that is alone, however large"),
    ],
)
def test_beyond_the_budget_a_call_is_refused_at_once(
    held: list[tuple[int, int]], then: tuple[int, int], status: int
) -> None:
    host = Host(limits=LIMITS)
    of = sessions(host, 3)
    first, *others = asyncio.run(
        statuses_beside(host, [(of[n], size) for n, size in held], [(of[then[0]], then[1])])
    )
    assert first == status
    assert others == [201] * len(held)


def test_what_was_held_is_given_back_whatever_the_answer() -> None:
    host = Host(limits=LIMITS)
    [session] = sessions(host, 1)

    async def calls() -> list[int]:
        return [
            await posted(host.app, session, body, JSON)
            for body in (b"x" * 190_000, padded(190_000), b"[" * 60_000, padded(190_000))
        ]

    assert asyncio.run(calls()) == [400, 201, 400, 201]


def test_a_body_that_tells_no_length_is_counted_as_it_arrives() -> None:
    host = Host(limits=LIMITS)
    caller = host.agent()
    alone = caller.call(
        "POST",
        "/ws/v12/interaction/activity/send",
        [b" " * 150_000, as_json(VALID)],
        {"Content-Type": JSON},
    )
    assert alone.status_code == 201


def test_calls_without_a_session_share_what_one_session_may_hold() -> None:
    budget = OctetsInFlight(300, 200)
    with budget.share("") as one, budget.share("") as two, budget.share("a") as three:
        one.grow_to(150)
        with pytest.raises(Unavailable):
            two.grow_to(100)
        three.grow_to(150)
        with pytest.raises(Unavailable):
            three.grow_to(151)
    with budget.share("b") as four:
        four.grow_to(200)
        assert "b" not in repr(four).replace("budget", "")


def test_a_refused_call_is_told_to_try_again() -> None:
    host = Host(limits=HttpLimits(octets_in_flight=1, octets_of_session=1))
    caller: Caller = host.agent()

    async def two() -> list[int]:
        gate = asyncio.Event()
        held = asyncio.create_task(
            posted(host.app, caller.session or "", padded(9_000), JSON, gate=gate)
        )
        await asyncio.sleep(0.2)
        request = caller.request(
            "POST", "/ws/v12/interaction/activity/send", padded(9_000), {"Content-Type": JSON}
        )
        answer = await caller.answered(request)
        assert (answer.json()["code"], answer.headers["retry-after"]) == ("503-100", "2")
        gate.set()
        return [answer.status_code, await held]

    assert asyncio.run(two()) == [503, 201]
