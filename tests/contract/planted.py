"""Adapters with one fault each; every contract finds its own (`test_planted` runs them).

A class is named after its fault.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from time import sleep

import attrs
import pytest

from compose_adapters.html import text_from_html
from compose_adapters.memory import (
    MemoryEvents,
    MemoryIds,
    MemoryLoginAttempts,
    MemoryOutbox,
    MemoryRecords,
    MemorySecureLinks,
    MemorySessions,
    MemorySite,
    MemoryStore,
)
from compose_adapters.system import FirstOctetsScanner
from compose_core.decision import AuditEntry, Decision, Receipt
from compose_core.errors.exceptions import LeaseLost
from compose_core.events import Event
from compose_core.facts import FactsQuery, Scan, StoredFacts
from compose_core.letter import Envelope, Letter
from compose_core.model.activity import Activity
from compose_core.model.attachment import Attachment
from compose_core.model.customer import Customer
from compose_core.model.session import AttemptLimit, Session, SessionTerms
from compose_core.model.site import Site
from compose_core.outbox import Allowance, Change, Result, Verdict
from compose_core.ports import (
    Credentials,
    Events,
    HtmlSanitiser,
    LoginAttempts,
    Mailer,
    ReadScope,
    Scanner,
    SecureLinks,
    Sessions,
    StoreReader,
    TextFromHtml,
)
from compose_core.ports.clock import Clock
from compose_core.ports.ids import IdKind, Ids
from compose_core.ports.random import Random
from compose_core.records import ActivityRecord, CaseRecord
from compose_core.testing import builders
from compose_core.testing import contracts as c
from compose_core.testing.clock import StoppedClock
from storages import memory_storage


class TestClockOfThisPlace(c.ClockContract):
    class Wrong(StoppedClock):
        def now(self) -> datetime:
            return builders.NOON.replace(tzinfo=None)

    @pytest.fixture
    def clock(self) -> Clock:
        return self.Wrong()


class TestIdsOfOneCounterForAllKinds(c.IdsContract):
    class Wrong(MemoryIds):
        def next(self, _kind: IdKind) -> int:
            return super().next(IdKind.CASE)

    @pytest.fixture
    def ids(self) -> Ids:
        return self.Wrong()


class TestRandomOfFewBits(c.RandomContract):
    class Wrong:
        def token(self) -> str:
            return "0" * 43

    @pytest.fixture
    def random(self) -> Random:
        return self.Wrong()


class TestScannerThatBelievesTheName(c.ScannerContract):
    class Wrong(FirstOctetsScanner):
        def scan(self, attachment: Attachment) -> Scan:
            return Scan() if attachment.file_name.endswith(".png") else super().scan(attachment)

    @pytest.fixture
    def scanner(self) -> Scanner:
        return self.Wrong()


class TestTextThatForgetsTheLinks(c.TextFromHtmlContract):
    class Wrong:
        def text_from(self, html: str) -> str:
            return text_from_html(html.replace("href", "was"))

    @pytest.fixture
    def text_from_html(self) -> TextFromHtml:
        return self.Wrong()


class TestSanitiserThatKnowsScriptsAlone(c.HtmlSanitiserContract):
    class Wrong:
        def sanitise(self, html: str) -> str:
            return html.replace("<script", "").replace("</script", "")

    @pytest.fixture
    def sanitiser(self) -> HtmlSanitiser:
        return self.Wrong()


class TestEventsThatFailTheCaller(c.EventsContract):
    class Wrong(MemoryEvents):
        def happened(self, _event: Event) -> None:
            raise OSError("the disk is full")

    @pytest.fixture
    def events(self) -> Events:
        return self.Wrong()


class TestMailerOfOneResult(c.MailerContract):
    class Wrong:
        def allowance(self) -> Allowance:
            return Allowance(1)

        def send(self, _letter: Letter, _envelope: Envelope, _within: timedelta) -> tuple[Result]:
            return (Result(Verdict.ACCEPTED, "250"),)

    @pytest.fixture
    def mailer(self) -> Mailer:
        return self.Wrong()


class TestStoreThatTakesAnyCustomer(c.StoreContract):
    class Wrong(MemoryStore):
        def facts(self, query: FactsQuery) -> StoredFacts:
            return super().facts(attrs.evolve(query, department="", departmentalised=False))

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_store(self.Wrong)


class TestStoreThatFindsEveryCase(c.StoreContract):
    class Wrong(MemoryStore):
        def facts(self, query: FactsQuery) -> StoredFacts:
            everywhere = frozenset({"service", "sales", "billing"})
            return super().facts(attrs.evolve(query, departments=everywhere))

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_store(self.Wrong)


class TestStoreThatLooksAtNoDirectory(c.StoreRefusalContract):
    class Wrong(MemoryStore):
        def commit(self, decision: Decision) -> None:
            version = self._directory.snapshot().version
            super().commit(attrs.evolve(decision, directory_version=version))

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_store(self.Wrong)


class TestStoreThatForgetsKeys(c.StoreConcurrencyContract):
    class Wrong(MemoryStore):
        def commit(self, decision: Decision) -> None:
            super().commit(attrs.evolve(decision, idempotency=None))

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_store(self.Wrong)


class TestCaseLockThatLocksNothing(c.CaseLockStoreContract):
    class Wrong(MemoryStore):
        def commit_locked(
            self, _case_id: int, decide: Callable[[StoreReader], Decision | Receipt]
        ) -> Decision | Receipt:
            decided = decide(self)
            if isinstance(decided, Decision):
                sleep(0.01)
                self.commit(decided)
            return decided

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_store(self.Wrong)


class TestStoreWhoseThreadFollowsTheIds(c.StoreContract):
    class Wrong(MemoryStore):
        def facts(self, query: FactsQuery) -> StoredFacts:
            found = super().facts(query)
            thread = sorted(found.thread, key=lambda each: int(each[1:].split(".")[0]))
            return attrs.evolve(found, thread=tuple(thread))

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_store(self.Wrong)


class TestOutboxThatWritesOnceOnly(c.OutboxContract):
    class Wrong(MemoryOutbox):
        def write(self, changes: Sequence[Change]) -> None:
            stored = [self._stored(each.after) for each in changes]
            if changes[-1].after in stored and not changes[-1].after.lease:
                raise LeaseLost([(changes[-1].after.activity_id, changes[-1].after.index)])
            super().write(changes)

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_outbox(self.Wrong)


class TestGroupStoreThatIsAllOrNothing(c.GroupStoreContract):
    class Wrong(MemoryStore):
        def commit_all(self, decisions: Sequence[Decision]) -> list[Exception | None]:
            found = super().commit_all(decisions)
            return [next(filter(None, found), None)] * len(found)

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_store(self.Wrong)


class TestRecordsThatLoseFractionsOfSeconds(c.RecordsContract):
    class Wrong(MemoryRecords):
        def _record(self, activity: Activity, scope: ReadScope | None) -> ActivityRecord:
            found = super()._record(activity, scope)
            created = found.activity.created.replace(microsecond=0)
            return attrs.evolve(found, activity=attrs.evolve(found.activity, created=created))

    @pytest.fixture
    def storage(self) -> c.Storage:
        right = memory_storage()
        tables = right.store.tables  # type: ignore[attr-defined]  # the memory's own store has them
        return attrs.evolve(right, records=self.Wrong(tables))


class TestRecordsThatKnowNoScope(c.ReadScopeContract):
    class Wrong(MemoryRecords):
        def activities(
            self, ids: Iterable[int], _scope: ReadScope | None = None
        ) -> tuple[ActivityRecord, ...]:
            return super().activities(ids)

        def case(self, case_id: int, _scope: ReadScope | None = None) -> CaseRecord | None:
            return super().case(case_id)

        def customer(self, customer_id: int, _scope: ReadScope | None = None) -> Customer | None:
            return super().customer(customer_id)

    @pytest.fixture
    def storage(self) -> c.Storage:
        right = memory_storage()
        tables = right.store.tables  # type: ignore[attr-defined]  # the memory's own store has them
        return attrs.evolve(right, records=self.Wrong(tables))


class TestSiteThatKeepsItsVersion(c.SiteContract):
    class Wrong(MemorySite):
        def apply(self, site: Site) -> None:
            super().apply(site)
            self._snapshot = attrs.evolve(self._snapshot, version="1")

    @pytest.fixture
    def storage(self) -> c.Storage:
        site = self.Wrong()
        right = memory_storage()
        return attrs.evolve(right, site=site, directory=site)


class TestSitesOfTwoProcessesApart(c.SharedSiteContract):
    @pytest.fixture
    def storage(self) -> c.Storage:
        return memory_storage()

    @pytest.fixture
    def elsewhere(self) -> c.Storage:
        return memory_storage()


class TestOutboxWithoutFence(c.OutboxContract):
    class Wrong(MemoryOutbox):
        def write(self, changes: Sequence[Change]) -> None:
            self._store(changes)

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_outbox(self.Wrong)


class TestDeskThatLeavesNoTrace(c.OutboxAdminContract):
    class Wrong(MemoryOutbox):
        def amend(self, changes: Sequence[Change], audit: AuditEntry) -> None:
            super().amend(changes, audit)
            self._tables.audit[changes[0].before.activity_id].remove(audit)

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_outbox(self.Wrong)


class TestRetentionThatForgetsWhatIsOpen(c.RetentionContract):
    class Wrong(MemoryOutbox):
        def purge(self, before: datetime, limit: int) -> int:
            old = [n for n, m in self._tables.mails.items() if m.queued < before][:limit]
            return sum(self._tables.messages.pop(name, None) is not None for name in old)

    @pytest.fixture
    def storage(self) -> c.Storage:
        return with_outbox(self.Wrong)


class TestLinksThatNeverExpire(c.SecureLinksContract):
    class Wrong(MemorySecureLinks):
        def open(self, token_hash: str, audit: AuditEntry) -> Activity | None:
            return super().open(token_hash, attrs.evolve(audit, at=builders.NOON))

    @pytest.fixture
    def storage(self) -> c.Storage:
        right = memory_storage()
        tables = right.store.tables  # type: ignore[attr-defined]  # the memory's own store has them
        wrong: SecureLinks = self.Wrong(tables)
        return attrs.evolve(right, links=wrong)


class TestSessionsWithoutNumber(c.SessionsContract):
    class Wrong(MemorySessions):
        def open(self, session: Session, terms: SessionTerms, *, force: bool) -> bool:
            return super().open(session, attrs.evolve(terms, most=1000), force=force)

    @pytest.fixture
    def sessions(self) -> Sessions:
        return self.Wrong()


class TestAttemptsThatAreForgiven(c.LoginAttemptsContract):
    class Wrong(MemoryLoginAttempts):
        def begin(self, limits: Sequence[AttemptLimit], now: datetime, stretch: timedelta) -> bool:
            return super().begin(limits[:0], now, stretch)

    @pytest.fixture
    def attempts(self) -> LoginAttempts:
        return self.Wrong()


class TestCredentialsForNobody(c.CredentialsContract):
    class Wrong:
        def password_hash(self, _login: str) -> str | None:
            return c.CredentialsContract.HASH

        def some_password_hash(self) -> str | None:
            return c.CredentialsContract.HASH

    @pytest.fixture
    def credentials(self) -> Credentials:
        return self.Wrong()


def with_store(wrong: type[MemoryStore]) -> c.Storage:
    """A storage in memory whose store is another."""
    site = MemorySite()
    store = wrong(site)
    return attrs.evolve(
        memory_storage(),
        store=store,
        records=MemoryRecords(store.tables),
        site=site,
        directory=site,
    )


def with_outbox(wrong: type[MemoryOutbox]) -> c.Storage:
    """A storage in memory whose outbox is another."""
    right = memory_storage()
    outbox = wrong(right.store.tables)  # type: ignore[attr-defined]  # the memory's own store has them
    return attrs.evolve(right, outbox=outbox, admin=outbox, retention=outbox)
