"""A socket on which every step ends in time, whatever the server does.

The host's addresses are tried in turn, each for its share of the time. Replies are read out of
the octets that arrive (RFC 5321, section 4.2), and no octet more is kept than a reply may have:
a server that talks without end is cut short.
"""

import queue
import re
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TypeVar

import attrs

from compose_adapters.smtp.errors import SmtpError, SmtpFailure, Stage
from compose_core.model.personal import hide_texts

Address = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
Place = tuple[socket.AddressFamily, Address]


def time_left(until: float) -> float:
    """Tell how many seconds are left.

    Args:
        until: by `time.monotonic`.

    Raises:
        TimeoutError: none.
    """
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def connect(host: str, port: int, until: float) -> socket.socket:
    """Connect to the first of the host's addresses that answers.

    The time is shared among them, so that one that is dead leaves some to the next.

    Args:
        host: a name or an address.
        port: 1 to 65535.
        until: by `time.monotonic`.

    Raises:
        TimeoutError: it took too long.
        OSError: the name is unknown, or no address answers.
    """
    return connect_first(_resolve(host, port, until), until)


def connect_first(places: Sequence[Place], until: float) -> socket.socket:
    """Connect to the first place that answers.

    Args:
        places: tried in their order, each for its share of the time that is left.
        until: by `time.monotonic`.

    Raises:
        TimeoutError: it took too long.
        OSError: no place answers.
    """
    fault: OSError = ConnectionError("the host has no address")
    for tried, place in enumerate(places):
        try:
            share = time_left(until) / (len(places) - tried)
            return _connect_to(place, monotonic() + share)
        except OSError as refusal:
            fault = refusal
    raise fault


def _connect_to(place: Place, until: float) -> socket.socket:
    family, address = place
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.settimeout(time_left(until))
        opened.connect(address)
        # Commands are small and wait for answers: nothing is won by holding them back.
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        opened.close()
        raise
    return opened


def _resolve(host: str, port: int, until: float) -> list[Place]:
    # The system's resolver knows no time limit, so another thread waits for it.
    answers: queue.SimpleQueue[list[Place] | OSError]
    answers = queue.SimpleQueue()
    thread = threading.Thread(
        target=lambda: answers.put(_look_up(host, port)), name="resolver", daemon=True
    )
    thread.start()
    try:
        answer = answers.get(timeout=time_left(until))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _look_up(host: str, port: int) -> list[Place] | OSError:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        return fault
    except UnicodeError:
        return OSError("the host's name cannot be looked up")
    return [(family, address) for family, _, _, _, address in found]


LONGEST_LINE = 2048
MOST_OCTETS = 65_536

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)
_CLOSING = 421


class NoReply(ValueError):
    """What arrives is no reply of SMTP."""


@attrs.frozen(field_transformer=hide_texts())
class Reply:
    """What a server answers.

    Args:
        code: 200 to 599.
        lines: without the code.
    """

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The reply in one line."""
        return " ".join((str(self.code), *self.lines))

    def fault(self, expected: int) -> SmtpFailure | None:
        """Classify the reply, where a code of that first digit was expected."""
        first = self.code // 100
        if self.code == _CLOSING:
            return SmtpFailure.CLOSING
        if first == expected:
            return None
        return {4: SmtpFailure.TRANSIENT, 5: SmtpFailure.PERMANENT}.get(first, SmtpFailure.GARBAGE)


class ReplyReader:
    """Takes octets, gives replies."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._lines: list[tuple[int, str]] = []
        self._octets = 0

    @property
    def is_empty(self) -> bool:
        """Whether every octet that arrived belongs to a reply that was given."""
        return not self._buffer and not self._lines

    def feed(self, octets: bytes) -> None:
        """Take octets as they arrive."""
        self._buffer += octets

    def next(self) -> Reply | None:
        """Read the next reply; ``None`` while it is not whole.

        Raises:
            NoReply: there will never be one.
        """
        while (line := self._line()) is not None:
            code, is_last = self._keep(line)
            if is_last:
                reply = Reply(code, tuple(text for _, text in self._lines))
                self._lines, self._octets = [], 0
                return reply
        return None

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\n", 0, LONGEST_LINE)
        if end < 0:
            if len(self._buffer) >= LONGEST_LINE:
                raise NoReply(f"a line of more than {LONGEST_LINE} octets")
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._octets += end + 1
        if self._octets > MOST_OCTETS:
            raise NoReply(f"a reply of more than {MOST_OCTETS} octets")
        return line.removesuffix(b"\r")

    def _keep(self, line: bytes) -> tuple[int, bool]:
        if not (match := _LINE.fullmatch(line)):
            raise NoReply(f"no reply of SMTP: {line[:80].decode('ascii', 'backslashreplace')}")
        code = int(match[1])
        if self._lines and code != self._lines[0][0]:
            raise NoReply("a reply whose lines have different codes")
        self._lines.append((code, (match[3] or b"").decode("utf-8", "backslashreplace")))
        return code, match[2] != b"-"


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
        self._socket = self._guard(lambda: connect(host, port, until))

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

        self._guard(handshake)

    def send(self, octets: bytes) -> None:
        """Send octets."""
        sending, until = self._open_socket(), self._until()

        def send() -> None:
            sending.settimeout(time_left(until))
            sending.sendall(octets)

        self._guard(send)

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

        self._guard(send)

    def reply(self) -> Reply:
        """Wait for a whole reply."""
        until = self._until()
        while (reply := self._guard(self._reader.next)) is None:
            self._reader.feed(self._guard(lambda: self._receive(until)))
        return reply

    def waiting_reply(self) -> Reply | None:
        """Read a reply that has arrived whole already; ``None`` if there is none."""
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
        """The server has said nothing that was not asked for, or the conversation is error.

        Otherwise the answer to one command would be taken for the answer to the next.
        """
        if not self._reader.is_empty:
            raise SmtpError(self.stage, SmtpFailure.GARBAGE, "the server speaks out of turn")

    def local_address(self) -> str:
        """Read the address of this end."""
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
        """Read what has arrived already: ``None`` for nothing, no octets for the end."""
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

    def _guard(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except TimeoutError:
            raise SmtpError(self.stage, SmtpFailure.TIMEOUT, "no answer in time") from None
        except NoReply as fault:
            raise SmtpError(self.stage, SmtpFailure.GARBAGE, str(fault)) from None
        except OSError as fault:
            text = fault.strerror or str(fault)
            raise SmtpError(self.stage, SmtpFailure.DISCONNECT, text) from None
