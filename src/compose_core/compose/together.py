"""Several callers' acts, decided one by one and stored in one commit.

A commit waits for the disk, and threads that compute hand the interpreter to and fro; callers who
ask at the same time can share the one and spare each other the other. Whoever has such callers
has one thread work off their `Job`s; how the callers wait, and how long the row may be, is the
host's.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

import attrs

from compose_core.compose.commit import commit_all, publish
from compose_core.compose.service import ComposeService
from compose_core.decision import Decision, Receipt
from compose_core.errors.exceptions import StaleDecision
from compose_core.model.request import CommandOptions, ComposeRequest
from compose_core.ports import Store

ENOUGH = 32
"""So many jobs in a row are enough: from there on, sharing saves little more."""

T = TypeVar("T")


@attrs.frozen
class Pending(Generic[T]):
    """An answer that waits until something is stored.

    Args:
        compose: has decided.
        decision: to be stored.
        answer: made of the receipt.
        again: decides and stores anew, where the facts have changed in the meantime.
    """

    compose: ComposeService
    decision: Decision
    answer: Callable[[Receipt], T]
    again: Callable[[], Receipt]

    def settled(self, error: Exception | None) -> T:
        """The answer, once it is known what became of the decision.

        Args:
            error: for which nothing of it was stored, or which says that this is not known;
                ``None`` if it was stored.

        Raises:
            Exception: the error, unless deciding anew helps.
        """
        if isinstance(error, StaleDecision):
            return self.answer(self.again())
        if error is not None:
            raise error
        return self.answer(publish(self.compose.events, self.decision))


def begun(
    compose: ComposeService,
    answer: Callable[[Receipt], T],
    request: ComposeRequest,
    actor: str,
    act: CommandOptions,
    idempotency_key: str | None = None,
) -> T | Pending[T]:
    """What an act comes to now: the answer, if it was done before under its key.

    Args:
        compose: decides.
        answer: made of the receipt.
        request: as for `ComposeService.send`.
        actor: likewise.
        act: what is asked for.
        idempotency_key: as for `ComposeService.send`.

    Raises:
        Rejected, IdempotencyMismatch, Unavailable: as for `ComposeService.send`.
    """
    decided = compose.decide(request, actor, act, idempotency_key)
    if isinstance(decided, Receipt):
        return answer(decided)
    again = partial(compose.perform, request, actor, act, idempotency_key)
    return Pending(compose, decided, answer, again)


class Within(Protocol):
    """Runs a step where it belongs, as in a context of variables."""

    def __call__(self, step: Callable[[], T], /) -> T:
        """What the step comes to."""
        ...


def _here(step: Callable[[], T], /) -> T:
    return step()


@attrs.define(eq=False)
class Job(Generic[T]):
    """A call that waits to be worked on.

    Args:
        work: its answer, or what must be stored before.
        within: runs each step of it.
        outcome: what came of it so far, an error among others.
    """

    work: Callable[[], T | Pending[T]]
    within: Within = _here
    outcome: T | Pending[T] | BaseException | None = None

    def take(self, step: Callable[[], T | Pending[T]]) -> None:
        """Come one step further."""
        try:
            self.outcome = self.within(step)
        except BaseException as error:  # noqa: BLE001 - raised where the answer is waited for
            self.outcome = error

    def result(self) -> T:
        """The answer of a job that was worked off.

        Raises:
            Exception: there is none, for this reason.
            AssertionError: it was not worked off.
        """
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        if self.outcome is None or isinstance(self.outcome, Pending):
            raise AssertionError("the job was not worked off")
        return self.outcome


def work_off(
    jobs: Sequence[Job[Any]],
    store: Store,
    moment: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Work on jobs until each has its answer, or the error for which there is none.

    Args:
        jobs: of callers who share a commit; the longer the row, the longer the first waits.
        store: keeps what they come to, in one commit if it is a `GroupStore`.
        moment: a block in which what is asked of directory and settings is of one moment.
    """
    try:
        with moment():
            for job in jobs:
                job.take(job.work)
    except Exception as failed:  # noqa: BLE001 - nobody shall wait for ever
        for job in jobs:
            job.outcome = failed
    waiting = [(job, job.outcome) for job in jobs if isinstance(job.outcome, Pending)]
    errors = commit_all(store, [pending.decision for _, pending in waiting])
    for (job, pending), error in zip(waiting, errors, strict=True):
        job.take(partial(pending.settled, error))


def stored_alone(answer: T | Pending[T]) -> T:
    """The answer of a call that shares its commit with no other.

    Raises:
        Exception: nothing was stored, for this reason, or it is not known what was.
    """
    if not isinstance(answer, Pending):
        return answer
    [error] = commit_all(answer.compose.store, [answer.decision])
    return answer.settled(error)
