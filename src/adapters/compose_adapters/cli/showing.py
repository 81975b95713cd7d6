"""`activity show`, `case show`, `customer show`: what was kept, how delivery stands, the audit."""

import json
from collections.abc import Iterator, Mapping

import click
from rich.text import Text

from compose_adapters.cli.activity_view import print_activity
from compose_adapters.cli.ids import ID
from compose_adapters.cli.options import common, looking, wants_json
from compose_adapters.cli.output import Json, console, print_json, say, shown, table
from compose_adapters.wiring.json_output import activities_for_programs, customer_for_programs
from compose_core.decision import AuditEntry
from compose_core.errors import NotFound
from compose_core.formats import format_date
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
    found = looking().records.activities([number])
    if not found:
        raise NotFound(f"the activity {number} was not found")
    if wants_json():
        print_json(_for_programs(found)[0])
    else:
        print_activity(found[0])


@case.command("show")
@click.argument("number", metavar="ID", type=ID)
@common
def show_case(number: int) -> None:
    """Show a case with its activities, oldest first."""
    record = looking().records.case(number)
    if record is None:
        raise NotFound(f"the case {number} was not found")
    if wants_json():
        print_json(_case_for_programs(record))
        return
    kept = record.case
    say(
        f"Case {kept.id} of {kept.department} is {kept.status.value}; "
        f"customer {kept.customer_id}, created {kept.created:%Y-%m-%d %H:%M} GMT."
    )
    for each in record.activities:
        print_activity(each)


@customer.command("show")
@click.argument("number", metavar="ID", type=ID)
@common
def show_customer(number: int) -> None:
    """Show a customer: everything that was told, by the names of a request."""
    found = looking().records.customer(number)
    if found is None:
        raise NotFound(f"the customer {number} was not found")
    kept: Json = json.loads(customer_for_programs(found))
    if wants_json():
        print_json(kept)
        return
    say(f"Customer {found.id}, {found.name}, of {found.department or 'all departments'}.")
    lines = table("", "element", "value")
    for path, value in _values(kept, ""):
        lines.add_row(path, Text(shown(value)))
    console().print(lines)


def _values(kept: Json, path: str) -> Iterator[tuple[str, str]]:
    """Every single value with its path."""
    if isinstance(kept, Mapping):
        for name, below in kept.items():
            yield from _values(below, f"{path}.{name}".lstrip("."))
    elif isinstance(kept, list):
        for index, below in enumerate(kept):
            yield from _values(below, f"{path}[{index}]")
    else:
        yield path, kept if isinstance(kept, str) else json.dumps(kept)


def _case_for_programs(record: CaseRecord) -> Json:
    kept = record.case
    return {
        "id": str(kept.id),
        "department": {"name": kept.department},
        "status": kept.status.value,
        "createdDate": {"date": format_date(kept.created)},
        "customer": {"id": str(kept.customer_id)},
        "activities": _for_programs(record.activities),
    }


def _for_programs(records: tuple[ActivityRecord, ...]) -> list[Json]:
    activities: list[dict[str, Json]] = json.loads(activities_for_programs(records))["activity"]
    return [
        {**activity, "audit": [_entry(entry) for entry in record.audit]}
        for activity, record in zip(activities, records, strict=True)
    ]


def _entry(entry: AuditEntry) -> Json:
    at = format_date(entry.at)
    return {"at": at, "actor": entry.actor, "act": entry.act, "detail": entry.detail}
