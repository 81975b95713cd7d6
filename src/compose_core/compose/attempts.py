"""The attempts at one act, whose facts others may change meanwhile.

The first attempt locks nothing, and nobody waits for anybody. Who was overtaken locks the case from
the second on: those who write to one case at once take turns, and nobody is overtaken twice.
"""

from collections.abc import Callable
from functools import partial

import attrs

from compose_core.compose.commit import commit, keep_locked
from compose_core.compose.gather import FactsLoader
from compose_core.decision import Decision, Receipt
from compose_core.errors import Conflict
from compose_core.errors.exceptions import StaleDecision
from compose_core.ports import CaseLockStore, Events
from compose_core.ports.ids import IdKind, Ids

ATTEMPTS = 5

Decide = Callable[[FactsLoader], Decision | Receipt]
"""Decides on the facts that a gatherer reads; or gives the first answer to the same request."""


def stored_in_attempts(
    gatherer: FactsLoader, events: Events, decide: Decide, case_id: int | None
) -> Receipt:
    """Decide and store, again where the facts have changed in between.

    Args:
        gatherer: reads the facts, of the store that keeps what is decided.
        events: hears of what was stored.
        decide: called in every attempt.
        case_id: the case that the request names.

    Raises:
        Conflict: the facts changed in every attempt.
        OutcomeUnknown, Unavailable: as `Store.commit`.
    """
    try:
        return _stored(gatherer, events, decide)
    except StaleDecision:
        pass
    for _ in range(ATTEMPTS - 1):
        try:
            return _stored_again(gatherer, events, decide, case_id)
        except StaleDecision:
            continue
    raise Conflict("What this request rests on keeps changing; try again.")


def _stored(gatherer: FactsLoader, events: Events, decide: Decide) -> Receipt:
    decided = decide(gatherer)
    return decided if isinstance(decided, Receipt) else commit(gatherer.store, events, decided)


def _stored_again(
    gatherer: FactsLoader, events: Events, decide: Decide, case_id: int | None
) -> Receipt:
    store = gatherer.store
    if case_id is None or not isinstance(store, CaseLockStore):
        return _stored(gatherer, events, decide)
    prepared = attrs.evolve(gatherer, ids=_ReservedIds(gatherer.ids))
    return keep_locked(store, events, case_id, partial(decide, prepared))


class _ReservedIds:
    """One id of every kind, taken before a transaction in which none can be taken."""

    def __init__(self, ids: Ids) -> None:
        self._reserved = {kind: ids.next(kind) for kind in IdKind}

    def next(self, kind: IdKind) -> int:
        """The id of the kind."""
        return self._reserved[kind]
