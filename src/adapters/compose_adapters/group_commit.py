"""Share commits between callers who wait at the same time, where a database has one writer.

Each thread decides for itself and hands in what it wants stored. The first of those who wait leads:
it commits for all who wait at that moment, tells each its outcome, and makes the first of those who
came meanwhile the next leader. No thread of its own is needed, and a caller alone pays nothing.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from datetime import datetime
from typing import Generic, Protocol, TypeVar

import attrs

from compose_core.decision import Decision, Receipt, Replay
from compose_core.errors import OutcomeUnknown, Unavailable
from compose_core.facts import FactsQuery, StoredFacts
from compose_core.ports import CaseLockStore, GroupStore, StoreReader

MAX_BATCH = 32
"""The most that one commit stores: from there on, sharing saves little more."""
PATIENCE_SECONDS = 30.0

T = TypeVar("T")

CommitAll = Callable[[Sequence[T]], Sequence[Exception | None]]
"""Stores items, each whole or not at all; an error for each that was not stored."""


@attrs.define(eq=False)
class _Waiting(Generic[T]):
    """An item with the outcome that its caller waits for: ``True`` asks the caller to lead."""

    item: T
    outcome: "Future[bool]" = attrs.field(factory=Future)


class GroupCommit(Generic[T]):
    """Commits items of many threads in batches.

    Args:
        commit_all: stores a batch in one commit.
        patience: seconds that a caller waits for its batch to begin.
        max_batch: items in a batch.
    """

    def __init__(
        self,
        commit_all: CommitAll[T],
        patience: float = PATIENCE_SECONDS,
        max_batch: int = MAX_BATCH,
    ) -> None:
        self._commit_all = commit_all
        self._patience = patience
        self._max_batch = max_batch
        self._lock = threading.Lock()
        self._queue: deque[_Waiting[T]] = deque()
        self._has_leader = False

    def commit(self, item: T) -> None:
        """Store an item, together with those that wait at the same time.

        Raises:
            Unavailable: its batch did not begin in time; nothing of it was stored.
            Exception: as ``commit_all`` gave or raised.
        """
        waiting = _Waiting(item)
        with self._lock:
            self._queue.append(waiting)
            leads, self._has_leader = not self._has_leader, True
        try:
            leads = leads or self._is_asked_to_lead(waiting)
        except BaseException:
            self._leave(waiting)
            raise
        if leads:
            self._lead()
            waiting.outcome.result()

    def _is_asked_to_lead(self, waiting: _Waiting[T]) -> bool:
        try:
            leads = waiting.outcome.result(self._patience)
        except NotInTime:
            with self._lock:
                is_withdrawn = waiting in self._queue and not waiting.outcome.done()
                if is_withdrawn:
                    self._queue.remove(waiting)
            if is_withdrawn:
                raise Unavailable("the database is busy; the same call may succeed later") from None
            # Its batch is just being committed, or it is the next leader.
            leads = waiting.outcome.result()
        if leads:
            waiting.outcome = Future()
        return leads

    def _leave(self, waiting: _Waiting[T]) -> None:
        """Take back an item whose caller was interrupted, and let another lead in its place."""
        with self._lock:
            if waiting not in self._queue:
                return
            self._queue.remove(waiting)
            if waiting.outcome.done():
                self._name_leader()

    def _name_leader(self) -> None:
        self._has_leader = bool(self._queue)
        if self._queue:
            self._queue[0].outcome.set_result(True)

    def _lead(self) -> None:
        with self._lock:
            size = min(len(self._queue), self._max_batch)
            batch = [self._queue.popleft() for _ in range(size)]
        try:
            errors = self._commit_batch([each.item for each in batch])
        except BaseException:
            self._end(batch, [OutcomeUnknown() for _ in batch])
            raise
        self._end(batch, errors)

    def _commit_batch(self, items: Sequence[T]) -> Sequence[Exception | None]:
        try:
            return self._commit_all(items)
        except Exception as error:  # noqa: BLE001 - raised in the thread of each caller
            return [error for _ in items]

    def _end(self, batch: Sequence[_Waiting[T]], errors: Sequence[Exception | None]) -> None:
        with self._lock:
            self._name_leader()
        for waiting, error in zip(batch, errors, strict=True):
            if error is None:
                waiting.outcome.set_result(False)
            else:
                waiting.outcome.set_exception(error)


class GroupingStore(CaseLockStore, GroupStore, Protocol):
    """A store whose commits can be shared."""


class GroupCommitStore:
    """A store around another; commits of many threads at once become one.

    Args:
        store: keeps everything.
        patience: seconds that a commit waits for its turn.
    """

    def __init__(self, store: GroupingStore, patience: float = PATIENCE_SECONDS) -> None:
        self._store = store
        self._group: GroupCommit[Decision] = GroupCommit(self.commit_all, patience)

    def facts(self, query: FactsQuery) -> StoredFacts:
        """What is stored that bears on a request."""
        return self._store.facts(query)

    def replay(self, user: str, key: str, now: datetime) -> Replay | None:
        """The first answer under a user's idempotency key, while it is kept."""
        return self._store.replay(user, key, now)

    def commit(self, decision: Decision) -> None:
        """Store a decision, or nothing of it."""
        self._group.commit(decision)

    def commit_locked(
        self, case_id: int, decide: Callable[[StoreReader], Decision | Receipt]
    ) -> Decision | Receipt:
        """Lock a case, decide, and store the decision, in a transaction of its own."""
        return self._store.commit_locked(case_id, decide)

    def commit_all(self, decisions: Sequence[Decision]) -> Sequence[Exception | None]:
        """Store several decisions in one commit, each of them all or nothing."""
        if len(decisions) != 1:
            return self._store.commit_all(decisions)
        try:
            self._store.commit(decisions[0])
        except Exception as error:  # noqa: BLE001 - raised by whoever asked for it
            return [error]
        return [None]
