"""A mail server on this machine that keeps the mails it receives."""

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from compose_adapters.private_files import make_folder, open_to_write

HOST = "127.0.0.1"
_MOST_OCTETS = 64 * 1024 * 1024


class MailServer:
    """A mail server on a free port for the length of a `with` block; every mail becomes a file.

    Args:
        folder: where the files go, ``1.eml`` first: the very octets that came.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._handler = _FileHandler(folder)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail-server")
        self.port = 0

    @property
    def url(self) -> str:
        """The URL of the server."""
        return f"smtp://{HOST}:{self.port}"

    @property
    def mails(self) -> tuple[Path, ...]:
        """The files of the mails so far, in the order of their arrival."""
        return tuple(self._handler.mails)

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._thread.start()
        self._server = self._on_loop(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        self._server.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._conversation, HOST, 0)

    def _conversation(self) -> SMTP:
        return SMTP(
            self._handler, enable_SMTPUTF8=True, data_size_limit=_MOST_OCTETS, loop=self._loop
        )

    def _on_loop(self, work: Coroutine[object, object, asyncio.Server]) -> asyncio.Server:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


class _FileHandler:
    """Writes each mail into a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.mails: list[Path] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name that the server calls
        del server, session
        file = self._folder / f"{len(self.mails) + 1}.eml"
        with open_to_write(file) as opened:
            opened.write(envelope.original_content or b"")
        self.mails.append(file)
        return f"250 kept as {file.name}"
