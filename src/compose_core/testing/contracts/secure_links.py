"""What SecureLinks must open, and what not (section 7)."""

from datetime import datetime, timedelta

import pytest

from compose_core.model.activity import Recipient
from compose_core.model.address import Address
from compose_core.model.delivery import Visibility
from compose_core.ports import AuditEntry, Decision, SecureLink
from compose_core.testing import builders
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
        assert audit_of(applied) == (kept.audit, opening(), opening())

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


def keep(storage: Storage) -> Decision:
    """Store a secure message with two links."""
    own = again(1, secure=True, message_id="")
    links = tuple(
        SecureLink(token, Recipient(Address.parse(builders.CUSTOMER), Visibility.TO), EXPIRES)
        for token in (HASH, OTHER)
    )
    return commit(storage, own, messages=(), kept=own.recipients, links=links)


def opening(at: datetime = builders.NOON) -> AuditEntry:
    """The entry of a recipient's opening."""
    return AuditEntry("open", "recipient", at)


def audit_of(storage: Storage) -> tuple[AuditEntry, ...]:
    """The audit of the first activity."""
    return storage.records.activities([1])[0].audit
