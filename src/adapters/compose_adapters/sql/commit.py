"""The one transaction of a send: everything of a decision, or nothing.

`write_decision` checks the versions that the decision rests on, writes its rows, keeps the answer
under its idempotency key for 24 hours (A5), and queues its mails.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from compose_adapters.sql.attachments import write_attachments
from compose_adapters.sql.compiled_statements import CompiledStatement, insert_into
from compose_adapters.sql.customer_rows import customer_row, person_rows, point_rows
from compose_adapters.sql.failures import is_taken
from compose_adapters.sql.rows import (
    Departments,
    Row,
    activity_row,
    case_row,
    letter_row,
    to_json_column,
)
from compose_adapters.sql.site.version import SHARED_TURN, VERSION, version_of
from compose_adapters.sql.tables import (
    activities,
    audit,
    cases,
    contact_persons,
    contact_points,
    customer_addresses,
    customers,
    deliveries,
    idempotency_keys,
    letters,
    mails,
    partition,
    secure_links,
)
from compose_core.decision import AuditEntry, Decision, Idempotency, Receipt, SecureLink
from compose_core.delivery import queue_mails
from compose_core.errors.exceptions import StaleDecision
from compose_core.model.activity import Activity, Recipient
from compose_core.model.attachment import Attachment
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Mail

# All of them lock what they read where the database knows row locks, so that neither the directory
# nor the customer changes between this look and the end of the transaction.
_SITE = sa.select(*VERSION)
_DIRECTORY = {
    "sqlite": CompiledStatement(_SITE),
    "postgresql": CompiledStatement(
        _SITE.join_from(partition, SHARED_TURN, sa.true()).with_for_update(read=True, of=partition)
    ),
}
_SITE_AND_CUSTOMER = sa.select(*VERSION, customers.c.version.label("customer"))
_OF_CUSTOMER = customers.c.id == sa.bindparam("customer")
_DIRECTORY_AND_CUSTOMER = {
    "sqlite": CompiledStatement(_SITE_AND_CUSTOMER.join_from(partition, customers, _OF_CUSTOMER)),
    "postgresql": CompiledStatement(
        _SITE_AND_CUSTOMER.join_from(partition, SHARED_TURN, sa.true())
        .join(customers, _OF_CUSTOMER)
        .with_for_update(read=True, of=[partition, customers])
    ),
}
_INSERT_CUSTOMER = insert_into(customers)
_INSERT_PERSONS = insert_into(contact_persons)
_INSERT_POINTS = insert_into(contact_points)
_INSERT_ADDRESSES = insert_into(customer_addresses)
_INSERT_CASE = insert_into(cases)
_UPDATE_CASE = CompiledStatement(
    sa.update(cases)
    .where(cases.c.id == sa.bindparam("case"), cases.c.version == sa.bindparam("read"))
    .values(status=sa.bindparam("now"), version=cases.c.version + 1)
)
_LOCK_CASE = CompiledStatement(
    sa.select(cases.c.version).where(cases.c.id == sa.bindparam("case")).with_for_update()
)
_INSERT_ACTIVITY = insert_into(activities)
_INSERT_LINKS = insert_into(secure_links)
_INSERT_AUDIT = insert_into(audit)


def write_decision(connection: sa.Connection, departments: Departments, decision: Decision) -> None:
    """Store a decision inside the transaction that is open.

    Raises:
        StaleDecision: a fact that it rests on has changed; the transaction must be undone.
    """
    # Locks are taken in one order everywhere, that of `lock_case` too: site and customer, case,
    # key, addresses. So no two sends wait for each other.
    _check_versions(connection, decision)
    _update_case(connection, decision)
    if decision.idempotency:
        record_answer(connection, decision.idempotency, decision.receipt, decision.audit.at)
    _write_customer(connection, departments, decision)
    _insert_case(connection, departments, decision)
    _insert_activity(connection, departments, decision)
    activity = decision.activity
    files = list(_files(decision))
    write_attachments(connection, activity.id, files)
    queue(connection, decision, [file for file, _ in files])
    if decision.links:
        _INSERT_LINKS.write_all(connection, [_link(activity, each) for each in decision.links])
    write_audit(connection, activity.id, decision.audit)


def lock_case(connection: sa.Connection, case_id: int) -> None:
    """Lock a case until the transaction ends, if there is one of that id."""
    _DIRECTORY[connection.dialect.name].first(connection, {})
    _LOCK_CASE.first(connection, {"case": case_id})


def is_stored(connection: sa.Connection, departments: Departments, decision: Decision) -> bool:
    """Find out whether a decision was stored, waiting for a transaction that may yet store it.

    The transaction that is open here must be undone afterwards.
    """
    try:
        # An insert, not a look: it waits for whoever has inserted the id and not yet committed.
        _insert_activity(connection, departments, decision)
    except sa.exc.IntegrityError as error:
        # Another constraint: its case or its customer is not there, so it is not there itself.
        return is_taken(error)
    return False


def write_audit(connection: sa.Connection, activity_id: int, entry: AuditEntry) -> None:
    """Add an audit entry of an activity (A6)."""
    row = {"activity_id": activity_id, "act": entry.act, "actor": entry.actor}
    _INSERT_AUDIT.write(connection, row | {"at": entry.at, "detail": entry.detail})


def _check_versions(connection: sa.Connection, decision: Decision) -> None:
    if not decision.receipt.customer_found:
        row = _DIRECTORY[connection.dialect.name].first(connection, {})
    else:
        statement = _DIRECTORY_AND_CUSTOMER[connection.dialect.name]
        row = statement.first(connection, {"customer": decision.customer.id})
        if row is None or row.customer != decision.customer.version:
            raise StaleDecision("the customer has changed")
    if row is None or version_of(row) != decision.directory_version:
        raise StaleDecision("the directory has changed")


def _write_customer(
    connection: sa.Connection, departments: Departments, decision: Decision
) -> None:
    if decision.receipt.customer_found:
        return
    customer = decision.customer
    scope = departments.scope(connection, customer.department)
    own = None if customer.department is None else scope
    _INSERT_CUSTOMER.write(connection, customer_row(customer, own))
    # In one order everywhere, so that no two sends wait for each other's addresses.
    addresses = [
        {"key": key, "scope": scope, "customer_id": customer.id}
        for key in sorted(customer.details.email_keys)
    ]
    _INSERT_ADDRESSES.write_all(connection, addresses)
    _INSERT_PERSONS.write_all(connection, person_rows(customer))
    _INSERT_POINTS.write_all(connection, point_rows(customer))


def _update_case(connection: sa.Connection, decision: Decision) -> None:
    case = decision.case
    if not decision.receipt.case_found:
        return
    moved = {"case": case.id, "read": case.version, "now": case.status.value}
    if _UPDATE_CASE.write(connection, moved) != 1:
        raise StaleDecision("the case has changed")


def _insert_case(connection: sa.Connection, departments: Departments, decision: Decision) -> None:
    if not decision.receipt.case_found:
        department = departments.id(connection, decision.case.department)
        _INSERT_CASE.write(connection, case_row(decision.case, department))


def _insert_activity(
    connection: sa.Connection, departments: Departments, decision: Decision
) -> None:
    department = departments.id(connection, decision.activity.department)
    # The version that this commit gives the case: the activities of a case are stored in its order.
    place = decision.case.version + 1 if decision.receipt.case_found else decision.case.version
    row = activity_row(decision.activity, department)
    _INSERT_ACTIVITY.write(connection, row | {"case_version": place})


def _files(decision: Decision) -> Iterator[tuple[Attachment, bool]]:
    """The activity's files, and those that only a mail encloses."""
    known = {id(each.content) for each in decision.activity.attachments}
    yield from ((each, True) for each in decision.activity.attachments)
    for message in decision.messages:
        for enclosure in message.letter.enclosures:
            if id(enclosure.content) not in known:
                known.add(id(enclosure.content))
                described = (enclosure.content_type, enclosure.file_name)
                yield Attachment(*described, enclosure.content), False


def _link(activity: Activity, link: SecureLink) -> dict[str, Any]:
    return {
        "activity_id": activity.id,
        "number": activity.recipients.index(link.recipient),
        "expires": link.expires,
        "openings": 0,
        "last_opened": None,
    }


_COLUMNS = ("fingerprint", "expires", "receipt")
_KEY = ["login", "key"]
_ROW: dict[str, sa.BindParameter[Any]] = {
    column.name: sa.bindparam(column.name) for column in idempotency_keys.columns
}


def _upsert(insert: sqlite.Insert | postgresql.Insert) -> ReturningInsert[Any]:
    # A key whose time is over is free, though its row may still be there.
    return insert.on_conflict_do_update(
        index_elements=_KEY,
        set_={name: insert.excluded[name] for name in _COLUMNS},
        where=idempotency_keys.c.expires <= sa.bindparam("now"),
    ).returning(idempotency_keys.c.key)


_RECORD_ANSWER = {
    "sqlite": CompiledStatement(_upsert(sqlite.insert(idempotency_keys).values(_ROW))),
    "postgresql": CompiledStatement(_upsert(postgresql.insert(idempotency_keys).values(_ROW))),
}


def record_answer(
    connection: sa.Connection, key: Idempotency, receipt: Receipt, now: datetime
) -> None:
    """Keep an answer under its key, inside the transaction that is open.

    A second caller waits here until the first has come to its end.

    Raises:
        StaleDecision: another answer is kept under the key.
    """
    row = {
        "login": key.user,
        "key": key.key,
        "fingerprint": key.fingerprint,
        "expires": key.expires,
        "receipt": to_json_column(receipt),
    }
    statement = _RECORD_ANSWER[connection.dialect.name]
    if statement.first(connection, row | {"now": now}) is None:
        raise StaleDecision("the idempotency key is used")


_INSERT_MAILS = insert_into(mails)
_INSERT_LETTERS = insert_into(letters)
_INSERT_DELIVERIES = insert_into(deliveries)


def queue(connection: sa.Connection, decision: Decision, files: Sequence[Attachment]) -> None:
    """Queue a decision's mails inside the transaction that is open.

    Args:
        connection: of the transaction.
        decision: what shall be.
        files: the activity's, in the order of their numbers.
    """
    if decision.messages:
        _INSERT_MAILS.write_all(connection, _mails(queue_mails(decision)))
        _INSERT_LETTERS.write_all(connection, _letters(decision, files))
    if lines := _deliveries(decision):
        _INSERT_DELIVERIES.write_all(connection, lines)


def _mails(waiting: Sequence[Mail]) -> list[Row]:
    return [
        {
            "activity_id": mail.activity_id,
            "mail": mail.index,
            "queued": mail.queued,
            "on_uncertain": mail.on_uncertain.value,
            "attempts": mail.attempts,
            "crashes": mail.expired_leases,
            "revision": mail.revision,
            "lease_token": None,
            "lease_until": None,
            "lane": mail.queue_class.value,
            "due": mail.due,
        }
        for mail in waiting
    ]


def _letters(decision: Decision, files: Sequence[Attachment]) -> list[Row]:
    return [
        {"activity_id": decision.activity.id, "mail": index} | letter_row(message, files)
        for index, message in enumerate(decision.messages)
    ]


def _deliveries(decision: Decision) -> list[Row]:
    recipients = decision.activity.recipients
    numbers = {each.address.key: number for number, each in enumerate(recipients)}
    rows = [_delivery(each, None, DeliveryState.KEPT) for each in decision.kept]
    for index, message in enumerate(decision.messages):
        rows += [_delivery(each, index, DeliveryState.QUEUED) for each in message.recipients]
    activity = decision.activity.id
    return [row | {"activity_id": activity, "number": numbers[row["key"]]} for row in rows]


def _delivery(recipient: Recipient, mail: int | None, state: DeliveryState) -> Row:
    return {
        "mail": mail,
        "address": recipient.address.text,
        "key": recipient.address.key,
        "visibility": recipient.visibility.value,
        "state": state.value,
        "attempts": 0,
        "uncertain_attempts": 0,
        "next_attempt": None,
        "reply": "",
    }
