"""Quick calls are worked on together by one thread: what waits at the same time shares a commit."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import attrs
from starlette.responses import Response

from compose_adapters.http.operations import Answer
from compose_core.compose import Job, Together


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


@attrs.frozen(eq=False)
class Group:
    """Works on quick calls; needs a host that runs asyncio.

    Args:
        together: what waits.
        threads: how many work at the same time.
    """

    together: Together[Waiting]
    threads: int = 1
    _executor: ThreadPoolExecutor = attrs.field(init=False, repr=False)

    @_executor.default
    def _make_executor(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.threads, "quick-calls")

    async def answered(self, work: Callable[[], Answer]) -> Response:
        """What a call comes to."""
        loop = asyncio.get_running_loop()
        # As in any other thread, what is logged while it is worked on names the call.
        call = Waiting(work, copy_context().run, future=loop.create_future(), loop=loop)
        self.together.add(call)
        self._executor.submit(self._work_off)
        return await call.future

    def _work_off(self) -> None:
        calls = self.together.work_off()
        for loop in {each.loop for each in calls}:
            # All at once: to wake a loop costs as much as some calls.
            loop.call_soon_threadsafe(_tell, [each for each in calls if each.loop is loop])


def _tell(calls: Iterable[Waiting]) -> None:
    for call in calls:
        call.tell()
