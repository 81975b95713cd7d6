"""Every call gets an id, a line in the log, and the headers that every answer has."""

import logging
import secrets
import time
from collections.abc import Iterable
from http import HTTPStatus

import attrs
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from compose_adapters.http.bodies import has_body
from compose_adapters.http.call import ID_HEADER, SESSION_HEADER, Call
from compose_adapters.http.call_ids import CALL_ID

LOG = logging.getLogger("compose_core.http")
_ID = ID_HEADER.lower().encode()
_CALL = "compose_core.call"
_ID_OCTETS = 12
_Header = tuple[bytes, bytes]
# In HTTP/1 alone, where a connection holds but one call at a time.
_CLOSE = (b"connection", b"close")
_STANDING = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


def call_of(request: Request) -> Call:
    """The call that a request is part of, the same through all its stages."""
    call: Call = request.scope[_CALL]
    call.request = request
    return call


@attrs.frozen
class Attendance:
    """Stands before the whole application.

    Args:
        app: the rest of it.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call, or whatever else a server asks."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        receiving = _Receiving(receive)
        call = Call.begun(Request(scope, receiving), secrets.token_urlsafe(_ID_OCTETS))
        scope[_CALL] = call
        named = CALL_ID.set(call.id)
        sending = _Sending(send, call, receiving)
        began = time.perf_counter()
        try:
            await self.app(scope, receiving, sending)
        finally:
            _write_line(call, sending.status, time.perf_counter() - began)
            CALL_ID.reset(named)
            # The call holds the request, which holds the scope: a circle, and the body with it.
            del scope[_CALL]


@attrs.define
class _Receiving:
    """Passes messages on; remembers whether the body came to its end."""

    receive: Receive
    has_ended: bool = False

    async def __call__(self) -> Message:
        message = await self.receive()
        self.has_ended = not message.get("more_body", False)
        return message


@attrs.define
class _Sending:
    """Passes messages on, with the headers that every answer has; remembers the status."""

    send: Send
    call: Call
    receiving: _Receiving
    status: int = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._with_standing(message.get("headers", ()))}
        await self.send(message)

    def _with_standing(self, given: Iterable[_Header]) -> list[_Header]:
        headers = list(given)
        names = {name for name, _ in headers}
        headers += (each for each in _STANDING if each[0] not in names)
        headers.append((_ID, self.call.id.encode()))
        if self.call.token:
            headers.append((SESSION_HEADER.lower().encode(), self.call.token.encode()))
        if self.status >= HTTPStatus.BAD_REQUEST and self._leaves_a_body():
            headers.append(_CLOSE)
        return headers

    def _leaves_a_body(self) -> bool:
        """Whether a body is refused that has not arrived: a server need not take in the rest."""
        request = self.call.request
        is_first_version = request.scope.get("http_version", "").startswith("1")
        return is_first_version and not self.receiving.has_ended and has_body(request)


def _write_line(call: Call, status: int, seconds: float) -> None:
    # The path's template alone: ids are harmless, but a token is a secret, and so may a query be.
    LOG.info(
        "%s %s %s %.1f ms id=%s",
        call.request.method,
        call.path or "(unknown path)",
        status or "(no answer)",
        seconds * 1000,
        call.id,
    )
