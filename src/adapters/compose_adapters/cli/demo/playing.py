"""The demo as it is played: every example is sent, delivered and shown."""

import tempfile
from pathlib import Path

from rich.progress import Progress

from compose_adapters.cli.demo.examples import Example, examples_folder, examples_in
from compose_adapters.cli.demo.mail_server import MailServer
from compose_adapters.cli.demo.rejected import REJECTED_EXAMPLES
from compose_adapters.cli.demo.showing import (
    show_activities,
    show_mail,
    show_refusals,
    show_where,
    summary,
)
from compose_adapters.cli.demo.steps import Sent, as_delivered, send, try_rejected
from compose_adapters.cli.options import wants_json
from compose_adapters.cli.output import console, print_json
from compose_adapters.wiring import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.decision import Receipt

# The mail that is shown: with names, copies, both forms of the body, macros and a file.
SHOWN = "5.json"


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
        world = Container(configuration)
        try:
            _play(world, examples_in(examples), server, folder)
        finally:
            world.close()


def _play(
    world: Container, examples: tuple[Example, ...], server: MailServer, folder: Path
) -> None:
    world.make_ready()
    sent = _sent(world, examples)
    refused = tuple(try_rejected(world, hopeless) for hopeless in REJECTED_EXAMPLES)
    if wants_json():
        print_json(summary(sent, refused, server.mails, folder))
        return
    show_activities(sent)
    show_mail(sent, server.mails, SHOWN)
    show_refusals(refused)
    show_where(folder, server.mails)


def _sent(world: Container, examples: tuple[Example, ...]) -> tuple[Sent, ...]:
    receipts: list[tuple[Example, Receipt]] = []
    is_quiet = wants_json() or not console().is_terminal
    with Progress(console=console(), transient=True, disable=is_quiet) as progress:
        task = progress.add_task("Composing and sending the examples", total=len(examples) + 1)
        for example in examples:
            receipts.append((example, send(world, example)))
            progress.advance(task)
        progress.update(task, description="Delivering")
        world.workers().once()
        progress.advance(task)
    return tuple(as_delivered(world, tuple(receipts)))
