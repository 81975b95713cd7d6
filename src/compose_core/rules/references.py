"""What the request names must stand as the facts have it (E6, E7, E8, E10)."""

from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.facts import Facts
from compose_core.formats import format_date
from compose_core.model import paths
from compose_core.model.address import Address
from compose_core.model.request import ComposeRequest, in_nfc


def sender(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """``from`` is an active alias; only secure messaging can do without (E6)."""
    if facts.department is None:
        return
    department = facts.department.name
    if request.sender is None:
        if not facts.settings.secure_messaging:
            yield fact_findings.SENDER_REQUIRED.at(paths.FROM, department=department)
    elif facts.department.alias_of(Address.parse(request.sender).key) is None:
        yield fact_findings.SENDER_NOT_ALIAS.at(
            paths.FROM, value=request.sender, department=department
        )


def case(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The case exists, in a department of the user's: no other enters the facts (E7, P9)."""
    if request.case_id is not None and facts.stored.case is None:
        yield fact_findings.CASE_NOT_FOUND.at(paths.CASE)


def queue(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The queue is an active one of the department, where agents may choose (E8, S3)."""
    if request.queue is None or facts.department is None:
        return
    department = facts.department.name
    if not facts.settings.agents_may_choose_queue:
        yield fact_findings.QUEUE_NOT_ALLOWED.at(paths.QUEUE, department=department)
    elif facts.department.queue_named(in_nfc(request.queue)) is None:
        yield fact_findings.QUEUE_NOT_FOUND.at(
            paths.QUEUE, queue=request.queue, department=department
        )


def due_date(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The due date is strictly in the future (E10)."""
    due = request.due_date
    if due is not None and due <= facts.now:
        yield fact_findings.DUE_DATE_PAST.at(
            paths.due_date(request.positions), value=format_date(due), now=format_date(facts.now)
        )
