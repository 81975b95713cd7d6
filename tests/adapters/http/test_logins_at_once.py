"""A burst of logins: nobody else waits for the check of passwords, and the queue has an end."""

import asyncio
import threading

import attrs
import httpx

from calls import PASSWORD, Caller
from compose_adapters.http import HttpLimits, application
from compose_adapters.http.limits import passwords_at_once
from compose_adapters.memory import MemorySite
from compose_core.sessions import LoginRules
from compose_core.testing import builders
from host import Host, with_passwords

LOGIN = "/ws/v12/authentication/user/login"
ACTIVITY = "/ws/v12/interaction/activity"
STRANGERS = 120
AT_ONCE, WAITING = 2, 5


class HeldUp(MemorySite):
    """Credentials whose answer waits: a check of a password that takes long."""

    def __init__(self) -> None:
        super().__init__(with_passwords(builders.site()))
        self.may_go_on = threading.Event()
        self.lock = threading.Lock()
        self.now = self.most = 0

    def some_password_hash(self) -> str | None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        assert self.may_go_on.wait(30)
        with self.lock:
            self.now -= 1
        return super().some_password_hash()


def burst(held_up: HeldUp, host: Host) -> Caller:
    keeper = attrs.evolve(host.services.sessions, credentials=held_up)
    services = attrs.evolve(host.services, sessions=keeper)
    limits = HttpLimits(logins_at_once=AT_ONCE, logins_waiting=WAITING)
    agent = host.agent()
    agent.app = application(services, limits=limits)
    return agent


def login(caller: Caller, name: str, password: str = PASSWORD) -> httpx.Request:
    body = f'{{"userName": "{name}", "password": "{password}"}}'.encode()
    return caller.request("POST", LOGIN, body, {"Content-Type": "application/json"})


async def answered_during_a_burst(
    caller: Caller, held_up: HeldUp
) -> tuple[list[int], list[httpx.Response]]:
    """What others are answered while logins are held up, and what the logins are answered."""
    strangers = [
        asyncio.create_task(caller.answered(login(caller, f"nobody{number}")))
        for number in range(STRANGERS)
    ]
    await asyncio.wait(strangers, timeout=30, return_when=asyncio.FIRST_COMPLETED)
    others = [
        (await caller.answered(caller.request("GET", path))).status_code
        for path in ("/healthz", f"{ACTIVITY}/1", "/nowhere")
        for _ in range(3)
    ]
    assert any(not each.done() for each in strangers)
    held_up.may_go_on.set()
    return others, list(await asyncio.gather(*strangers))


def test_nobody_waits_for_logins_and_those_beyond_the_queue_are_refused_at_once() -> None:
    held_up = HeldUp()
    caller = burst(held_up, Host(rules=LoginRules(most_at_address=1000)))
    others, logins = asyncio.run(answered_during_a_burst(caller, held_up))
    assert others == [200] * 3 + [404] * 6
    statuses = [each.status_code for each in logins]
    assert statuses.count(401) == AT_ONCE + WAITING
    assert statuses.count(503) == STRANGERS - AT_ONCE - WAITING
    assert {each.headers.get("retry-after") for each in logins if each.status_code == 503} == {"2"}
    assert held_up.most == AT_ONCE


def test_a_login_that_is_refused_untried_does_not_count() -> None:
    held_up = HeldUp()
    host = Host(rules=LoginRules(most_at_address=AT_ONCE + WAITING + 1))
    caller = burst(held_up, host)
    asyncio.run(answered_during_a_burst(caller, held_up))
    caller.app = host.app
    assert [caller.log_in("nobody").status_code for _ in range(2)] == [401, 429]


def test_half_the_cores_are_left_to_all_else() -> None:
    assert 1 <= passwords_at_once() <= 4
