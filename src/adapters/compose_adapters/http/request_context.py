"""The context of one request: its id, wishes and user, its log line, its standing headers."""

import logging
import secrets
import time
from collections.abc import Iterable
from contextvars import ContextVar
from http import HTTPStatus

import attrs
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from compose_adapters.http.bodies import has_body
from compose_adapters.http.exceptions import NoFormatFits, NoLanguageFits
from compose_adapters.http.negotiation import format_of, negotiate_format, negotiate_language
from compose_core.model.settings import PartitionSettings
from compose_core.model.site import SiteSnapshot
from compose_core.model.user import User

SESSION_HEADER = "X-egain-session"
USER_MESSAGE_HEADER = "X-egain-error-message"
ID_HEADER = "X-Request-Id"
_HEADERS = "compose_core.headers"


@attrs.define
class RequestContext:
    """A call, known better from stage to stage (H5).

    Args:
        request: as it came.
        id: names the call in its answer and in every log line about it.
        token: of the session, once it is known to live.
        user: whose session it is.
        path: the template of the path, which tells no secret; empty for an unknown one.
        site: as it was when the call began; ``None`` until it is read, or where it cannot be.
    """

    request: Request
    id: str
    token: str | None = attrs.field(default=None, repr=False)
    user: User | None = None
    path: str = ""
    site: SiteSnapshot | None = None
    _negotiated: tuple[str, str] | None = None

    @property
    def actor(self) -> str:
        """The login of the user who makes the call.

        Raises:
            AssertionError: the call needs no session, so no user is known.
        """
        if self.user is None:
            raise AssertionError("this call has no session")
        return self.user.login

    @property
    def source(self) -> str:
        """The address that the call comes from, as the server tells it; empty for none."""
        client = self.request.client
        return client.host if client else ""

    @property
    def wants_user_message(self) -> bool:
        """Whether errors shall hold a message for the user."""
        return (header(self.request, USER_MESSAGE_HEADER) or "").strip().lower() == "yes"

    @property
    def partition(self) -> PartitionSettings:
        """The settings that the call is answered under."""
        return self.site.partition if self.site else PartitionSettings()

    @property
    def language(self) -> str:
        """The language of the answer: the partition's where the call asks for none that fits."""
        if self._negotiated:
            return self._negotiated[0]
        try:
            return self._best_language()
        except NoLanguageFits:
            return self.partition.language

    @property
    def format(self) -> str:
        """The format of the answer: the request's own where the call asks for none that fits."""
        if self._negotiated:
            return self._negotiated[1]
        try:
            return self._best_format()
        except NoFormatFits:
            return format_of(header(self.request, "content-type"))

    def negotiate(self) -> None:
        """Choose language and format (H5 stage 3).

        Raises:
            NoLanguageFits: no language of ours is acceptable.
            NoFormatFits: neither format is.
        """
        self._negotiated = self._best_language(), self._best_format()

    def _best_language(self) -> str:
        return negotiate_language(header(self.request, "accept-language"), self.partition.language)

    def _best_format(self) -> str:
        own = format_of(header(self.request, "content-type"))
        return negotiate_format(header(self.request, "accept"), own)


def header(request: Request, name: str) -> str | None:
    """A header's values, joined by commas; an empty one is an absent one (H3)."""
    headers: dict[str, str] | None = request.scope.get(_HEADERS)
    if headers is None:
        headers = request.scope[_HEADERS] = _joined(request)
    return headers.get(name.lower())


def _joined(request: Request) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in request.headers.items():
        if value.strip():
            found.setdefault(name, []).append(value)
    return {name: ", ".join(values).strip() for name, values in found.items()}


NO_REQUEST = "-"
REQUEST_ID: ContextVar[str] = ContextVar("compose_core.call_id", default=NO_REQUEST)
"""The id, also in the threads that work on the call."""


class RequestIdFilter(logging.Filter):
    """Gives a record the attribute ``call_id``, for the format of a handler that it filters."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        record.call_id = REQUEST_ID.get()
        return True


LOG = logging.getLogger("compose_core.http")
_ID = ID_HEADER.lower().encode()
_CALL = "compose_core.call"
_ID_OCTETS = 12
_Header = tuple[bytes, bytes]
# In HTTP/1 alone, where a connection holds but one call at a time.
_CLOSE = (b"connection", b"close")
_STANDING = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


def context_of(request: Request) -> RequestContext:
    """The call that a request is part of, the same through all its stages."""
    call: RequestContext = request.scope[_CALL]
    call.request = request
    return call


@attrs.frozen
class RequestContextMiddleware:
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
        receiving = _BodyTracker(receive)
        call = RequestContext(Request(scope, receiving), secrets.token_urlsafe(_ID_OCTETS))
        scope[_CALL] = call
        named = REQUEST_ID.set(call.id)
        sending = _HeaderAdder(send, call, receiving)
        began = time.perf_counter()
        try:
            await self.app(scope, receiving, sending)
        finally:
            _write_line(call, sending.status, time.perf_counter() - began)
            REQUEST_ID.reset(named)
            # The call holds the request, which holds the scope: a circle, and the body with it.
            del scope[_CALL]


@attrs.define
class _BodyTracker:
    """Passes messages on; remembers whether the body came to its end."""

    receive: Receive
    has_ended: bool = False

    async def __call__(self) -> Message:
        message = await self.receive()
        self.has_ended = not message.get("more_body", False)
        return message


@attrs.define
class _HeaderAdder:
    """Passes messages on, with the headers that every answer has; remembers the status."""

    send: Send
    call: RequestContext
    receiving: _BodyTracker
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


def _write_line(call: RequestContext, status: int, seconds: float) -> None:
    # The path's template alone: ids are harmless, but a token is a secret, and so may a query be.
    LOG.info(
        "%s %s %s %.1f ms id=%s",
        call.request.method,
        call.path or "(unknown path)",
        status or "(no answer)",
        seconds * 1000,
        call.id,
    )
