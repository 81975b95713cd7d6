"""A socket on which every step ends in time, whatever the server does."""

import socket
import ssl
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from compose_adapters.smtp.addresses import connected, time_left
from compose_adapters.smtp.errors import SmtpError, SmtpFailure, Stage
from compose_adapters.smtp.replies import NoReply, Reply, ReplyReader

_AT_ONCE = 4096

T = TypeVar("T")


class Connection:
    """A conversation with a server: commands out, replies in, each within its time.

    Args:
        step: how many seconds one step may take: a connection, a command and its whole reply,
            a piece of content.
        deadline: the time, by `time.monotonic`, at which all must be over.
    """

    def __init__(self, step: float, deadline: float) -> None:
        self.stage = Stage.CONNECT
        self.deadline = deadline
        self._step = step
        self._socket: socket.socket | ssl.SSLSocket | None = None
        self._reader = ReplyReader()

    def open(self, host: str, port: int) -> None:
        """Connect to the first address of the host that answers."""
        until = self._until()
        self._socket = self._guarded(lambda: connected(host, port, until))

    def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Go on within TLS, the server verified.

        What the server sent beyond its reply arrived in clear: somebody may have put it there
        to be taken for the answers to what follows (CVE-2011-0411 and its kin).
        """
        self.expect_silence()
        plain, until = self._open_socket(), self._until()
        plain.settimeout(time_left(until))

        def handshake() -> None:
            self._socket = context.wrap_socket(plain, server_hostname=host)

        self._guarded(handshake)

    def send(self, octets: bytes) -> None:
        """Send octets."""
        sending, until = self._open_socket(), self._until()

        def send() -> None:
            sending.settimeout(time_left(until))
            sending.sendall(octets)

        self._guarded(send)

    def send_into(self, stage: Stage, before: bytes, octets: bytes) -> None:
        """Send octets, and others with the first of which the conversation comes to a stage.

        A fault by which not one of those has left is a fault of the stage before.
        """
        sending, until = self._open_socket(), self._until()
        whole = memoryview(before + octets)

        def send() -> None:
            sent = 0
            while sent < len(whole):
                sending.settimeout(time_left(until))
                # Either the system takes some of them, or it says that it took none.
                sent += sending.send(whole[sent:])
                if sent > len(before):
                    self.stage = stage

        self._guarded(send)

    def reply(self) -> Reply:
        """Wait for a whole reply."""
        until = self._until()
        while (reply := self._guarded(self._reader.next)) is None:
            self._reader.feed(self._guarded(lambda: self._receive(until)))
        return reply

    def waiting_reply(self) -> Reply | None:
        """The reply that has arrived whole already; ``None`` if there is none."""
        try:
            while (reply := self._reader.next()) is None and (octets := self._waiting()):
                self._reader.feed(octets)
        except NoReply:
            return None
        return reply

    @property
    def is_silent(self) -> bool:
        """Whether the server is there, and has said nothing that was not asked for."""
        return self._reader.is_empty and self._waiting() is None

    def expect_silence(self) -> None:
        """The server has said nothing that was not asked for, or the conversation is broken.

        Otherwise the answer to one command would be taken for the answer to the next.
        """
        if not self._reader.is_empty:
            raise SmtpError(self.stage, SmtpFailure.GARBAGE, "the server speaks out of turn")

    def local_address(self) -> str:
        """This end's address."""
        return str(self._open_socket().getsockname()[0])

    def close(self) -> None:
        """Close the socket; nothing is said."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def _receive(self, until: float) -> bytes:
        receiving = self._open_socket()
        receiving.settimeout(time_left(until))
        if not (octets := receiving.recv(_AT_ONCE)):
            raise ConnectionError("the server closed the connection")
        return octets

    def _waiting(self) -> bytes | None:
        """What has arrived already: ``None`` for nothing, no octets for the end."""
        receiving = self._open_socket()
        receiving.settimeout(0)
        try:
            return receiving.recv(_AT_ONCE)
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        except OSError:
            return b""

    def _open_socket(self) -> socket.socket | ssl.SSLSocket:
        if self._socket is None:
            raise SmtpError(self.stage, SmtpFailure.DISCONNECT, "the connection is closed")
        return self._socket

    def _until(self) -> float:
        return min(monotonic() + self._step, self.deadline)

    def _guarded(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except TimeoutError:
            raise SmtpError(self.stage, SmtpFailure.TIMEOUT, "no answer in time") from None
        except NoReply as fault:
            raise SmtpError(self.stage, SmtpFailure.GARBAGE, str(fault)) from None
        except OSError as fault:
            text = fault.strerror or str(fault)
            raise SmtpError(self.stage, SmtpFailure.DISCONNECT, text) from None
