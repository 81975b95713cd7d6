"""Calls to an ASGI application, without a server and without a network."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence

import attrs
import httpx
from starlette.types import ASGIApp

JSON = "application/json"
XML = "application/xml"
SESSION = "X-egain-session"
PASSWORD = "secret"  # noqa: S105 - of users that live in memory


@attrs.define
class Caller:
    """Whoever calls the application.

    Args:
        app: the application.
        session: the session that its calls carry.
        mount: the path that the application is mounted at.
        address: where the calls come from.
    """

    app: ASGIApp
    session: str | None = None
    mount: str = ""
    address: str = "192.0.2.1"

    def call(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
    ) -> httpx.Response:
        """The answer to a call; pairs may give a header more than once."""
        return asyncio.run(self.answered(self.request(method, path, body, headers)))

    def request(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
    ) -> httpx.Request:
        """A call that is not made yet."""
        given = httpx.Headers([("host", "localhost"), *httpx.Headers(headers).multi_items()])
        if self.session and SESSION not in given:
            given[SESSION] = self.session
        url = f"http://localhost{path}"
        return httpx.Request(method, url, headers=given, content=_content(body))

    def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer to a GET; headers are given with underscores."""
        return self.call("GET", path, headers=_spelt(headers))

    def post(
        self, path: str, body: bytes, content_type: str = JSON, **headers: str
    ) -> httpx.Response:
        """The answer to a POST."""
        return self.call("POST", path, body, {"Content-Type": content_type, **_spelt(headers)})

    def delete(self, path: str, **headers: str) -> httpx.Response:
        """The answer to a DELETE."""
        return self.call("DELETE", path, headers=_spelt(headers))

    def log_in(self, name: str = "agent", password: str = PASSWORD) -> httpx.Response:
        """Log in, and make the calls that follow in that session."""
        body = f'{{"userName": "{name}", "password": "{password}"}}'.encode()
        answer = self.post("/ws/v12/authentication/user/login", body)
        self.session = answer.headers.get(SESSION)
        return answer

    async def answered(self, request: httpx.Request) -> httpx.Response:
        """The answer to a call, for those who make several at once."""
        transport = httpx.ASGITransport(
            self.app, root_path=self.mount, client=(self.address, 50_000)
        )
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.send(request)


def _content(body: bytes | Iterable[bytes]) -> bytes | AsyncIterator[bytes]:
    return body if isinstance(body, bytes) else _arriving(body)


async def _arriving(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def _spelt(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def pieces_of(body: bytes, size: int) -> Iterator[bytes]:
    """A body in pieces."""
    for start in range(0, len(body), size):
        yield body[start : start + size]
