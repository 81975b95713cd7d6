"""A mail server that records, one thread a connection."""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import attrs

from compose_adapters.smtp.errors import Stage
from compose_adapters.smtp.testing.acts import Act
from compose_adapters.smtp.testing.conversation import Conversation, ReceivedMail
from compose_adapters.smtp.testing.peer import Peer
from compose_core.model.personal import hide_texts

EXTENSIONS = ("PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8")


@attrs.define(field_transformer=hide_texts("extensions", "mechanisms", "says_no"))
class RecordingServer:
    """A mail server on this machine, from entering it to leaving it.

    Args:
        acts: what it does in place of its reply, by the stage.
        answers: the reply to a command, by the stage and its argument; ``None`` for the usual.
        extensions: what it offers; STARTTLS besides, with a context.
        tls: its certificate and key.
        implicit_tls: whether TLS begins with the connection.
        user: the name and password that it accepts; AUTH is offered with them.
        mechanisms: how AUTH is offered.
        says_no: its reply to other names and passwords.

    Attributes:
        mails: what it accepted, in order.
        commands: what it was told, and whether in TLS.
        connections: how many there were.
    """

    acts: Mapping[Stage, Act] = attrs.field(factory=dict)
    answers: Callable[[Stage, str], str | None] = lambda _stage, _argument: None
    extensions: tuple[str, ...] = EXTENSIONS
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    user: tuple[str, str] | None = None
    mechanisms: str = "AUTH PLAIN LOGIN"
    says_no: str = "535 no"
    mails: list[ReceivedMail] = attrs.field(init=False, factory=list)
    commands: list[tuple[str, bool]] = attrs.field(init=False, factory=list)
    connections: int = attrs.field(init=False, default=0)
    _stopping: threading.Event = attrs.field(init=False, factory=threading.Event)
    _listener: socket.socket = attrs.field(init=False, factory=socket.socket)
    _peers: list[Peer] = attrs.field(init=False, factory=list)
    _threads: list[threading.Thread] = attrs.field(init=False, factory=list)

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        """How a client is told of it."""
        return f"{'smtps' if self.implicit_tls else 'smtp'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        # A thread that waits in accept() is not woken by a close.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for peer in self._peers:
            peer.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            peer = Peer(connection, self._stopping)
            self._peers.append(peer)
            self._start(Conversation(self, peer).run)

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name="smtp server for tests", daemon=True)
        self._threads.append(thread)
        thread.start()
