"""The demo as it runs: every example is sent, delivered and shown."""

import tempfile
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.progress import Progress
from rich.rule import Rule
from rich.text import Text

from compose_adapters.cli.demo.examples import (
    REJECTED_EXAMPLES,
    Example,
    RejectedRequest,
    Sent,
    examples_folder,
    examples_in,
    find_sent,
    send,
    try_rejected,
)
from compose_adapters.cli.demo.mail_server import MailServer
from compose_adapters.cli.failures import ENGLISH, finding_lines
from compose_adapters.cli.options import wants_json
from compose_adapters.cli.output import (
    Json,
    console,
    finding_text,
    found_or_created,
    print_json,
    say,
    table,
    visible,
)
from compose_adapters.wiring import Configuration
from compose_adapters.wiring.embedded import Container
from compose_adapters.wiring.json_output import text_of_html
from compose_core.decision import Receipt
from compose_core.model.delivery import DeliveryState
from compose_core.records import ActivityRecord

# The mail that is shown: with names, copies, both forms of the body, macros and a file.
SHOWN = "5.json"
ACCEPTED = DeliveryState.ACCEPTED
_HEADERS = ("From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "References")


def play() -> None:
    """Send every example through a mail server of its own, and show the outcome."""
    folder = Path(tempfile.mkdtemp(prefix="compose-demo-"))
    with MailServer(folder / "mails") as server:
        examples = examples_folder()
        configuration = Configuration(
            site=examples / "site.toml",
            database=f"sqlite:///{folder / 'compose.db'}",
            smtp=server.url,
        )
        app = Container(configuration)
        try:
            _play(app, examples_in(examples), server, folder)
        finally:
            app.close()


def _play(app: Container, examples: tuple[Example, ...], server: MailServer, folder: Path) -> None:
    app.make_ready()
    sent = _send_all(app, examples)
    refused = tuple(try_rejected(app, example) for example in REJECTED_EXAMPLES)
    if wants_json():
        print_json(summary(sent, refused, server.mails, folder))
        return
    show_activities(sent)
    show_mail(sent, server.mails, SHOWN)
    show_rejections(refused)
    show_where(folder, server.mails)


def _send_all(app: Container, examples: tuple[Example, ...]) -> tuple[Sent, ...]:
    receipts: list[tuple[Example, Receipt]] = []
    is_quiet = wants_json() or not console().is_terminal
    with Progress(console=console(), transient=True, disable=is_quiet) as progress:
        task = progress.add_task("Composing and sending the examples", total=len(examples) + 1)
        for example in examples:
            receipts.append((example, send(app, example)))
            progress.advance(task)
        progress.update(task, description="Delivering")
        app.workers().once()
        progress.advance(task)
    return tuple(find_sent(app, receipts))


def show_activities(sent: tuple[Sent, ...]) -> None:
    """Show one line an activity: its case and customer, found or created, and each delivery."""
    grid = table("", "example", "shows", "activity", "case", "customer", "delivery")
    for each in sent:
        receipt = each.receipt
        grid.add_row(
            each.example.file.name,
            each.example.about,
            str(receipt.activity_id),
            f"{receipt.case_id} {found_or_created(receipt.case_found)}",
            f"{receipt.customer_id} {found_or_created(receipt.customer_found)}",
            _deliveries(each.record),
        )
    _print_title("Every example, composed, sent and delivered")
    console().print(grid)


def show_mail(sent: tuple[Sent, ...], mails: tuple[Path, ...], name: str) -> None:
    """Show one mail as it is read, from the octets that the server received."""
    wanted = next(each.record.activity for each in sent if each.example.file.name == name)
    file = next(file for file in mails if mail_in(file)["Message-ID"] == wanted.message_id)
    _print_title(f"One mail as it is read: {name}, from the octets that the server received")
    console().print(mail_panel(file))


def show_rejections(refused: tuple[RejectedRequest, ...]) -> None:
    """Show each refused request with its whole report."""
    for number, each in enumerate(refused, start=1):
        _print_title(f"Refused {number} of {len(refused)}. {each.example.about}")
        console().print(Text(each.example.body, style="dim"), soft_wrap=True)
        for finding in each.error.findings:
            for line in finding_lines(finding, each.request, ENGLISH):
                console().print(finding_text(line), soft_wrap=True)


def show_where(folder: Path, mails: tuple[Path, ...]) -> None:
    """Show where everything is, and how to go on."""
    database = f"--database sqlite:///{folder / 'compose.db'}"
    _print_title("What is left")
    say(f"The folder     {folder}")
    say(f"The database   {folder / 'compose.db'}")
    say(f"The mails      {folder / 'mails'}, {len(mails)} of them")
    say("Look further:")
    say(f"  compose-core activity show 1 {database}")
    say(f"  compose-core case show 1 {database}")
    say(f"  compose-core outbox show 1 {database}")


def summary(
    sent: tuple[Sent, ...],
    refused: tuple[RejectedRequest, ...],
    mails: tuple[Path, ...],
    folder: Path,
) -> Json:
    """Make the outcome for programs."""
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


def _print_title(title: str) -> None:
    console().print()
    console().print(Rule(title, align="left", style="bold"))


def _deliveries(record: ActivityRecord) -> Text:
    text = Text("kept, and told of by a notification\n" if record.activity.secure else "")
    for each in record.deliveries:
        text.append(f"{each.visibility.value} {visible(each.address)}: ")
        text.append(f"{each.state.value}\n", "green" if each.state is ACCEPTED else "yellow")
    text.rstrip()
    return text


def mail_in(file: Path) -> EmailMessage:
    """Read the mail in a file with another parser than ours."""
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def mail_panel(file: Path) -> Panel:
    """Show a mail with its headers, its text, its HTML as a page, and its attachments."""
    mail = mail_in(file)
    parts: list[RenderableType] = [_headers(mail)]
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        if body is not None:
            parts += [Rule(f"text/{kind}", align="left"), Text(visible(_body_text(body, kind)))]
    files = [_file(each) for each in mail.iter_attachments()]
    if files:
        parts += [Rule("attachments", align="left"), Text("\n".join(files))]
    return Panel(Group(*parts), title=str(file), title_align="left")


def _headers(mail: EmailMessage) -> Text:
    width = max(map(len, _HEADERS))
    lines = (
        f"{name:>{width}}: {visible(str(mail[name]))}"
        for name in _HEADERS
        if mail[name] is not None
    )
    return Text("\n".join(lines))


def _body_text(body: MIMEPart, kind: str) -> str:
    content = str(body.get_content()).replace("\r\n", "\n")
    return (text_of_html(content) if kind == "html" else content).strip("\n")


def _file(part: MIMEPart) -> str:
    octets = part.get_payload(decode=True)
    size = len(octets) if isinstance(octets, bytes) else 0
    return visible(f"{part.get_filename()} ({part.get_content_type()}, {size:,} octets)")
