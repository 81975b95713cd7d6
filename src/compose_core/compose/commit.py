"""Stores what was decided, and tells that it was."""

from collections.abc import Callable, Sequence

from compose_core.decision import Decision, Receipt
from compose_core.events import ActivityStored
from compose_core.ports import CaseLockStore, Events, GroupStore, Store


def commit(store: Store, events: Events, decision: Decision) -> Receipt:
    """Store a decision.

    Raises:
        StaleDecision, OutcomeUnknown, Unavailable: as `Store.commit`.
    """
    store.commit(decision)
    return publish(events, decision)


def keep_locked(
    store: CaseLockStore, events: Events, case_id: int, decide: Callable[[], Decision | Receipt]
) -> Receipt:
    """Decide and store while a case is locked; or give the receipt that there is already.

    Raises:
        StaleDecision, OutcomeUnknown, Unavailable: as `CaseLockStore.commit_locked`.
    """
    decided = store.commit_locked(case_id, decide)
    return decided if isinstance(decided, Receipt) else publish(events, decided)


def publish(events: Events, decision: Decision) -> Receipt:
    """Tell that a decision was stored; its receipt."""
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


def commit_all(store: Store, decisions: Sequence[Decision]) -> Sequence[Exception | None]:
    """Store what several callers asked for, in one commit if the store can.

    Returns:
        For each decision ``None``, or the error for which nothing of it was stored, or which
        says that this is not known.
    """
    if len(decisions) < 2 or not isinstance(store, GroupStore):  # noqa: PLR2004 - one is no group
        return [_error(store, each) for each in decisions]
    try:
        return store.commit_all(decisions)
    except Exception as error:  # noqa: BLE001 - told to everyone whom it concerns
        return [error for _ in decisions]


def _error(store: Store, decision: Decision) -> Exception | None:
    try:
        store.commit(decision)
    except Exception as error:  # noqa: BLE001 - the next one is none the worse for it
        return error
    return None
