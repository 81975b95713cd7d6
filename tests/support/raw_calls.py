"""Calls to an ASGI application without a client, whose own copies would be measured too."""

import asyncio
import threading
import time
import tracemalloc
from typing import Any

import attrs

from calls import SESSION
from untraced import untraced

SEND = "/ws/v12/interaction/activity/send"
_PIECE = 65_536
_App = Any


@attrs.frozen
class Cost:
    """What a call cost.

    Args:
        status: of its answer.
        seconds: of processor time, of the whole process.
        peak: octets of memory, beyond what there was before; nothing where it was not traced.
    """

    status: int
    seconds: float
    peak: int = 0


async def posted(
    app: _App,
    session: str,
    body: bytes,
    content_type: str,
    path: str = SEND,
    gate: asyncio.Event | None = None,
) -> int:
    """Post a body, and tell the status of the answer; its end waits for the gate."""
    place = 0

    async def receive() -> dict[str, Any]:
        nonlocal place
        if gate is not None and place + _PIECE >= len(body):
            await gate.wait()
        piece = body[place : place + _PIECE]
        place += len(piece)
        return {"type": "http.request", "body": piece, "more_body": place < len(body)}

    statuses: list[int] = []

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = {"host": "h", "content-type": content_type, "content-length": str(len(body))}
    headers[SESSION.lower()] = session
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "server": ("h", 80),
        "client": ("192.0.2.1", 50_000),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await app(scope, receive, send)
    [status] = statuses
    return status


def cost_of(app: _App, session: str, body: bytes, content_type: str) -> Cost:
    """Post a body, and tell what it cost in processor time."""
    with untraced():
        began = time.process_time()
        status = asyncio.run(posted(app, session, body, content_type))
        return Cost(status, time.process_time() - began)


def memory_of(app: _App, session: str, body: bytes, content_type: str) -> Cost:
    """Post a body, and tell what it cost in memory; its time is that of tracing."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        cost = cost_of(app, session, body, content_type)
        return attrs.evolve(cost, peak=tracemalloc.get_traced_memory()[1] - before)
    finally:
        tracemalloc.stop()


def longest_hold_of(app: _App, session: str, body: bytes, content_type: str) -> float:
    """Post a body, and tell the longest time for which no other thread came to its turn.

    It is processor time of the process: a thread that always wants the interpreter asks for it
    over and over, and what the others have computed meanwhile was computed without giving it up.
    """
    longest = 0.0
    is_over = False

    def want() -> None:
        nonlocal longest
        last = time.process_time()
        while not is_over:
            now = time.process_time()
            longest, last = max(longest, now - last), now

    thread = threading.Thread(target=want)
    thread.start()
    try:
        asyncio.run(posted(app, session, body, content_type))
    finally:
        is_over = True
        thread.join()
    return longest
