"""How many connections a process holds, and how long a client may take over what it sends.

1. A process has a limit of descriptors, and the database, the mail server and files need some of
   them. So connections have a limit below that one, and `ListeningSocket` judges it where a
   connection is accepted: asyncio itself would try in vain, and log, thousands of times a second.
2. A connection that waits for a request gives way to a new one, the one that waits longest first;
   so idle clients harm nobody. Where all are busy, the new one is closed at once.
3. None of this writes a line for each connection: `FoldedLog` counts, and writes once a minute.
"""

import asyncio
import errno
import logging
import os
import re
import socket
import weakref
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

import attrs
import uvicorn

from compose_adapters.wiring.configuration import Misconfigured

LOG = logging.getLogger("compose_core.http")
MOST_CONNECTIONS = 2_000
"""How many connections a process holds at most, unless the environment says otherwise."""
ROOM = 128
"""How many descriptors are left to the database, the mail server and files."""
FEWEST_CONNECTIONS = 8

_FOLD_SECONDS = 60
_NUMBER = re.compile("[1-9][0-9]{0,8}", re.ASCII)


@attrs.frozen(kw_only=True)
class ConnectionLimits:
    """What a process grants its clients.

    Args:
        connections: how many there may be at the same time.
        head: seconds for the head of a request, from its first octet, and for that octet itself.
        grace: seconds that a client may be behind with its body or in taking its answer.
        rate: octets a second of a body or an answer, on the average, once the grace is used up.
    """

    connections: int = MOST_CONNECTIONS
    head: int = 15
    grace: int = 30
    rate: int = 1_000


def connection_limits(environment: Mapping[str, str]) -> ConnectionLimits:
    """Read the limits from the environment; the connections fit below the limit of descriptors.

    Raises:
        Misconfigured: a value cannot be used, or asks for more descriptors than there are.
    """
    standard = ConnectionLimits()
    return ConnectionLimits(
        connections=_connections(environment),
        head=_number(environment, "COMPOSE_HEAD_SECONDS", standard.head),
        grace=_number(environment, "COMPOSE_BODY_GRACE_SECONDS", standard.grace),
        rate=_number(environment, "COMPOSE_BODY_RATE", standard.rate),
    )


def _connections(environment: Mapping[str, str]) -> int:
    name = "COMPOSE_CONNECTIONS"
    descriptors = _descriptors()
    most = fitting(descriptors)
    wanted = _number(environment, name, min(most, MOST_CONNECTIONS))
    if wanted > most:
        raise Misconfigured(
            f"{name} is {wanted}, but a process may open {descriptors} files and connections, "
            f"which leaves {most}; raise the limit of descriptors (ulimit -n, LimitNOFILE)"
        )
    if wanted < FEWEST_CONNECTIONS:
        raise Misconfigured(
            f"{name} comes to {wanted}; it must be {FEWEST_CONNECTIONS} or more, and a process "
            f"may open {descriptors} files and connections (ulimit -n, LimitNOFILE)"
        )
    return wanted


def fitting(descriptors: int) -> int:
    """How many connections fit below a limit of descriptors."""
    return descriptors - min(ROOM, descriptors // 2)


def _descriptors() -> int:
    try:
        import resource
    except ImportError:  # a system without such limits
        return MOST_CONNECTIONS + ROOM
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS * ROOM if soft == resource.RLIM_INFINITY else soft


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name)
    if not text:
        return default
    if not _NUMBER.fullmatch(text):
        raise Misconfigured(f"{name} is '{text[:20]}'; it must be a whole number, 1 or more")
    return int(text)


@attrs.define
class Pace:
    """Whether a client keeps up: a bucket of seconds that octets fill and time empties.

    Args:
        rate: octets that a second is worth.
        most: seconds that the bucket holds; it is full at first.
    """

    rate: int
    most: float
    left: float = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.left = self.most

    def keeps_up(self, octets: int, seconds: float) -> bool:
        """Count what came in a time; whether the client may go on."""
        self.left = min(self.most, self.left + octets / self.rate) - seconds
        return self.left > 0


class FoldedLog:
    """Counts what happens too often for a line each, and writes a line a minute at most.

    Args:
        seconds: between two lines.
    """

    def __init__(self, seconds: float = _FOLD_SECONDS) -> None:
        self._seconds = seconds
        self._counts: Counter[str] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    def note(self, event: str) -> None:
        """Count an event; the first after a quiet time is written at once. Needs a running loop."""
        self._counts[event] += 1
        if self._timer is None:
            self._write()

    def _write(self) -> None:
        self._timer = None
        if not self._counts:
            return
        LOG.warning("connections: %s", ", ".join(f"{n} {e}" for e, n in self._counts.items()))
        self._counts.clear()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._write)


class Idle(Protocol):
    """A connection that waits for a request."""

    def give_way(self) -> bool:
        """End at once, unless something is still to be sent; whether it does."""
        ...


class ConnectionGate:
    """Knows the connections of a process, and which of them wait for a request.

    Args:
        most: how many there may be.
    """

    def __init__(self, most: int) -> None:
        self.log = FoldedLog()
        self._most = most
        self._sockets: weakref.WeakSet[AcceptedSocket] = weakref.WeakSet()
        # In the order in which they began to wait.
        self._idle: dict[Idle, None] = {}
        self._begun = 0

    def accepted(self, connection: "AcceptedSocket") -> None:
        """Count a connection; nobody has spoken on it yet."""
        self._sockets.add(connection)

    def closed(self, connection: "AcceptedSocket") -> None:
        """Count a connection no more."""
        self._sockets.discard(connection)

    def begun(self) -> None:
        """Note that a protocol took over an accepted connection."""
        self._begun += 1

    def ended(self) -> None:
        """Note that a protocol lost its connection."""
        self._begun -= 1

    def waits(self, connection: Idle) -> None:
        """Note that a connection waits for a request; it may have to give way."""
        self._idle.setdefault(connection)

    def works(self, connection: Idle) -> None:
        """Note that a connection waits no more."""
        self._idle.pop(connection, None)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another connection."""
        return len(self._sockets) >= self._most

    @property
    def is_starting(self) -> bool:
        """Whether some connections have not reached their protocol yet, or are about to end."""
        return len(self._sockets) != self._begun

    def make_room(self) -> bool:
        """End the connection that waits longest; whether there was one."""
        for connection in list(self._idle):
            if connection.give_way():
                self.works(connection)
                self.log.note("idle, ended to make room")
                return True
        return False


class AcceptedSocket(socket.socket):
    """A connection that a gate counts until it is closed."""

    gate: ConnectionGate

    def close(self) -> None:
        """Close the connection."""
        self.gate.closed(self)
        super().close()


class ListeningSocket(socket.socket):
    """Accepts connections as far as a gate has room, and never runs out of descriptors.

    Args:
        listening: the socket at which they arrive; it stays open beside this one.
        gate: judges whether there is room.
    """

    def __init__(self, listening: socket.socket, gate: ConnectionGate) -> None:
        super().__init__(fileno=os.dup(listening.fileno()))
        self._gate = gate
        self._spare = _nothing()

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection.

        Raises:
            BlockingIOError: room is being made; the next turn of the loop has it.
            ConnectionAbortedError: the connection was refused.
        """
        gate = self._gate
        if gate.is_full and (gate.is_starting or gate.make_room()):
            raise BlockingIOError(errno.EAGAIN, "room is being made")
        try:
            connection, address = super().accept()
        except OSError as error:
            if error.errno not in {errno.EMFILE, errno.ENFILE}:
                raise
            self._refuse_one()
            gate.log.note("refused without a descriptor")
            gate.make_room()
            raise ConnectionAbortedError(errno.ECONNABORTED, "no descriptor is left") from None
        if gate.is_full:
            connection.close()
            gate.log.note("refused, all others being busy")
            raise ConnectionAbortedError(errno.ECONNABORTED, "all connections are busy")
        held = AcceptedSocket(fileno=connection.detach())
        held.gate = gate
        gate.accepted(held)
        return held, address

    def close(self) -> None:
        """Accept no more."""
        _give_back(self._spare)
        self._spare = -1
        super().close()

    def _refuse_one(self) -> None:
        # The spare descriptor takes the connection off the queue, where it would be reported anew.
        _give_back(self._spare)
        with suppress(OSError):
            super().accept()[0].close()
        self._spare = _nothing()


def _nothing() -> int:
    try:
        return os.open(os.devnull, os.O_RDONLY)
    except OSError:
        return -1


def _give_back(descriptor: int) -> None:
    if descriptor >= 0:
        os.close(descriptor)


class GuardedLoop(asyncio.SelectorEventLoop):
    """A loop whose servers accept as far as a gate has room.

    Args:
        gate: judges whether there is room.
    """

    def __init__(self, gate: ConnectionGate) -> None:
        super().__init__()
        self._gate = gate

    async def create_server(  # type: ignore[override]
        self,
        protocol_factory: Callable[[], asyncio.BaseProtocol],
        *,
        sock: socket.socket,
        **rest: Any,
    ) -> asyncio.AbstractServer:
        """Serve at a socket, which stays the caller's own."""
        guarded = ListeningSocket(sock, self._gate)
        return await super().create_server(protocol_factory, sock=guarded, **rest)


class ServerConfig(uvicorn.Config):
    """The settings of a server, with what its clients are granted.

    Args:
        app: makes the application.
        limits: of connections and of slow clients.
        options: as `uvicorn.Config` takes them.
    """

    def __init__(self, app: Any, *, limits: ConnectionLimits, **options: Any) -> None:
        super().__init__(app, **options)
        self.limits = limits
        # Empty as it is here, it can be sent to another process, which has one of its own then.
        self.gate: ConnectionGate | None = None

    def get_loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop]:
        """Make the loop of this process and its gate."""
        gate = self.gate = ConnectionGate(self.limits.connections)
        return lambda: GuardedLoop(gate)
