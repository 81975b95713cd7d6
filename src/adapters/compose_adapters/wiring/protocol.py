"""The server's HTTP/1.1: requests that are not well-formed have an answer like all others.

A client that is too slow is ended. Each connection looks at itself once a second:

1. A head has its time from its first octet, and the first octet has as much.
2. A body has a `Pace`. Its clock stops while the application does not read.
3. An answer has a pace too: a client that does not take it cannot stay for ever.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from compose_adapters.http.request_context import ID_HEADER
from compose_adapters.wire import encode_error
from compose_adapters.wire.media import JSON
from compose_adapters.wiring.connection_limits import ConnectionLimits, Pace
from compose_adapters.wiring.connections import ConnectionGate, GuardedLoop

LOG = logging.getLogger("compose_core.http")
HEAD_OCTETS = 16 * 1024
"""The least length that every head of a request may have: its first line and its headers.

A longer one that has not ended is refused; one that arrives in one piece may still be taken.
"""
_MALFORMED = f"The request is not well-formed HTTP, or its head has more than {HEAD_OCTETS} octets."
_TOO_SLOW = "The request arrives too slowly."
_LOOK_SECONDS = 1.0
_ID_OCTETS = 12
_HEAD = """HTTP/1.1 {status} {phrase}\r
Content-Type: {type}\r
Content-Length: {length}\r
Connection: close\r
Cache-Control: no-store\r
X-Content-Type-Options: nosniff\r
{id_header}: {id}\r
\r
"""


class ServerConfig(uvicorn.Config):
    """The settings of a server, with the limits of its clients.

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


class StrictConnection(h11.Connection):
    """HTTP/1.1 whose bodies have one length, so that no proxy before it sees another one.

    If a request has both lengths, h11 takes one of them; a proxy before this server may have taken
    the other, and then the rest of the body is read as a request of its own (RFC 9112, 6.1).
    """

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Read the next event.

        Raises:
            RemoteProtocolError: the request is not well-formed.
        """
        event = super().next_event()
        if isinstance(event, h11.Request):
            _must_have_one_length(event)
        return event


def _must_have_one_length(request: h11.Request) -> None:
    names = {name for name, _ in request.headers}
    if b"transfer-encoding" not in names:
        return
    if b"content-length" in names or request.http_version < b"1.1":
        raise h11.RemoteProtocolError("the length of the body is ambiguous")


class Protocol(H11Protocol):
    """HTTP/1.1 by h11, whose own answers have an id and the product's form.

    They are in JSON: what the request accepts is not known.
    """

    def __init__(
        self,
        config: ServerConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = StrictConnection(h11.SERVER, HEAD_OCTETS)
        self._limits = config.limits
        self._gate = config.gate or ConnectionGate(config.limits.connections)
        self._looked = self._head_began = self.loop.time()
        self._is_head_begun = False
        self._octets = 0
        self._unsent = 0
        self._paced: RequestResponseCycle | None = None
        self._receiving = self._sending = self._pace()
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch over a connection."""
        super().connection_made(transport)
        self._gate.begun()
        self._gate.waits(self)
        self._timer = self.loop.call_later(_LOOK_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        if self._timer is not None:
            self._timer.cancel()
        self._gate.works(self)
        self._gate.ended()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what a client sent."""
        self._octets += len(data)
        if not self._is_head_begun and self.conn.their_state is h11.IDLE:
            self._is_head_begun, self._head_began = True, self.loop.time()
        super().data_received(data)
        self._note_whether_it_waits()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._is_head_begun, self._head_began = False, self.loop.time()
        super().on_response_complete()
        self._note_whether_it_waits()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the base's words
        """Answer a request that cannot be read, and close the connection."""
        call_id = secrets.token_urlsafe(_ID_OCTETS)
        LOG.info("(malformed) 400 id=%s source=%s", call_id, self._source())
        self._end(HTTPStatus.BAD_REQUEST, "400-152", _MALFORMED, call_id)

    def give_way(self) -> bool:
        """End at once, unless something is still to be sent; whether it does."""
        if self.transport.get_write_buffer_size():
            return False
        self.transport.abort()
        return True

    def seconds_behind(self) -> float:
        """How late the body of the request is."""
        return self._receiving.behind if self._paced is self.cycle else 0.0

    def _note_whether_it_waits(self) -> None:
        if self.conn.their_state is h11.IDLE and _under_way(self.cycle) is None:
            self._gate.waits(self)
        elif self.conn.their_state is h11.SEND_BODY:
            self._gate.receives(self)
        else:
            self._gate.works(self)

    def _pace(self) -> Pace:
        return Pace(self._limits.rate, self._limits.grace)

    def _look(self) -> None:
        now = self.loop.time()
        passed, self._looked = now - self._looked, now
        octets, self._octets = self._octets, 0
        self._timer = self.loop.call_later(_LOOK_SECONDS, self._look)
        if not self._takes_its_answer(passed):
            self._gate.log.note("ended that did not take their answers")
            self.transport.abort()
        elif not self.transport.is_closing():
            self._judge_the_client(now, octets, passed)

    def _judge_the_client(self, now: float, octets: int, passed: float) -> None:
        if self.conn.their_state is h11.IDLE and _under_way(self.cycle) is None:
            if now - self._head_began >= self._limits.head:
                self._end_slow_head()
        elif self.conn.their_state is h11.SEND_BODY and not self._sends_its_body(octets, passed):
            self._gate.log.note("ended for a slow body")
            self._end_slow_body()

    def _sends_its_body(self, octets: int, seconds: float) -> bool:
        if self._paced is not self.cycle:
            self._paced, self._receiving = self.cycle, self._pace()
            return True
        is_held_up = self.flow.read_paused or self.cycle.waiting_for_100_continue
        return self._receiving.keeps_up(octets, 0 if is_held_up else seconds)

    def _takes_its_answer(self, seconds: float) -> bool:
        unsent = self.transport.get_write_buffer_size()
        taken, self._unsent = self._unsent - unsent, unsent
        if not unsent or taken < 0:
            self._sending = self._pace()
            return True
        return self._sending.keeps_up(taken, seconds)

    def _end_slow_head(self) -> None:
        if self._is_head_begun:
            self._gate.log.note("ended for a slow head")
            self._end_slowly()
        else:
            self.transport.close()

    def _end_slow_body(self) -> None:
        if _under_way(self.cycle) is None:
            # It was answered before it had arrived.
            self.transport.close()
        else:
            self._end_slowly()

    def _end_slowly(self) -> None:
        call_id = secrets.token_urlsafe(_ID_OCTETS)
        self._end(HTTPStatus.REQUEST_TIMEOUT, "408-100", _TOO_SLOW, call_id)

    def _end(self, status: HTTPStatus, code: str, text: str, call_id: str) -> None:
        cycle = _under_way(self.cycle)
        if cycle is None or not cycle.response_started:
            self.transport.write(_answer(status, code, text, call_id))
        if cycle is not None:
            # Its head was right, but its connection ends.
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.close()

    def _source(self) -> str:
        return self.client[0] if self.client else "-"


def _under_way(cycle: RequestResponseCycle | None) -> RequestResponseCycle | None:
    """The call that is being answered on the connection, if there is one."""
    return None if cycle is None or cycle.response_complete else cycle


def _answer(status: HTTPStatus, code: str, text: str, call_id: str) -> bytes:
    body = encode_error(code, text, (), None, JSON)
    head = _HEAD.format(
        status=status.value,
        phrase=status.phrase,
        type=JSON,
        length=len(body),
        id_header=ID_HEADER,
        id=call_id,
    )
    return head.encode() + body
