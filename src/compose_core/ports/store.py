"""Where customers, cases and activities are kept."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

import attrs

from compose_core.decision import Decision, Receipt, Replay
from compose_core.facts import FactsQuery, StoredFacts
from compose_core.model.customer import Customer
from compose_core.records import ActivityRecord, CaseRecord


@attrs.frozen
class ReadScope:
    """What one user may see (P9).

    Args:
        departments: those whose activities, cases and customers are seen; shared customers
            are seen always.
        all_customers: whether the customers of all departments are seen (S4 off).
    """

    departments: frozenset[str]
    all_customers: bool


class StoreReader(Protocol):
    """Everything that a send reads of the store."""

    def facts(self, query: FactsQuery) -> StoredFacts:
        """What is stored that bears on a request.

        A case of a department that is not among the query's is looked up as one that does not
        exist: the same work, the same facts.

        Of several customers with the address: the department's own first, then a shared one,
        then the lowest id (C1).
        """
        ...

    def replay(self, user: str, key: str, now: datetime) -> Replay | None:
        """The first answer under a user's idempotency key, while it is kept (A5)."""
        ...


class Store(StoreReader, Protocol):
    """Everything that a send reads and writes."""

    def commit(self, decision: Decision) -> None:
        """Store a decision: all of it, in one transaction, or nothing.

        Raises:
            StaleDecision: the directory's, the case's or the customer's version is another than the
                decision's; the activity, the customer's address or the idempotency key is
                there already.
            OutcomeUnknown: the connection was lost at the commit, and it cannot be found out
                whether the decision was stored.
            Unavailable: the store is busy or away.
        """
        ...


@runtime_checkable
class CaseLockStore(Store, Protocol):
    """A store that can lock a case, so that many who write to it take turns."""

    def commit_locked(
        self, case_id: int, decide: Callable[[StoreReader], Decision | Receipt]
    ) -> Decision | Receipt:
        """Lock a case, decide, and store the decision, all in one transaction.

        Args:
            case_id: the case; where there is none of that id, nothing is locked.
            decide: called once the case is locked; what it reads of the reader that it is given
                is as it will be at the commit, as far as it is about the case. Where it gives a
                receipt or raises, nothing is stored. It must write nothing and take no ids: on
                SQLite the transaction is the only one that may write.

        Returns:
            What ``decide`` gave.

        Raises:
            StaleDecision, OutcomeUnknown, Unavailable: as for `commit`.
        """
        ...


@runtime_checkable
class GroupStore(Store, Protocol):
    """A store that can make one commit of several decisions, which then share what it costs."""

    def commit_all(self, decisions: Sequence[Decision]) -> Sequence[Exception | None]:
        """Store decisions in their order: of each all or nothing, whatever becomes of the others.

        Returns:
            For each ``None``, or the error that `commit` would have raised. What stands here as
            stored is stored as surely as after `commit`.

        Raises:
            Unavailable: the store is busy or away; none of them was stored.
        """
        ...


class Records(Protocol):
    """What was kept, for those who look.

    With a `ReadScope` what is outside it is read as what does not exist: it is left out by the
    look-up itself, which does the same work for both (P9). Without one everything is found, as
    operators need it. Blind copies are judged above.
    """

    def activities(
        self, ids: Iterable[int], scope: ReadScope | None = None
    ) -> tuple[ActivityRecord, ...]:
        """The activities with these ids, in the order of their ids; unknown ones are left out."""
        ...

    def case(self, case_id: int, scope: ReadScope | None = None) -> CaseRecord | None:
        """A case and its activities, oldest first."""
        ...

    def customer(self, customer_id: int, scope: ReadScope | None = None) -> Customer | None:
        """A customer."""
        ...
