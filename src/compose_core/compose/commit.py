"""Commit a decision: the only place where one is stored, and the events that follow.

Facts may change between a decision and its commit; then everything is decided anew. The first
attempt locks nothing, and nobody waits for anybody. From the second on the case is locked: those
who write to one case at once take turns, and nobody is overtaken twice.
"""

from collections.abc import Callable

import attrs

from compose_core.decision import Decision, Receipt
from compose_core.errors import Conflict
from compose_core.errors.exceptions import StaleDecision
from compose_core.events import ActivityStored
from compose_core.model.site import SiteSnapshot
from compose_core.ports import CaseLockStore, Directory, Events, Store, StoreReader
from compose_core.ports.ids import IdKind, Ids

ATTEMPTS = 5

Decide = Callable[[SiteSnapshot, StoreReader, Ids], Decision | Receipt]
"""Decides by a site and what a store holds; or gives the first receipt of the same request."""


@attrs.frozen
class Committer:
    """Decides and stores, again where the facts have changed in between.

    Args:
        store: keeps what is decided.
        directory: asked for the site again when an attempt failed.
        ids: gives the ids of what is new.
    """

    store: Store
    directory: Directory
    ids: Ids

    def commit(self, decide: Decide, site: SiteSnapshot, case_id: int | None) -> Decision | Receipt:
        """Decide and store in at most `ATTEMPTS` attempts.

        Args:
            decide: called in every attempt.
            site: for the first attempt.
            case_id: the case that the request names.

        Returns:
            The decision that is stored, or the receipt of an earlier one.

        Raises:
            Conflict: the facts changed in every attempt.
            OutcomeUnknown, Unavailable: as `Store.commit`.
        """
        try:
            return self._commit(decide, site)
        except StaleDecision:
            pass
        for _ in range(ATTEMPTS - 1):
            try:
                return self._commit_locked(decide, self.directory.snapshot(), case_id)
            except StaleDecision:
                continue
        raise Conflict("What this request rests on keeps changing; try again.")

    def _commit(self, decide: Decide, site: SiteSnapshot) -> Decision | Receipt:
        decided = decide(site, self.store, self.ids)
        if isinstance(decided, Decision):
            self.store.commit(decided)
        return decided

    def _commit_locked(
        self, decide: Decide, site: SiteSnapshot, case_id: int | None
    ) -> Decision | Receipt:
        if case_id is None or not isinstance(self.store, CaseLockStore):
            return self._commit(decide, site)
        ids = _ReservedIds(self.ids)
        return self.store.commit_locked(case_id, lambda reader: decide(site, reader, ids))


class _ReservedIds:
    """One id of every kind, taken before a transaction in which none can be taken."""

    def __init__(self, ids: Ids) -> None:
        self._reserved = {kind: ids.next(kind) for kind in IdKind}

    def next(self, kind: IdKind) -> int:
        """The id of the kind."""
        return self._reserved[kind]


def publish(events: Events, decision: Decision) -> Receipt:
    """Publish that a decision was stored, and give its receipt."""
    events.happened(
        ActivityStored(
            activity_id=decision.activity.id,
            case_id=decision.case.id,
            customer_id=decision.customer.id,
            command=decision.command.value,
            recipients=len(decision.activity.recipients),
            at=decision.activity.created,
        )
    )
    return decision.receipt
