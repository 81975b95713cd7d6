"""What SecureLinks must open, and what not (section 7)."""

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from compose_core.decision import AuditEntry, Decision, SecureLink
from compose_core.delivery import queue_mails
from compose_core.model.address import Address
from compose_core.secure import later_openings
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.concurrency import THREADS, at_once
from compose_core.testing.contracts.storage import Storage
from compose_core.testing.contracts.store import again, commit

HASH, OTHER = "a" * 64, "b" * 64
EXPIRES = builders.NOON + timedelta(days=90)


class SecureLinksContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.fixture
    def applied(self, storage: Storage) -> Storage:
        """The store, with the site of the builders."""
        storage.site.apply(builders.site())
        return storage

    def test_a_link_opens_its_message_as_often_as_wanted(self, applied: Storage) -> None:
        kept = keep(applied)
        opened = [applied.links.open(HASH, opening()) for _ in range(2)]
        assert opened == [kept.activity, kept.activity]

    def test_a_committed_link_opens_nothing_before_it_was_handed_over(
        self, applied: Storage
    ) -> None:
        own = again(1, secure=True, message_id="")
        links = (SecureLink(own.recipients[0], EXPIRES),)
        commit(applied, own, links=links)
        for token in ("", HASH, OTHER):
            assert applied.links.open(token, opening()) is None

    def test_every_hand_over_of_a_mail_has_a_token_that_opens_it(self, applied: Storage) -> None:
        kept = keep(applied)
        again_handed = ["c" * 64, "d" * 64]
        for token in again_handed:
            applied.outbox.add_link_token(queue_mails(kept)[0], token)
        opened = [applied.links.open(token, opening()) for token in (HASH, *again_handed)]
        assert opened == [kept.activity] * 3

    @pytest.mark.parametrize("times", [1, 2, 40])
    def test_openings_leave_two_entries_a_recipient_however_many_there_are(
        self, applied: Storage, times: int
    ) -> None:
        kept = keep(applied)
        moments = [builders.NOON + timedelta(minutes=minute) for minute in range(2 * times)]
        for number, at in enumerate(moments):
            applied.links.open((HASH, OTHER)[number % 2], opening(at))
        firsts = tuple(map(opening, moments[:2]))
        lasts = tuple(later_openings(times, at) for at in moments[-2:]) if times > 1 else ()
        assert audit_of(applied) == (kept.audit, *firsts, *lasts)

    def test_openings_of_one_link_at_once_are_all_counted(self, applied: Storage) -> None:
        kept = keep(applied)
        at_once(lambda _: applied.links.open(HASH, opening()))
        assert audit_of(applied) == (
            kept.audit,
            opening(),
            later_openings(THREADS, builders.NOON),
        )

    def test_what_is_made_of_the_html_is_kept_for_later_openings(self, applied: Storage) -> None:
        kept = keep(applied)
        applied.links.keep_safe_html(1, "<p>safe</p>")
        safe = attrs.evolve(kept.activity, safe_html="<p>safe</p>")
        assert applied.links.open(HASH, opening()) == safe

    def test_html_that_was_sanitised_before_it_was_kept_stays_so(self, applied: Storage) -> None:
        kept = keep(applied, safe_html="<p>safe</p>")
        assert applied.links.open(HASH, opening()) == kept.activity
        assert kept.activity.safe_html == "<p>safe</p>"

    def test_a_link_that_was_withdrawn_opens_nothing_when_its_mail_is_handed_over_again(
        self, applied: Storage
    ) -> None:
        kept = keep(applied)
        applied.links.withdraw(1, AuditEntry("withdraw", "operator", builders.NOON))
        applied.outbox.add_link_token(queue_mails(kept)[0], "c" * 64)
        assert applied.links.open("c" * 64, opening()) is None

    def test_a_link_that_is_not_there_opens_nothing(self, applied: Storage) -> None:
        kept = keep(applied)
        assert applied.links.open(OTHER[:-1] + "c", opening()) is None
        assert applied.links.open("", opening()) is None
        assert audit_of(applied) == (kept.audit,)

    def test_a_link_opens_until_it_expires(self, applied: Storage) -> None:
        kept = keep(applied)
        last = opening(EXPIRES - timedelta(microseconds=1))
        assert applied.links.open(HASH, last) == kept.activity
        assert applied.links.open(HASH, opening(EXPIRES)) is None
        assert audit_of(applied) == (kept.audit, last)

    def test_withdrawn_links_open_nothing(self, applied: Storage) -> None:
        kept = keep(applied)
        act = AuditEntry("withdraw", "operator", builders.NOON)
        assert applied.links.withdraw(1, act) == 2
        assert applied.links.open(HASH, opening()) is None
        assert applied.links.open(OTHER, opening()) is None
        assert applied.links.withdraw(1, act) == 0
        assert audit_of(applied) == (kept.audit, act)

    def test_the_links_of_other_messages_stay(self, applied: Storage) -> None:
        kept = keep(applied)
        act = AuditEntry("withdraw", "operator", builders.NOON)
        assert applied.links.withdraw(2, act) == 0
        assert applied.links.open(HASH, opening()) == kept.activity


def keep(storage: Storage, **members: Any) -> Decision:
    """Store a secure message with two links, each of which was handed over once."""
    own = again(1, secure=True, message_id="", cc=(Address.parse("kim@example.com"),), **members)
    messages = tuple(
        attrs.evolve(decisions.message(own), recipients=(each,)) for each in own.recipients
    )
    links = tuple(SecureLink(each, EXPIRES) for each in own.recipients)
    kept = commit(storage, own, messages=messages, links=links)
    for mail, token_hash in zip(queue_mails(kept), (HASH, OTHER), strict=True):
        storage.outbox.add_link_token(mail, token_hash)
    return kept


def opening(at: datetime = builders.NOON) -> AuditEntry:
    """The entry of a recipient's opening."""
    return AuditEntry("open", "recipient", at)


def audit_of(storage: Storage) -> tuple[AuditEntry, ...]:
    """The audit of the first activity."""
    return storage.records.activities([1])[0].audit
