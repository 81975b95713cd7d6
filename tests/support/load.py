"""Many clients at once, which cost little themselves."""

import asyncio
import time
from urllib.parse import urlsplit

import attrs


@attrs.frozen
class Outcome:
    """What became of a load.

    Args:
        statuses: how often each status was answered.
        latencies: of every answer, in seconds, ascending.
        seconds: how long it took together.
    """

    statuses: dict[int, int]
    latencies: tuple[float, ...]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, fraction: float) -> float:
        """The latency that this part of the answers stays below, in seconds."""
        return self.latencies[min(len(self.latencies) - 1, int(fraction * len(self.latencies)))]


@attrs.define
class _Measured:
    ends: float
    statuses: dict[int, int] = attrs.field(factory=dict)
    latencies: list[float] = attrs.field(factory=list)

    def note(self, status: int, seconds: float) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.latencies.append(seconds)


def post_at_once(
    url: str, path: str, body: bytes, headers: dict[str, str], *, clients: int, seconds: float
) -> Outcome:
    """Post a body again and again, each client on a connection of its own.

    Args:
        url: of the server.
        path: where to.
        body: what.
        headers: besides Host and Content-Length.
        clients: how many.
        seconds: for how long; what is under way then is waited for.
    """
    place = urlsplit(url)
    lines = [f"POST {path} HTTP/1.1", f"Host: {place.netloc}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    message = "\r\n".join([*lines, "", ""]).encode() + body
    began = time.perf_counter()
    measured = _Measured(began + seconds)
    asyncio.run(_all(place.hostname or "", place.port or 80, message, measured, clients))
    took = time.perf_counter() - began
    return Outcome(measured.statuses, tuple(sorted(measured.latencies)), took)


async def _all(host: str, port: int, message: bytes, measured: _Measured, clients: int) -> None:
    await asyncio.gather(*(_client(host, port, message, measured) for _ in range(clients)))


async def _client(host: str, port: int, message: bytes, measured: _Measured) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        while (began := time.perf_counter()) < measured.ends:
            writer.write(message)
            status = await _answered(reader)
            measured.note(status, time.perf_counter() - began)
    finally:
        writer.close()
        await writer.wait_closed()


async def _answered(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, *lines = head.split("\r\n")
    for line in lines:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            await reader.readexactly(int(value))
    return int(status.split()[1])
