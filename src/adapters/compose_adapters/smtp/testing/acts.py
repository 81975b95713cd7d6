"""What a misbehaving server does in place of its reply, and the client that it does it to."""

import socket
import ssl
import threading
from collections.abc import Callable
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
        """Read the client's next line with its end; ``None`` when there is none."""
        return self.until(b"\n")

    def until(self, end: bytes) -> bytes | None:
        """Read up to and with an end; ``None`` when that does not come."""
        searched = 0
        while (found := self._buffer.find(end, searched)) < 0:
            searched = max(0, len(self._buffer) - len(end) + 1)
            if not (octets := self._receive()):
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

    def _receive(self) -> bytes:
        try:
            return self._connection.recv(65_536)
        except OSError:
            return b""


Act = Callable[[Peer], bool]
"""Does something to a client; false where the server shall behave as usual after it."""

_FLOOD = 65_536


def replies(*lines: str) -> Act:
    """Say these lines."""

    def act(peer: Peer) -> bool:
        peer.reply(*lines)
        if lines[-1].startswith("421"):
            peer.close()
        return True

    return act


def closes(peer: Peer) -> bool:
    """Hang up without a word."""
    peer.close()
    return True


def is_silent(peer: Peer) -> bool:
    """Say nothing until the client hangs up."""
    while peer.until(b"\n"):
        pass
    return True


def talks_nonsense(peer: Peer) -> bool:
    """Say what is no reply of SMTP."""
    peer.say(b"<html>Bad Request</html>\r\n")
    return True


def floods(piece: bytes) -> Act:
    """Say the same without end."""

    def act(peer: Peer) -> bool:
        octets = piece * (_FLOOD // len(piece))
        while peer.is_open and not peer.stopping.is_set():
            peer.say(octets)
        return True

    return act


def drips(octets: bytes, seconds: float) -> Act:
    """Say an octet at a time, and wait between them."""

    def act(peer: Peer) -> bool:
        for octet in octets:
            peer.say(bytes([octet]))
            if not peer.is_open or peer.stopping.wait(seconds):
                break
        return True

    return act


def injects(octets: bytes) -> Act:
    """Say the octets, and then what belongs there."""

    def act(peer: Peer) -> bool:
        peer.say(octets)
        return False

    return act


def only_first(times: int, act: Act) -> Act:
    """Do it so many times, and behave from then on."""
    left = iter(range(times))

    def limited(peer: Peer) -> bool:
        return next(left, None) is not None and act(peer)

    return limited
