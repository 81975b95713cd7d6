"""`activity show`, `case show`, `customer show`: what is stored, how delivery goes, the audit."""

import json
from collections.abc import Iterator, Mapping

import click
from rich.panel import Panel
from rich.text import Text

from compose_adapters.cli.options import ID, common, existing_container, wants_json
from compose_adapters.cli.outbox import print_deliveries
from compose_adapters.cli.output import (
    Json,
    console,
    plain,
    print_json,
    say,
    table,
    time_of,
    visible,
)
from compose_adapters.wiring.json_output import activities_for_programs, customer_for_programs
from compose_core.decision import AuditEntry
from compose_core.errors import NotFound
from compose_core.formats import format_date
from compose_core.model.activity import Activity
from compose_core.records import ActivityRecord, CaseRecord


@click.group()
@common
def activity() -> None:
    """What was kept of an activity."""


@click.group()
@common
def case() -> None:
    """What was kept of a case."""


@click.group()
@common
def customer() -> None:
    """What was kept of a customer."""


@activity.command("show")
@click.argument("number", metavar="ID", type=ID)
@common
def show_activity(number: int) -> None:
    """Show an activity: what was written, how delivery stands, the audit."""
    found = existing_container(only_looks=True).records.activities([number])
    if not found:
        raise NotFound(f"the activity {number} was not found")
    if wants_json():
        print_json(_for_programs(found)[0])
    else:
        _print_activity(found[0])


@case.command("show")
@click.argument("number", metavar="ID", type=ID)
@common
def show_case(number: int) -> None:
    """Show a case with its activities, oldest first."""
    record = existing_container(only_looks=True).records.case(number)
    if record is None:
        raise NotFound(f"the case {number} was not found")
    if wants_json():
        print_json(_case_for_programs(record))
        return
    found = record.case
    say(
        f"Case {found.id} of {found.department} is {found.status.value}; "
        f"customer {found.customer_id}, created {found.created:%Y-%m-%d %H:%M} GMT."
    )
    for each in record.activities:
        _print_activity(each)


@customer.command("show")
@click.argument("number", metavar="ID", type=ID)
@common
def show_customer(number: int) -> None:
    """Show a customer: everything that was told, by the names of a request."""
    found = existing_container(only_looks=True).records.customer(number)
    if found is None:
        raise NotFound(f"the customer {number} was not found")
    values: Json = json.loads(customer_for_programs(found))
    if wants_json():
        print_json(values)
        return
    say(f"Customer {found.id}, {found.name}, of {found.department or 'all departments'}.")
    lines = table("", "element", "value")
    for path, value in _values(values, ""):
        lines.add_row(path, plain(value))
    console().print(lines)


def _values(value: Json, path: str) -> Iterator[tuple[str, str]]:
    """List every single value with its path."""
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from _values(below, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _values(below, f"{path}[{index}]")
    else:
        yield path, value if isinstance(value, str) else json.dumps(value)


def _case_for_programs(record: CaseRecord) -> Json:
    case = record.case
    return {
        "id": str(case.id),
        "department": {"name": case.department},
        "status": case.status.value,
        "createdDate": {"date": format_date(case.created)},
        "customer": {"id": str(case.customer_id)},
        "activities": _for_programs(record.activities),
    }


def _for_programs(records: tuple[ActivityRecord, ...]) -> list[Json]:
    activities: list[dict[str, Json]] = json.loads(activities_for_programs(records))["activity"]
    return [
        {**activity, "audit": [audit_record(entry) for entry in record.audit]}
        for activity, record in zip(activities, records, strict=True)
    ]


def audit_record(entry: AuditEntry) -> Json:
    """Make an entry of an audit for programs."""
    at = format_date(entry.at)
    return {"at": at, "actor": entry.actor, "act": entry.act, "detail": entry.detail}


def _print_activity(record: ActivityRecord) -> None:
    console().print(
        Panel(_head(record), title=f"Activity {record.activity.id}", title_align="left")
    )
    for name, part in (("text", record.activity.text), ("html", record.activity.html)):
        if part is not None:
            console().print(Panel(plain(part), title=name, title_align="left"))
    _print_attachments(record.activity)
    if record.deliveries:
        print_deliveries("Delivery", record.deliveries)
    _print_audit(record)


def _head(record: ActivityRecord) -> Text:
    pairs = [*_facts(record), *_addresses(record.activity), *_options(record.activity)]
    width = max(len(name) for name, _ in pairs)
    return Text("\n".join(f"{name:<{width}}  {visible(value)}" for name, value in pairs))


def _facts(record: ActivityRecord) -> Iterator[tuple[str, str]]:
    activity = record.activity
    yield "subject", activity.subject
    yield "status", activity.status.value + (", secure" if activity.secure else "")
    yield "department", activity.department
    yield "created", f"{time_of(activity.created)} by {activity.created_by}"
    if record.case:
        yield "case", f"{record.case.id}, {record.case.status.value}"
    if record.customer:
        yield "customer", f"{record.customer.id}, {record.customer.name}"


def _addresses(activity: Activity) -> Iterator[tuple[str, str]]:
    if activity.sender:
        yield "from", activity.sender.text
    for name, addresses in (("to", (activity.to,)), ("cc", activity.cc), ("bcc", activity.bcc)):
        if addresses:
            yield name, ", ".join(each.text for each in addresses)


def _options(activity: Activity) -> Iterator[tuple[str, str]]:
    yield "priority", str(activity.priority)
    if activity.queue:
        yield "queue", activity.queue
    if activity.due_date:
        yield "due", time_of(activity.due_date)
    for attribute in activity.custom_attributes:
        yield attribute.name, attribute.value


def _print_attachments(activity: Activity) -> None:
    grid = table("Attachments", "name", "type", "octets")
    for each in activity.attachments:
        grid.add_row(visible(each.file_name), visible(each.content_type), f"{each.content.size:,}")
    if activity.attachments:
        console().print(grid)


def _print_audit(record: ActivityRecord) -> None:
    grid = table("Audit", "time", "who", "act", "detail")
    for entry in record.audit:
        grid.add_row(time_of(entry.at), visible(entry.actor), entry.act, visible(entry.detail))
    console().print(grid)
