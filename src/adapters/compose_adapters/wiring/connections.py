"""The connections of a process: how many there may be, and which give way to new ones.

1. A process has a limit of descriptors, and the database, the mail server and files need some of
   them. So connections have a limit below that one, and `ListeningSocket` checks it when it accepts
   a connection: asyncio itself would try in vain, and log, thousands of times a second.
2. A connection that waits for a request gives way to a new one, the one that waits longest first;
   so idle clients harm no others. If none waits, the one whose body is the latest gives way. If all
   keep up or are being answered, the new one is closed at once.
3. None of this writes a line for each connection: `FoldedLog` counts, and writes once a minute.
"""

import asyncio
import errno
import logging
import os
import socket
import weakref
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

_LATE_SECONDS = 2
LOG = logging.getLogger("compose_core.http")
_FOLD_SECONDS = 60


class Waiting(Protocol):
    """A connection that waits for its client."""

    def give_way(self) -> bool:
        """End at once, unless something is still to be sent; whether it does."""
        ...

    def seconds_behind(self) -> float:
        """How late its body is, measured by the rate that it must keep up with."""
        ...


class ConnectionGate:
    """The connections of a process, and those of them that wait for a request.

    Args:
        most: how many there may be.
    """

    def __init__(self, most: int) -> None:
        self.log = FoldedLog()
        self._most = most
        self._sockets: weakref.WeakSet[AcceptedSocket] = weakref.WeakSet()
        # In the order in which they began to wait.
        self._idle: dict[Waiting, None] = {}
        self._receiving: dict[Waiting, None] = {}
        self._begun = 0

    def accepted(self, connection: "AcceptedSocket") -> None:
        """Count a connection that was just accepted."""
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

    def waits(self, connection: Waiting) -> None:
        """Note that a connection waits for a request; it may have to give way."""
        self._receiving.pop(connection, None)
        self._idle.setdefault(connection)

    def receives(self, connection: Waiting) -> None:
        """Note that a connection waits for a body; it may have to give way when that is late."""
        self._idle.pop(connection, None)
        self._receiving.setdefault(connection)

    def works(self, connection: Waiting) -> None:
        """Note that a connection waits no more."""
        self._idle.pop(connection, None)
        self._receiving.pop(connection, None)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another connection."""
        return len(self._sockets) >= self._most

    @property
    def is_starting(self) -> bool:
        """Whether some connections have not reached their protocol yet, or are about to end."""
        return len(self._sockets) != self._begun

    def make_room(self) -> bool:
        """End the connection that waits longest, or whose body is the latest; whether one was."""
        if self._ends_one(list(self._idle), "idle, ended to make room"):
            return True
        late = [each for each in self._receiving if each.seconds_behind() >= _LATE_SECONDS]
        late.sort(key=lambda each: each.seconds_behind(), reverse=True)
        return self._ends_one(late, "ended for a late body to make room")

    def _ends_one(self, connections: list[Waiting], why: str) -> bool:
        for connection in connections:
            if connection.give_way():
                self.works(connection)
                self.log.note(why)
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
    """A socket that accepts as many connections as a gate has room for.

    Args:
        listening: the socket at which they arrive; it stays open beside this one.
        gate: judges whether there is room.
    """

    def __init__(self, listening: socket.socket, gate: ConnectionGate) -> None:
        super().__init__(fileno=os.dup(listening.fileno()))
        self._gate = gate
        self._spare = _open_spare()

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
        _close(self._spare)
        self._spare = -1
        super().close()

    def _refuse_one(self) -> None:
        # The spare descriptor takes the connection off the queue, where it would be reported anew.
        _close(self._spare)
        with suppress(OSError):
            super().accept()[0].close()
        self._spare = _open_spare()


def _open_spare() -> int:
    try:
        return os.open(os.devnull, os.O_RDONLY)
    except OSError:
        return -1


def _close(descriptor: int) -> None:
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


class FoldedLog:
    """A log of events that are too frequent for a line each; it has a line a minute at most.

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
