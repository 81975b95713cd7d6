"""Whatever fails, and wherever: a send is stored whole or not at all."""

from datetime import timedelta
from itertools import count

import pytest

from compose_adapters.sql import Database
from compose_core.decision import Decision, SecureLink
from compose_core.model.activity import Recipient
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.delivery import Visibility
from compose_core.model.site import Site
from compose_core.testing import builders, decisions
from compose_core.testing.contracts import Storage
from compose_core.testing.contracts.records import full_activity, full_customer
from counting import rows_of
from statements import Planted, watched
from storages import sql_storage


def everything(storage: Storage) -> Decision:
    """A decision that writes to every table that a send can write to."""
    file = Attachment("text/plain", "a.txt", InMemory(b"x" * 300_000))
    own = full_activity()
    link = SecureLink(
        Recipient(Address.parse(builders.CUSTOMER), Visibility.TO),
        builders.NOON + timedelta(days=90),
    )
    with_file = decisions.activity(attachments=(file,), cc=own.cc, bcc=own.bcc)
    return decisions.decision(
        with_file,
        version=storage.directory.snapshot().version,
        customer=full_customer(),
        links=(link,),
        idempotency=decisions.idempotency(),
    )


@pytest.mark.rule("A2", "A3", "A5", "A6")
def test_the_nth_statement_fails_for_every_n_and_nothing_is_stored(database: Database) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    storage.store.facts(decisions.query())
    decided = everything(storage)
    before = rows_of(database)
    for number in count(1):
        with watched(database, failing=number):
            try:
                storage.store.commit(decided)
            except Planted:
                assert rows_of(database) == before
                continue
        break
    after = rows_of(database)
    grown = {name for name in after if after[name] > before[name]}
    assert grown == {
        "activities",
        "attachment_chunks",
        "attachments",
        "audit",
        "cases",
        "contact_persons",
        "contact_points",
        "customer_addresses",
        "customers",
        "deliveries",
        "idempotency_keys",
        "letters",
        "mails",
        "secure_links",
    }
    assert number > len(grown)


def test_the_nth_statement_of_a_site_fails_and_the_old_site_stands(database: Database) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    before, version = rows_of(database), storage.directory.snapshot().version
    for number in count(1):
        with watched(database, failing=number):
            try:
                storage.site.apply(Site())
            except Planted:
                assert storage.directory.snapshot().version == version
                assert storage.directory.snapshot().user(builders.AGENT) == builders.agent()
                assert rows_of(database) == before
                continue
        break
    assert storage.directory.snapshot().version != version


def test_a_common_send_takes_few_statements(database: Database) -> None:
    storage = sql_storage(database)
    storage.site.apply(builders.site())
    first = decisions.decision(version=storage.directory.snapshot().version)
    storage.store.commit(first)
    second = decisions.decision(
        decisions.activity(2),
        version=storage.directory.snapshot().version,
        known_customer=first.customer,
        known_case=first.case,
    )
    with watched(database) as watch:
        storage.store.commit(second)
    words = [statement.split()[0] for statement in watch.seen]
    written = [word for word in words if word != "BEGIN"]
    assert written == ["SELECT", "UPDATE", "INSERT", "INSERT", "INSERT", "INSERT", "INSERT"]
