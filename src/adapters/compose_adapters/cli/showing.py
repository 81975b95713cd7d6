"""`activity show` and `case show`: what was kept, how delivery stands, the audit."""

import json

import click

from compose_adapters.cli.activity_view import print_activity
from compose_adapters.cli.ids import ID
from compose_adapters.cli.options import common, looking, wants_json
from compose_adapters.cli.output import Json, print_json, say
from compose_adapters.wiring.programs import activities_for_programs
from compose_core.errors import NotFound
from compose_core.formats import format_date
from compose_core.ports import ActivityRecord, AuditEntry, CaseRecord


@click.group()
@common
def activity() -> None:
    """What was kept of an activity."""


@click.group()
@common
def case() -> None:
    """What was kept of a case."""


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
