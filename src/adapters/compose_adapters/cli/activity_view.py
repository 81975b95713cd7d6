"""An activity as a person reads it."""

from collections.abc import Iterator

from rich.panel import Panel
from rich.text import Text

from compose_adapters.cli.mail_tables import time_of
from compose_adapters.cli.output import console, shown, table
from compose_core.model.activity import Activity
from compose_core.records import ActivityRecord


def print_activity(record: ActivityRecord) -> None:
    """Print what was kept of an activity, how delivery stands, and the audit."""
    console().print(
        Panel(_head(record), title=f"Activity {record.activity.id}", title_align="left")
    )
    for name, part in (("text", record.activity.text), ("html", record.activity.html)):
        if part is not None:
            console().print(Panel(Text(shown(part)), title=name, title_align="left"))
    _print_attachments(record.activity)
    _print_deliveries(record)
    _print_audit(record)


def _head(record: ActivityRecord) -> Text:
    pairs = [*_facts(record), *_addresses(record.activity), *_options(record.activity)]
    width = max(len(name) for name, _ in pairs)
    return Text("\n".join(f"{name:<{width}}  {shown(value)}" for name, value in pairs))


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
    made = table("Attachments", "name", "type", "octets")
    for each in activity.attachments:
        made.add_row(shown(each.file_name), shown(each.content_type), f"{each.content.size:,}")
    if activity.attachments:
        console().print(made)


def _print_deliveries(record: ActivityRecord) -> None:
    made = table("Delivery", "list", "recipient", "state", "attempts", "next attempt", "last reply")
    for each in record.deliveries:
        made.add_row(
            each.visibility.value,
            shown(each.address),
            each.state.value,
            str(each.attempts),
            time_of(each.next_attempt),
            shown(each.reply),
        )
    if record.deliveries:
        console().print(made)


def _print_audit(record: ActivityRecord) -> None:
    made = table("Audit", "time", "who", "act", "detail")
    for entry in record.audit:
        made.add_row(time_of(entry.at), shown(entry.actor), entry.act, shown(entry.detail))
    console().print(made)
