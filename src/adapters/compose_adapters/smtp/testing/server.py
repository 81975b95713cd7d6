"""A mail server that records, one thread a connection."""

import base64
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Protocol, Self

import attrs

from compose_adapters.smtp.errors import Stage
from compose_adapters.smtp.testing.acts import Act, Peer
from compose_core.model.personal import hide_texts


@attrs.frozen(field_transformer=hide_texts())
class ReceivedMail:
    """A mail that the server accepted.

    Args:
        sender: MAIL FROM.
        recipients: those whom it accepted.
        content: with its dots undoubled, as it was before it was sent.
        wire: the very octets between DATA's reply and the final dot.
        is_secure: whether it came in TLS.
        user: as whom the client authenticated.
        parameters: of MAIL.
    """

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    wire: bytes
    is_secure: bool
    user: str | None
    parameters: tuple[str, ...]


class Behaviour(Protocol):
    """The server as its conversations see it."""

    acts: Mapping[Stage, Act]
    answers: Callable[[Stage, str], str | None]
    extensions: tuple[str, ...]
    tls: ssl.SSLContext | None
    implicit_tls: bool
    user: tuple[str, str] | None
    mechanisms: str
    says_no: str
    mails: list[ReceivedMail]
    commands: list[tuple[str, bool]]


class Conversation:
    """The conversation on one connection.

    Args:
        server: how to behave.
        peer: with whom.
    """

    def __init__(self, server: Behaviour, peer: Peer) -> None:
        self._server = server
        self._peer = peer
        self._sender: str | None = None
        self._parameters: tuple[str, ...] = ()
        self._recipients: list[str] = []

    def run(self) -> None:
        """Talk until one of the two hangs up."""
        if self._does(Stage.CONNECT):
            self._peer.close()
            return
        if self._server.implicit_tls and self._server.tls:
            self._peer.start_tls(self._server.tls)
        self._says(Stage.BANNER, "", "220 mail.example ESMTP")
        while self._peer.is_open and (line := self._peer.line()):
            text = line.decode("utf-8", "backslashreplace").rstrip("\r\n")
            self._server.commands.append((text, self._peer.is_secure))
            verb, _, argument = text.partition(" ")
            self._answer(verb.upper(), argument)
        self._peer.close()

    def _answer(self, verb: str, argument: str) -> None:
        handlers: dict[str, Callable[[str], None]] = {
            "EHLO": self._ehlo,
            "STARTTLS": self._starttls,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "QUIT": self._quit,
        }
        handlers.get(verb, self._unknown)(argument)

    def _ehlo(self, argument: str) -> None:
        keywords = list(self._server.extensions)
        if self._server.tls and not self._peer.is_secure:
            keywords.append("STARTTLS")
        if self._server.user:
            keywords.append(self._server.mechanisms)
        lines = ["mail.example", *keywords]
        ends = ["-"] * (len(lines) - 1) + [" "]
        self._says(Stage.EHLO, argument, *(f"250{e}{x}" for e, x in zip(ends, lines, strict=True)))

    def _starttls(self, argument: str) -> None:
        self._says(Stage.STARTTLS, argument, "220 go ahead")
        if self._server.tls and self._peer.is_open:
            self._peer.start_tls(self._server.tls)

    def _auth(self, argument: str) -> None:
        if self._does(Stage.AUTH):
            return
        mechanism, _, initial = argument.partition(" ")
        if mechanism.upper() == "LOGIN":
            user, password = self._ask("VXNlcm5hbWU6"), self._ask("UGFzc3dvcmQ6")
        else:
            _, user, password = _decode(initial).split("\0")
        if (user, password) == self._server.user:
            self._peer.user = user
            self._peer.reply("235 welcome")
        else:
            self._peer.reply(self._server.says_no)

    def _mail(self, argument: str) -> None:
        path, *parameters = argument.removeprefix("FROM:").split(" ")
        self._parameters = tuple(parameters)
        if self._says(Stage.MAIL, argument, "250 sender"):
            self._sender, self._recipients = path.strip("<>"), []

    def _rcpt(self, argument: str) -> None:
        address = argument.removeprefix("TO:").strip("<>")
        if self._sender is None:
            self._peer.reply("503 MAIL first")
        elif self._says(Stage.RCPT, address, "250 recipient"):
            self._recipients.append(address)

    def _data(self, argument: str) -> None:
        if not self._recipients:
            if not self._does(Stage.DATA):
                self._peer.reply("503 RCPT first")
            return
        if not self._says(Stage.DATA, argument, "354 go ahead") or self._does(Stage.CONTENT):
            return
        wire = self._peer.until(b"\r\n.\r\n")
        if wire is None or self._sender is None:
            return
        content = wire.removesuffix(b".\r\n")
        mail = ReceivedMail(
            sender=self._sender,
            recipients=tuple(self._recipients),
            content=(b"\r\n" + content).replace(b"\r\n..", b"\r\n.")[2:],
            wire=content,
            is_secure=self._peer.is_secure,
            user=self._peer.user,
            parameters=self._parameters,
        )
        self._sender = None
        self._take(mail)

    def _take(self, mail: ReceivedMail) -> None:
        # It is the server's from here, whatever becomes of the reply (RFC 1047).
        refusal = self._server.answers(Stage.DOT, "")
        if refusal is None or refusal.startswith("2"):
            self._server.mails.append(mail)
        self._says(Stage.DOT, "", "250 accepted")

    def _rset(self, _argument: str) -> None:
        self._sender, self._recipients = None, []
        self._peer.reply("250 forgotten")

    def _quit(self, argument: str) -> None:
        self._says(Stage.QUIT, argument, "221 bye")
        self._peer.close()

    def _unknown(self, _argument: str) -> None:
        self._peer.reply("500 what?")

    def _says(self, stage: Stage, argument: str, *usual: str) -> bool:
        """Do as the stage's act says, or reply; whether the reply was the usual one."""
        if self._does(stage):
            return False
        answer = self._server.answers(stage, argument)
        self._peer.reply(*([answer] if answer else usual))
        return answer is None or answer.startswith("2")

    def _does(self, stage: Stage) -> bool:
        act = self._server.acts.get(stage)
        return act is not None and act(self._peer)

    def _ask(self, question: str) -> str:
        self._peer.reply(f"334 {question}")
        return _decode((self._peer.line() or b"").decode("ascii", "replace"))


def _decode(text: str) -> str:
    return base64.b64decode(text).decode()


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
