"""The store in memory: a send's facts, and its commit."""

from collections.abc import Callable, Sequence
from datetime import datetime

import attrs

from compose_adapters.memory.tables import Scope, Tables
from compose_core.decision import Decision, Receipt, Replay
from compose_core.errors.exceptions import StaleDecision
from compose_core.facts import FactsQuery, StoredFacts
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.case import Case
from compose_core.model.customer import Customer
from compose_core.ports import Directory, StoreReader


class MemoryStore:
    """Keeps customers, cases and activities while the process lives.

    Args:
        directory: whose version a decision must rest on.
        tables: what is kept; other adapters of this room may share it.
    """

    def __init__(self, directory: Directory, tables: Tables | None = None) -> None:
        self._directory = directory
        self.tables = tables or Tables()

    def facts(self, query: FactsQuery) -> StoredFacts:
        """What is stored that bears on a request."""
        with self.tables.lock:
            customer = self._customer(query)
            case = self.tables.case_within(query.case_id or 0, query.departments)
            activities = self.tables.of_case(case.id if case else 0)
            return StoredFacts(
                customer=customer,
                taken=frozenset(key for key in query.others if self._having(query, key)),
                case=case,
                case_has_open_activities=any(
                    each.status is not ActivityStatus.COMPLETED for each in activities
                ),
                thread=_thread(activities, customer),
            )

    def _customer(self, query: FactsQuery) -> Customer | None:
        found = self._having(query, query.to)
        return min(found, key=lambda each: _preference(each, query.department), default=None)

    def _having(self, query: FactsQuery, key: str) -> list[Customer]:
        return [
            self.tables.customers[customer]
            for (scope, taken), customer in self.tables.addresses.items()
            if taken == key and _in_reach(scope, query)
        ]

    def replay(self, user: str, key: str, now: datetime) -> Replay | None:
        """The first answer under a user's idempotency key, while it is kept."""
        kept = self.tables.answers.get((user, key))
        if kept is None or kept[0].expires <= now:
            return None
        return Replay(kept[0].fingerprint, kept[1])

    def commit(self, decision: Decision) -> None:
        """Store a decision, or nothing of it."""
        activity = _holding_its_octets(decision.activity)
        with self.tables.lock:
            self._check(decision)
            self._keep_customer_and_case(decision)
            self.tables.activities[activity.id] = activity
            self.tables.queue(decision)
            self.tables.audit[activity.id] = [decision.audit]
            for link in decision.links:
                number = activity.recipients.index(link.recipient)
                self.tables.links[activity.id, number] = link
            if kept := decision.idempotency:
                self.tables.answers[kept.user, kept.key] = (kept, decision.receipt)

    def commit_locked(
        self,
        case_id: int,  # noqa: ARG002 - one lock guards them all
        decide: Callable[[StoreReader], Decision | Receipt],
    ) -> Decision | Receipt:
        """Decide and store while nobody else writes."""
        with self.tables.lock:
            decided = decide(self)
            if isinstance(decided, Decision):
                self.commit(decided)
            return decided

    def commit_all(self, decisions: Sequence[Decision]) -> list[Exception | None]:
        """Store several decisions, each of them all or nothing."""
        with self.tables.lock:
            return list(map(self._error, decisions))

    def _error(self, decision: Decision) -> Exception | None:
        try:
            self.commit(decision)
        except Exception as error:  # noqa: BLE001 - the next one is none the worse for it
            return error
        return None

    def _keep_customer_and_case(self, decision: Decision) -> None:
        customer, case, receipt = decision.customer, decision.case, decision.receipt
        if not receipt.customer_found:
            self.tables.customers[customer.id] = customer
            for key in customer.details.email_keys:
                self.tables.addresses[customer.department, key] = customer.id
        version = case.version + 1 if receipt.case_found else case.version
        self.tables.cases[case.id] = attrs.evolve(case, version=version)

    def _check(self, decision: Decision) -> None:
        if decision.directory_version != self._directory.snapshot().version:
            raise StaleDecision("the directory has changed")
        if decision.activity.id in self.tables.activities:
            raise StaleDecision("the activity is there already")
        self._check_customer(decision)
        self._check_case(decision.case, found=decision.receipt.case_found)
        self._check_idempotency(decision)

    def _check_customer(self, decision: Decision) -> None:
        customer, stored = decision.customer, self.tables.customers.get(decision.customer.id)
        if decision.receipt.customer_found:
            if stored is None or stored.version != customer.version:
                raise StaleDecision("the customer has changed")
            return
        keys = {(customer.department, key) for key in customer.details.email_keys}
        if stored is not None or keys & self.tables.addresses.keys():
            raise StaleDecision("the customer is there already")

    def _check_case(self, case: Case, *, found: bool) -> None:
        stored = self.tables.cases.get(case.id)
        if found and (stored is None or stored.version != case.version):
            raise StaleDecision("the case has changed")
        if not found and stored is not None:
            raise StaleDecision("the case is there already")

    def _check_idempotency(self, decision: Decision) -> None:
        key = decision.idempotency
        if key and self.replay(key.user, key.key, decision.audit.at):
            raise StaleDecision("the idempotency key is used")


def _in_reach(scope: Scope, query: FactsQuery) -> bool:
    return not query.departmentalised or scope == query.department


def _thread(activities: Sequence[Activity], customer: Customer | None) -> tuple[str, ...]:
    return tuple(
        each.message_id
        for each in activities
        if customer and each.customer_id == customer.id and each.message_id
    )


def _preference(customer: Customer, department: str) -> tuple[bool, bool, int]:
    # C1: the department's own first, then a shared one, then the lowest id.
    return (customer.department != department, customer.department is not None, customer.id)


def _holding_its_octets(activity: Activity) -> Activity:
    # Read before anything is kept: a content that fails leaves nothing behind, and one that
    # streams from elsewhere may be gone later.
    return attrs.evolve(activity, attachments=tuple(map(_held, activity.attachments)))


def _held(attachment: Attachment) -> Attachment:
    octets = b"".join(attachment.content.chunks())
    return attrs.evolve(attachment, content=InMemory(octets))
