"""Shows how many files one send over HTTP enters, and one delivery, and how often it changes file.

    python tools/trace_send.py [--files]

A file is entered when one of its functions is called. A move is a call from a function of one file
to a function of another, or the return from it, as a reader makes them who follows the code with a
finger. Only files below
`src` count. The first send and the first delivery are not counted: they make what stays. With
--files the files are listed in the order in which they are entered.
"""

import asyncio
import logging
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import attrs
import httpx
from rich.console import Console
from rich.table import Table
from starlette.types import ASGIApp

from compose_adapters.smtp.testing import RecordingServer
from compose_adapters.wire import encode_request
from compose_adapters.wire.media import JSON
from compose_adapters.wiring.configuration import Configuration
from compose_adapters.wiring.embedded import Container
from compose_adapters.wiring.serving import AppFactory
from compose_core.model.customer import ContactPerson, CustomerDetails
from compose_core.model.request import ComposeRequest, contents

ROOT = Path(__file__).parents[1]
SITE = ROOT / "examples" / "site.toml"
MESSAGE = ComposeRequest(
    department="service",
    type="email",
    subtype="compose",
    sender="support@example.com",
    to="pat@example.com",
    customer=CustomerDetails("individual", (ContactPerson("Pat", last_name="Example"),)),
    subject="Your order ``external_case_id",
    contents=contents(
        text="Dear ``first_name,\n\nit is on its way.\n\n``signature",
        html="<p>Dear ``first_name,</p><p>it is on its way.</p><p>``signature</p>",
    ),
)
SOURCES = str(ROOT / "src") + "/"
SEND = "/ws/v12/interaction/activity/send"
LOGIN = "/ws/v12/authentication/user/login"
LOGGED_IN = {"userName": "agent", "password": "agent-demo"}


@attrs.define
class Trace:
    """Where the program went.

    Args:
        moves: from a file to another and back, counted over all threads.
        functions: that were entered, each with its file, in the order of their first call.
    """

    moves: int = 0
    functions: dict[tuple[str, str], None] = attrs.field(factory=dict)

    @property
    def files(self) -> list[str]:
        """The files that were entered, in the order of their first call."""
        return list(dict.fromkeys(file for file, _ in self.functions))


class Tracer:
    """Follows every thread that begins after it was made, while a trace is open."""

    def __init__(self) -> None:
        self._trace: Trace | None = None
        threading.setprofile(self._called)
        sys.setprofile(self._called)

    @contextmanager
    def open(self) -> Iterator[Trace]:
        """A trace of what happens in the block."""
        self._trace = trace = Trace()
        try:
            yield trace
        finally:
            self._trace = None

    def _called(self, frame: FrameType, event: str, _: object) -> None:
        trace = self._trace
        if trace is None or event not in {"call", "return"} or not _is_ours(frame):
            return
        file, caller = frame.f_code.co_filename, frame.f_back
        if event == "call":
            trace.functions[file.removeprefix(SOURCES), frame.f_code.co_qualname] = None
        while caller is not None and not _is_ours(caller):
            caller = caller.f_back
        if caller is not None and caller.f_code.co_filename != file:
            trace.moves += 1


def _is_ours(frame: FrameType) -> bool:
    file = frame.f_code.co_filename
    return file.startswith(SOURCES) and "/smtp/testing/" not in file


async def send_once(app: ASGIApp, tracer: Tracer) -> Trace:
    """The trace of the second send of an application."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://compose") as client:
        login = await client.post(LOGIN, json=LOGGED_IN)
        login.raise_for_status()
        headers = {
            "X-egain-session": login.headers["X-egain-session"],
            "Content-Type": "application/json",
        }
        body = encode_request(MESSAGE, JSON)
        (await client.post(SEND, content=body, headers=headers)).raise_for_status()
        with tracer.open() as trace:
            (await client.post(SEND, content=body, headers=headers)).raise_for_status()
        return trace


def deliver_once(world: Container, tracer: Tracer) -> Trace:
    """The trace of the second run of a worker, which has one mail to deliver."""
    workers = world.workers()
    workers.once()
    world.compose.send(MESSAGE, actor="agent")
    with tracer.open() as trace:
        workers.once()
    return trace


def main(show_files: bool) -> None:
    """Trace, and print a table."""
    logging.disable()
    tracer = Tracer()
    with tempfile.TemporaryDirectory() as folder, RecordingServer() as server:
        configuration = Configuration(
            SITE, f"sqlite:///{folder}/compose.db", f"smtp://127.0.0.1:{server.port}"
        )
        world = Container(configuration)
        world.make_ready()
        app = AppFactory(configuration, delivers=False)().app
        traces = {
            "a send over HTTP": asyncio.run(send_once(app, tracer)),
            "a delivery by SMTP": deliver_once(world, tracer),
        }
        world.close()
    table = Table("what", "files entered", "functions", "moves from file to file")
    for name, trace in traces.items():
        numbers = len(trace.files), len(trace.functions), trace.moves
        table.add_row(name, *map(str, numbers))
    console = Console()
    console.print(table)
    for name, trace in traces.items() if show_files else ():
        console.print(f"\n[bold]{name}[/bold]", *trace.files, sep="\n")


if __name__ == "__main__":
    main("--files" in sys.argv[1:])
