"""What the demo shows."""

from pathlib import Path

from rich.rule import Rule
from rich.text import Text

from compose_adapters.cli.demo.reading import as_read, mail_in
from compose_adapters.cli.demo.steps import Refused, Sent
from compose_adapters.cli.output import Json, console, finding_text, say, shown, table
from compose_adapters.cli.reports import ENGLISH, finding_lines
from compose_core.model.delivery import DeliveryState
from compose_core.records import ActivityRecord

ACCEPTED = DeliveryState.ACCEPTED


def show_activities(sent: tuple[Sent, ...]) -> None:
    """One line an activity: its case and customer, found or created, and each delivery."""
    made = table("", "example", "shows", "activity", "case", "customer", "delivery")
    for each in sent:
        receipt = each.receipt
        made.add_row(
            each.example.file.name,
            each.example.about,
            str(receipt.activity_id),
            f"{receipt.case_id} {_found(receipt.case_found)}",
            f"{receipt.customer_id} {_found(receipt.customer_found)}",
            _deliveries(each.record),
        )
    _head("Every example, composed, sent and delivered")
    console().print(made)


def show_mail(sent: tuple[Sent, ...], mails: tuple[Path, ...], name: str) -> None:
    """One mail as it is read, from the octets that the server received."""
    wanted = next(each.record.activity for each in sent if each.example.file.name == name)
    file = next(file for file in mails if mail_in(file)["Message-ID"] == wanted.message_id)
    _head(f"One mail as it is read: {name}, from the octets that the server received")
    console().print(as_read(file))


def show_refusals(refused: tuple[Refused, ...]) -> None:
    """Each refused request with its whole report."""
    for number, each in enumerate(refused, start=1):
        _head(f"Refused {number} of {len(refused)}. {each.hopeless.about}")
        console().print(Text(each.hopeless.body, style="dim"), soft_wrap=True)
        for finding in each.error.findings:
            for line in finding_lines(finding, each.request, ENGLISH):
                console().print(finding_text(line), soft_wrap=True)


def show_where(folder: Path, mails: tuple[Path, ...]) -> None:
    """Where everything is, and how to go on."""
    database = f"--database sqlite:///{folder / 'compose.db'}"
    _head("What is left")
    say(f"The folder     {folder}")
    say(f"The database   {folder / 'compose.db'}")
    say(f"The mails      {folder / 'mails'}, {len(mails)} of them")
    say("Look further:")
    say(f"  compose-core activity show 1 {database}")
    say(f"  compose-core case show 1 {database}")
    say(f"  compose-core outbox show 1 {database}")


def summary(
    sent: tuple[Sent, ...], refused: tuple[Refused, ...], mails: tuple[Path, ...], folder: Path
) -> Json:
    """The same for programs."""
    return {
        "folder": str(folder),
        "mails": [str(mail) for mail in mails],
        "activities": [_activity(each) for each in sent],
        "refused": [[finding.name for finding in each.error.findings] for each in refused],
    }


def _activity(each: Sent) -> Json:
    receipt = each.receipt
    return {
        "example": each.example.file.name,
        "id": str(receipt.activity_id),
        "case": {"id": str(receipt.case_id), "found": receipt.case_found},
        "customer": {"id": str(receipt.customer_id), "found": receipt.customer_found},
        "delivery": [
            {"address": line.address, "state": line.state.value} for line in each.record.deliveries
        ],
    }


def _head(title: str) -> None:
    console().print()
    console().print(Rule(title, align="left", style="bold"))


def _found(was_found: bool) -> str:
    return "found" if was_found else "created"


def _deliveries(record: ActivityRecord) -> Text:
    text = Text("kept, and told of by a notification\n" if record.activity.secure else "")
    for each in record.deliveries:
        text.append(f"{each.visibility.value} {shown(each.address)}: ")
        text.append(f"{each.state.value}\n", "green" if each.state is ACCEPTED else "yellow")
    text.rstrip()
    return text
