"""The other end of one connection, as a server sees it."""

import socket
import ssl
import threading
from contextlib import suppress


class Peer:
    """A client that has connected.

    Args:
        connection: to the client.
        stopping: set when the server stops.

    Attributes:
        is_secure: whether the conversation is within TLS.
        user: as whom the client authenticated.
        is_open: whether the conversation goes on.
    """

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self.is_secure = False
        self.user: str | None = None
        self.is_open = True
        self.stopping = stopping
        # Small replies to pipelined commands would each wait for the one before to be seen.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection
        self._buffer = b""

    def say(self, octets: bytes) -> None:
        """Send octets; a client that is gone ends the conversation."""
        try:
            self._connection.sendall(octets)
        except OSError:
            self.is_open = False

    def reply(self, *lines: str) -> None:
        """Send lines."""
        self.say("".join(f"{line}\r\n" for line in lines).encode())

    def line(self) -> bytes | None:
        """The client's next line with its end; ``None`` when there is none."""
        return self.until(b"\n")

    def until(self, end: bytes) -> bytes | None:
        """What the client sends up to and with an end; ``None`` when that does not come."""
        searched = 0
        while (found := self._buffer.find(end, searched)) < 0:
            searched = max(0, len(self._buffer) - len(end) + 1)
            if not (octets := self._received()):
                self.is_open = False
                return None
            self._buffer += octets
        cut = found + len(end)
        taken, self._buffer = self._buffer[:cut], self._buffer[cut:]
        return taken

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Go on within TLS; what came in clear before is forgotten."""
        self._buffer = b""
        try:
            self._connection = context.wrap_socket(self._connection, server_side=True)
        except OSError:
            self.close()
        else:
            self.is_secure = True

    def close(self) -> None:
        """Hang up."""
        self.is_open = False
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def _received(self) -> bytes:
        try:
            return self._connection.recv(65_536)
        except OSError:
            return b""
