"""Whichever call of whichever port fails, nothing is stored and nothing is sent."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from compose_core.compose import ComposeService
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.request import contents
from compose_core.testing import builders
from world import World

PORTS = (
    "store",
    "directory",
    "clock",
    "ids",
    "random",
    "scanner",
    "text_from_html",
)
REQUEST = builders.request(
    contents=contents(html="<p>``greeting</p>"),
    attachments=(Attachment("text/plain", "a.txt", InMemory(b"x")),),
    cc=("kim@example.com",),
)


class Failure(Exception):
    """What the failing call raises."""


@attrs.define
class Fuse:
    """Lets so many calls through, then blows once."""

    left: int

    def pass_one(self) -> None:
        self.left -= 1
        if self.left == -1:
            raise Failure


class Fused:
    """A port whose every call goes through a fuse."""

    def __init__(self, port: object, fuse: Fuse) -> None:
        self._port, self._fuse = port, fuse

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._port, name)

        def through(*args: Any, **kwargs: Any) -> Any:
            self._fuse.pass_one()
            return call(*args, **kwargs)

        return through


def fused(world: World, calls: int) -> tuple[ComposeService, Fuse]:
    fuse = Fuse(calls)
    ports: dict[str, Any] = {name: Fused(getattr(world.service, name), fuse) for name in PORTS}
    return attrs.evolve(world.service, **ports), fuse


def test_nothing_is_stored_whichever_call_fails() -> None:
    world = World()
    service, fuse = fused(world, 10_000)
    service.send(REQUEST, builders.AGENT, automatic_text=True, idempotency_key="k")
    calls = 10_000 - fuse.left
    assert calls > 10
    for number in range(calls):
        world = World()
        service, _ = fused(world, number)
        with pytest.raises(Failure):
            service.send(REQUEST, builders.AGENT, automatic_text=True, idempotency_key="k")
        assert (world.rows, world.events.all) == (0, ())
        assert world.service.send(REQUEST, builders.AGENT, idempotency_key="k").activity_id > 0
