"""A mail server in a process of its own that answers for a mail only once it is on the disk."""

import asyncio
import json
import os
from collections import Counter
from contextlib import suppress
from multiprocessing import connection
from pathlib import Path
from typing import Any

import attrs

from crash_processes import Victim, wait_until

_MESSAGE_ID = b"message-id:"
_GONE = (ConnectionError, asyncio.IncompleteReadError)


@attrs.frozen
class Taken:
    """A mail that the server answers for.

    Args:
        client: as it greeted.
        message_id: of the mail.
        recipients: whom it was accepted for.
    """

    client: str
    message_id: str
    recipients: tuple[str, ...]


class Sink:
    """The server and its record, from making it to `close`.

    Args:
        folder: where the record is.
    """

    def __init__(self, folder: Path) -> None:
        self._record = folder / "sink.jsonl"
        self._record.touch()
        port_here, port_there = connection.Pipe(duplex=False)
        self._process = Victim(serve, str(self._record), port_there, output=folder / "sink.log")
        wait_until(port_here.poll, "the mail server listens")
        self.port: int = port_here.recv()

    def url(self, client: str) -> str:
        """How a client is told of it that greets by that name."""
        return f"smtp://127.0.0.1:{self.port}?hello={client}"

    @property
    def mails(self) -> list[Taken]:
        """All that was taken, in order."""
        return [
            Taken(line["client"], line["id"], tuple(line["to"]))
            for line in self._lines()
            if line["what"] == "mail"
        ]

    @property
    def copies(self) -> Counter[tuple[str, str]]:
        """How often each recipient got each mail."""
        return Counter((mail.message_id, to) for mail in self.mails for to in mail.recipients)

    def mails_of(self, client: str) -> list[Taken]:
        """What a client that is gone handed over, once nothing of it is under way any more."""
        wait_until(lambda: self._has_ended(client), f"the server has done with {client}")
        return [mail for mail in self.mails if mail.client == client]

    def close(self) -> None:
        self._process.kill()

    def _has_ended(self, client: str) -> bool:
        met = Counter(line["what"] for line in self._lines() if line["client"] == client)
        return met["hello"] == met["end"]

    def _lines(self) -> list[dict[str, Any]]:
        text = self._record.read_text("utf-8")
        # The server may be writing the last line right now.
        return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


class _Record:
    """Lines on the disk."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND)

    def write(self, what: str, client: str, **members: Any) -> None:
        os.write(
            self._file, f"{json.dumps({'what': what, 'client': client, **members})}\n".encode()
        )
        os.fsync(self._file)


class _Conversation:
    """Everything that a client said is dealt with, also what it said just before it died."""

    def __init__(
        self, record: _Record, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._record = record
        self._reader = reader
        self._writer = writer
        self._client = ""
        self._recipients: list[str] = []

    async def run(self) -> None:
        with suppress(*_GONE):
            await self._talk()
        if self._client:
            self._record.write("end", self._client)
        self._writer.close()

    async def _talk(self) -> None:
        self._say("220 sink.example ESMTP")
        while not self._writer.is_closing():
            line = (await self._reader.readuntil(b"\r\n")).decode("ascii").strip()
            self._say(await self._answer(*line.partition(" ")[::2]))

    async def _answer(self, verb: str, argument: str) -> str:
        match verb.upper():
            case "EHLO":
                self._client = argument
                self._record.write("hello", argument)
                return "250-sink.example\r\n250 PIPELINING"
            case "MAIL" | "RSET":
                self._recipients = []
            case "RCPT":
                self._recipients.append(argument.removeprefix("TO:").strip("<>"))
            case "DATA":
                self._say("354 go on")
                await self._take(await self._reader.readuntil(b"\r\n.\r\n"))
            case "QUIT":
                return "221 bye"
        return "250 done"

    async def _take(self, content: bytes) -> None:
        recipients, self._recipients = self._recipients, []
        self._record.write("mail", self._client, id=_message_id(content), to=recipients)

    def _say(self, reply: str) -> None:
        self._writer.write(f"{reply}\r\n".encode())


def serve(record: str, port: connection.Connection) -> None:
    """Take mails until killed."""
    asyncio.run(_serve(_Record(record), port))


async def _serve(record: _Record, port: connection.Connection) -> None:
    server = await asyncio.start_server(
        lambda reader, writer: _Conversation(record, reader, writer).run(),
        "127.0.0.1",
        0,
        limit=1 << 20,
    )
    port.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _message_id(content: bytes) -> str:
    head = content.partition(b"\r\n\r\n")[0]
    lines = (line for line in head.split(b"\r\n") if line.lower().startswith(_MESSAGE_ID))
    return next(lines)[len(_MESSAGE_ID) :].strip().decode("ascii")
