"""What an OutboxAdmin must show and store for operators, and what Retention must forget."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from compose_core.decision import AuditEntry, SecureLink
from compose_core.delivery import (
    Backoff,
    Step,
    apply_action,
    begin_attempt,
    record_results,
    recover,
    release,
)
from compose_core.errors import NotFound, Unavailable
from compose_core.errors.exceptions import StaleDecision
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Change, JournalEntry, Mail, OutboxCounts, Result, Verdict
from compose_core.testing import builders
from compose_core.testing.contracts.outbox import MINUTE, NOON, UNTIL, claim, claim_due, send
from compose_core.testing.contracts.storage import Storage
from compose_core.testing.contracts.store import again, commit

LATER = NOON + timedelta(days=1)
CANCELLING = AuditEntry("cancel", "operator", NOON)


class OutboxAdminContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.fixture
    def applied(self, storage: Storage) -> Storage:
        """The store, with the site of the builders."""
        storage.site.apply(builders.site())
        return storage

    def test_an_empty_outbox_counts_nothing(self, applied: Storage) -> None:
        nothing = OutboxCounts(dict.fromkeys(DeliveryState, 0), None)
        assert applied.admin.counts(NOON) == nothing
        assert applied.admin.listed(frozenset(DeliveryState), 10) == ()
        assert applied.admin.mails(1) == ()

    def test_mails_are_listed_by_the_states_of_their_recipients(self, applied: Storage) -> None:
        for number in (1, 2, 3):
            send(applied, number)
        delivered = deliver(applied, Verdict.ACCEPTED).after
        waiting = frozenset({DeliveryState.QUEUED})
        assert ids(applied.admin.listed(waiting, 10)) == [2, 3]
        assert ids(applied.admin.listed(waiting, 1)) == [2]
        accepted = frozenset({DeliveryState.ACCEPTED})
        assert applied.admin.listed(accepted, 10) == (delivered,)
        assert ids(applied.admin.listed(waiting | accepted, 10)) == [1, 2, 3]
        assert applied.admin.listed(frozenset({DeliveryState.REFUSED}), 10) == ()

    def test_a_mail_is_listed_once_however_many_recipients_it_has(self, applied: Storage) -> None:
        send(applied, 1, cc=(Address.parse("kim@example.com"),))
        (mail,) = applied.admin.listed(frozenset({DeliveryState.QUEUED}), 10)
        assert [each.number for each in mail.recipients] == [0, 1]

    def test_every_attempt_is_in_the_journal_oldest_first(self, applied: Storage) -> None:
        send(applied, 1)
        first = deliver(applied, Verdict.DEFERRED, "451 later")
        second = deliver(applied, Verdict.REFUSED, "550 never", at=NOON + timedelta(days=1))
        ((mail, journal),) = applied.admin.mails(1)
        assert mail == second.after
        assert journal == (*first.log_entries(), *second.log_entries())
        assert [(entry.attempt, entry.reply) for entry in journal] == [
            (1, "451 later"),
            (2, "550 never"),
        ]
        assert journal[0] == JournalEntry(0, 1, NOON, DeliveryState.DEFERRED, "451 later")

    def test_an_operators_act_is_stored_with_its_audit_entry(self, applied: Storage) -> None:
        decided = send(applied, 1)
        change = released_by_operator(applied)
        applied.admin.amend([change], CANCELLING)
        assert applied.admin.mails(1)[0][0] == change.after
        assert applied.records.activities([1])[0].audit == (decided.audit, CANCELLING)

    def test_an_act_on_a_mail_that_has_changed_leaves_nothing(self, applied: Storage) -> None:
        decided = send(applied, 1)
        change = released_by_operator(applied)
        applied.admin.amend([change], CANCELLING)
        with pytest.raises(StaleDecision):
            applied.admin.amend([change], CANCELLING)
        assert applied.admin.mails(1)[0][0] == change.after
        assert applied.records.activities([1])[0].audit == (decided.audit, CANCELLING)

    def test_an_act_of_two_changes_of_a_mail_is_stored_whole(self, applied: Storage) -> None:
        decided = send(applied, 1)
        (mail,) = claim(applied, "dead")
        recovery = recover(mail, UNTIL)
        (cancelled,) = apply_action([recovery.after], Step.CANCEL, UNTIL)
        applied.admin.amend([recovery, cancelled], CANCELLING)
        assert applied.admin.mails(1) == ((cancelled.after, ()),)
        assert applied.records.activities([1])[0].audit == (decided.audit, CANCELLING)
        with pytest.raises(StaleDecision):
            applied.admin.amend([recovery, cancelled], CANCELLING)

    def test_recipients_are_counted_by_their_states(self, applied: Storage) -> None:
        send(applied, 1, cc=(Address.parse("kim@example.com"),))
        send(applied, 2)
        send(applied, 3, created=NOON + MINUTE)
        deliver(applied, Verdict.ACCEPTED)
        counts = applied.admin.counts(NOON)
        assert counts.oldest_due == NOON
        assert {state: n for state, n in counts.states.items() if n} == {
            DeliveryState.ACCEPTED: 2,
            DeliveryState.QUEUED: 2,
        }
        assert set(counts.states) == set(DeliveryState)

    def test_recipients_who_get_no_mail_are_counted_as_kept(self, applied: Storage) -> None:
        own = again(1, cc=(Address.parse("kim@example.com"),))
        commit(applied, own, messages=(), kept=own.recipients)
        assert applied.admin.counts(NOON).states[DeliveryState.KEPT] == 2


class RetentionContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.fixture
    def applied(self, storage: Storage) -> Storage:
        """The store, with the site of the builders."""
        storage.site.apply(builders.site())
        return storage

    def test_what_is_done_and_old_is_forgotten_a_batch_at_a_time(self, applied: Storage) -> None:
        for number in (1, 2, 3):
            send(applied, number)
        mails = [deliver(applied, Verdict.ACCEPTED).after for _ in range(3)]
        assert [applied.retention.purge(UNTIL, 2) for _ in range(3)] == [2, 1, 0]
        for mail in mails:
            assert applied.admin.mails(mail.activity_id) == ((mail, ()),)
            with pytest.raises(NotFound):
                applied.outbox.outgoing(mail)
        assert len(applied.records.activities([1, 2, 3])) == 3

    def test_what_is_young_stays(self, applied: Storage) -> None:
        send(applied, 1)
        mail = deliver(applied, Verdict.ACCEPTED).after
        assert applied.retention.purge(NOON, 10) == 0
        assert applied.outbox.outgoing(mail).letter.subject == "Your question"

    @pytest.mark.parametrize("verdict", [Verdict.DEFERRED, Verdict.UNCERTAIN])
    def test_what_is_not_done_stays(self, applied: Storage, verdict: Verdict) -> None:
        send(applied, 1)
        mail = deliver(applied, verdict).after
        assert applied.retention.purge(UNTIL, 10) == 0
        assert applied.outbox.outgoing(mail).letter.subject == "Your question"

    @pytest.mark.parametrize("secure", [False, True])
    def test_files_are_forgotten_when_nothing_needs_them(
        self, applied: Storage, *, secure: bool
    ) -> None:
        own = with_file(1, secure=secure)
        links = tuple(SecureLink(each, NOON + MINUTE) for each in own.recipients if secure)
        commit(applied, own, links=links)
        assert applied.retention.purge_files(LATER, 10) == 0
        deliver(applied, Verdict.ACCEPTED)
        assert applied.retention.purge_files(LATER, 10) == 0
        assert applied.retention.purge(LATER, 10) == 1
        assert applied.retention.purge_files(NOON, 10) == 0
        before_the_link_ended = applied.retention.purge_files(NOON + MINUTE / 2, 10)
        assert before_the_link_ended == (0 if secure else 1)
        assert applied.retention.purge_files(LATER, 10) == 1 - before_the_link_ended
        assert applied.retention.purge_files(LATER, 10) == 0
        [file] = applied.records.activities([1])[0].activity.attachments
        assert (file.file_name, file.content.size) == ("a.txt", 9)
        with pytest.raises((NotFound, Unavailable)):
            list(file.content.chunks())

    def test_files_are_forgotten_a_batch_at_a_time(self, applied: Storage) -> None:
        for number in (1, 2, 3):
            own = with_file(number)
            commit(applied, own, messages=(), kept=own.recipients)
        assert [applied.retention.purge_files(LATER, 2) for _ in range(3)] == [2, 1, 0]

    def test_files_of_drafts_and_of_what_is_not_done_stay(self, applied: Storage) -> None:
        draft = with_file(1, status=ActivityStatus.DRAFT, message_id="")
        commit(applied, draft, messages=())
        commit(applied, with_file(2))
        deliver(applied, Verdict.UNCERTAIN)
        assert applied.retention.purge(LATER, 10) == 0
        assert applied.retention.purge_files(LATER, 10) == 0
        for record in applied.records.activities([1, 2]):
            assert b"".join(record.activity.attachments[0].content.chunks()) == b"important"

    def test_the_mails_of_a_message_id_are_found(self, applied: Storage) -> None:
        first, _ = send(applied, 1), send(applied, 2)
        found = applied.retention.mails_of_message(first.activity.message_id)
        assert found == (applied.admin.mails(1)[0][0],)
        assert applied.retention.mails_of_message("<unknown@example.com>") == ()


def with_file(number: int, **members: Any) -> Activity:
    """An activity of its own case and customer, with a file."""
    own = {"case_id": number, "customer_id": number, "to": Address.parse(f"p{number}@example.com")}
    file = Attachment("text/plain", "a.txt", InMemory(b"important"))
    return again(number, attachments=(file,), **own, **members)


def deliver(storage: Storage, verdict: Verdict, reply: str = "", at: datetime = NOON) -> Change:
    """The last change of the first due mail, handed over with one result for all recipients."""
    (claimed,) = claim_due(storage.outbox, at, at + MINUTE, ["token"])
    over = begin_attempt(claimed.after, at, at + MINUTE)
    results = [Result(verdict, reply)] * len(over.after.recipients)
    last = record_results(over.after, results, at, Backoff(), 0.5)
    storage.outbox.write([over, last])
    return last


def released_by_operator(storage: Storage) -> Change:
    """A change of the one mail that there is."""
    (mail,) = claim(storage, "a")
    return release(mail, NOON)


def ids(mails: tuple[Mail, ...]) -> list[int]:
    """The activities that mails belong to."""
    return [mail.activity_id for mail in mails]
