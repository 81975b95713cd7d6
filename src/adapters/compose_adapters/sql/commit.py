"""The one transaction of a send: everything of a decision, or nothing."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.attachments import write_attachments
from compose_adapters.sql.compiled_statements import CompiledStatement, Connection, inserting
from compose_adapters.sql.failures import is_taken
from compose_adapters.sql.idempotency import record_answer
from compose_adapters.sql.queueing import queue
from compose_adapters.sql.rows.activities import activity_row, case_row
from compose_adapters.sql.rows.customers import customer_row, person_rows, point_rows
from compose_adapters.sql.rows.departments import Departments
from compose_adapters.sql.site.version import SHARED_TURN, VERSION, version_of
from compose_adapters.sql.tables import (
    activities,
    audit,
    cases,
    contact_persons,
    contact_points,
    customer_addresses,
    customers,
    partition,
    secure_links,
)
from compose_core.decision import AuditEntry, Decision, SecureLink
from compose_core.errors.exceptions import StaleDecision
from compose_core.model.activity import Activity
from compose_core.model.attachment import Attachment

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
_INSERT_CUSTOMER = inserting(customers)
_INSERT_PERSONS = inserting(contact_persons)
_INSERT_POINTS = inserting(contact_points)
_INSERT_ADDRESSES = inserting(customer_addresses)
_INSERT_CASE = inserting(cases)
_UPDATE_CASE = CompiledStatement(
    sa.update(cases)
    .where(cases.c.id == sa.bindparam("case"), cases.c.version == sa.bindparam("read"))
    .values(status=sa.bindparam("now"), version=cases.c.version + 1)
)
_LOCK_CASE = CompiledStatement(
    sa.select(cases.c.version).where(cases.c.id == sa.bindparam("case")).with_for_update()
)
_INSERT_ACTIVITY = inserting(activities)
_INSERT_LINKS = inserting(secure_links)
_INSERT_AUDIT = inserting(audit)


def write_decision(connection: Connection, departments: Departments, decision: Decision) -> None:
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


def lock_case(connection: Connection, case_id: int) -> None:
    """Lock a case until the transaction ends, if there is one of that id."""
    _DIRECTORY[connection.dialect.name].first(connection, {})
    _LOCK_CASE.first(connection, {"case": case_id})


def is_stored(connection: Connection, departments: Departments, decision: Decision) -> bool:
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


def write_audit(connection: Connection, activity_id: int, entry: AuditEntry) -> None:
    """Add an audit entry of an activity (A6)."""
    row = {"activity_id": activity_id, "act": entry.act, "actor": entry.actor}
    _INSERT_AUDIT.write(connection, row | {"at": entry.at, "detail": entry.detail})


def _check_versions(connection: Connection, decision: Decision) -> None:
    if not decision.receipt.customer_found:
        row = _DIRECTORY[connection.dialect.name].first(connection, {})
    else:
        statement = _DIRECTORY_AND_CUSTOMER[connection.dialect.name]
        row = statement.first(connection, {"customer": decision.customer.id})
        if row is None or row.customer != decision.customer.version:
            raise StaleDecision("the customer has changed")
    if row is None or version_of(row) != decision.directory_version:
        raise StaleDecision("the directory has changed")


def _write_customer(connection: Connection, departments: Departments, decision: Decision) -> None:
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


def _update_case(connection: Connection, decision: Decision) -> None:
    case = decision.case
    if not decision.receipt.case_found:
        return
    moved = {"case": case.id, "read": case.version, "now": case.status.value}
    if _UPDATE_CASE.write(connection, moved) != 1:
        raise StaleDecision("the case has changed")


def _insert_case(connection: Connection, departments: Departments, decision: Decision) -> None:
    if not decision.receipt.case_found:
        department = departments.id(connection, decision.case.department)
        _INSERT_CASE.write(connection, case_row(decision.case, department))


def _insert_activity(connection: Connection, departments: Departments, decision: Decision) -> None:
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
