"""One thread that composes for all others, which so share their commits."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from functools import partial

import attrs

from compose_adapters.batches import Batches
from compose_core.compose import ENOUGH, ComposeService, Job, begun, work_off
from compose_core.decision import Receipt
from compose_core.model.request import Command, CommandOptions, ComposeRequest
from compose_core.ports import Store


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@attrs.define(eq=False)
class _Call(Job[Receipt]):
    """A thread that waits for its receipt: for the lock, which is held until then."""

    wait: threading.Lock = attrs.field(factory=_held)


class GroupedCompose:
    """Saves and sends for many threads at once, as `ComposeService` does for each of them.

    What is asked for while others are worked on is stored in one commit. That pays where threads
    would only wait for one another: on SQLite, which has one writer, and where a commit waits
    long for its disk. A single caller is served better by the service itself.

    Args:
        compose: does the work.
        moment: a block in which what is asked of directory and settings is of one moment, such
            as `SqlSite.moment`.
    """

    def __init__(
        self,
        compose: ComposeService,
        moment: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._compose = compose
        work = partial(_work_off, compose.store, moment)
        self._batches: Batches[_Call] = Batches(work, most=ENOUGH, name="grouped-compose")

    def save(
        self,
        request: ComposeRequest,
        actor: str,
        *,
        expand_macros: bool = False,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """As `ComposeService.save`."""
        return self._done(
            request, actor, CommandOptions(Command.SAVE, expand_macros), idempotency_key
        )

    def send(
        self,
        request: ComposeRequest,
        actor: str,
        *,
        automatic_text: bool = False,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """As `ComposeService.send`."""
        act = CommandOptions(Command.SEND, automatic_text=automatic_text)
        return self._done(request, actor, act, idempotency_key)

    def send_and_complete(
        self,
        request: ComposeRequest,
        actor: str,
        *,
        automatic_text: bool = False,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """As `ComposeService.send_and_complete`."""
        act = CommandOptions(Command.SEND_AND_COMPLETE, automatic_text=automatic_text)
        return self._done(request, actor, act, idempotency_key)

    def close(self) -> None:
        """Work off what is asked for, and take no more."""
        self._batches.close()

    def _done(
        self, request: ComposeRequest, actor: str, act: CommandOptions, idempotency_key: str | None
    ) -> Receipt:
        work = partial(begun, self._compose, _receipt, request, actor, act, idempotency_key)
        call = _Call(work, copy_context().run)
        self._batches.add(call)
        call.wait.acquire()
        return call.result()


def _work_off(
    store: Store, moment: Callable[[], AbstractContextManager[None]], calls: list[_Call]
) -> None:
    work_off(calls, store, moment)
    for call in calls:
        call.wait.release()


def _receipt(receipt: Receipt) -> Receipt:
    return receipt
