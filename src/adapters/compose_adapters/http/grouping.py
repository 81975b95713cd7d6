"""Quick calls are worked on together by one thread: what waits at the same time shares a commit."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from contextvars import copy_context
from functools import partial

import attrs
from starlette.responses import Response

from compose_adapters.batches import Batches
from compose_adapters.http.operations import HandlerResult
from compose_core.compose import ENOUGH, Job, work_off
from compose_core.ports import Store


@attrs.define(eq=False, kw_only=True)
class Waiting(Job[Response]):
    """A call that waits for its answer in a loop."""

    future: "asyncio.Future[Response]"
    loop: asyncio.AbstractEventLoop

    def tell(self) -> None:
        """Give the outcome to whoever waits, if someone still does."""
        if self.future.done():
            return
        try:
            self.future.set_result(self.result())
        except BaseException as error:  # noqa: BLE001 - raised where the answer is waited for
            self.future.set_exception(error)


class Group:
    """Works on quick calls; needs a host that runs asyncio.

    Args:
        store: keeps what they come to.
        moment: a block in which what is asked of directory and settings is of one moment.
        threads: how many work at the same time.
    """

    def __init__(
        self, store: Store, moment: Callable[[], AbstractContextManager[None]], threads: int
    ) -> None:
        work = partial(_work_off, store, moment)
        self._batches: Batches[Waiting] = Batches(
            work, most=ENOUGH, threads=threads, name="quick-calls"
        )

    async def answered(self, work: Callable[[], HandlerResult]) -> Response:
        """What a call comes to."""
        loop = asyncio.get_running_loop()
        # As in any other thread, what is logged while it is worked on names the call.
        call = Waiting(work, copy_context().run, future=loop.create_future(), loop=loop)
        self._batches.add(call)
        return await call.future


def _work_off(
    store: Store, moment: Callable[[], AbstractContextManager[None]], calls: list[Waiting]
) -> None:
    work_off(calls, store, moment)
    for loop in {each.loop for each in calls}:
        # All at once: to wake a loop costs as much as some calls.
        with suppress(RuntimeError):  # it is closed, and nobody waits there any more
            loop.call_soon_threadsafe(_tell, [each for each in calls if each.loop is loop])


def _tell(calls: Iterable[Waiting]) -> None:
    for call in calls:
        call.tell()
