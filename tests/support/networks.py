"""Networks and servers in trouble: what answers, what answers nothing, and what stops half-way."""

import select
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

import sqlalchemy as sa

_SSL_REQUEST = 80877103
_GSS_REQUEST = 80877104
_POLL_SECONDS = 0.05


def at_port(url: sa.URL, port: int, **query: str) -> str:
    """The URL of a database as it is reached through a port of this machine."""
    moved = url.difference_update_query(["host"]).set(host="127.0.0.1", port=port)
    moved = moved.update_query_dict(query)
    return moved.render_as_string(hide_password=False)


@contextmanager
def silent_port() -> Iterator[int]:
    """A port that accepts every connection and answers nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield listening.getsockname()[1]


@contextmanager
def full_port() -> Iterator[int]:
    """A port whose backlog is full: it does not even accept."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        port = listening.getsockname()[1]
        waiting: list[socket.socket] = []
        try:
            while True:
                waiting.append(socket.socket())
                waiting[-1].settimeout(0.2)
                try:
                    waiting[-1].connect(("127.0.0.1", port))
                except TimeoutError:
                    break
            yield port
        finally:
            for each in waiting:
                each.close()


@contextmanager
def closed_port() -> Iterator[int]:
    """A port that refuses connections."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextmanager
def refusing_port(code: str, words: str) -> Iterator[int]:
    """A port at which a server refuses every session, with a state of SQL and a sentence."""
    fields = {"S": "FATAL", "V": "FATAL", "C": code, "M": words}
    answer = message(b"E", b"".join(f"{k}{v}\0".encode() for k, v in fields.items()) + b"\0")

    def refuse(client: socket.socket) -> None:
        with client, suppress(OSError):
            startup(client)
            client.sendall(answer)

    with served(refuse) as port:
        yield port


@contextmanager
def served(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port whose every connection is served by a thread of its own."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    threading.Thread(target=serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def message(kind: bytes, body: bytes) -> bytes:
    """A message of the protocol."""
    return kind + (len(body) + 4).to_bytes(4, "big") + body


def exactly(peer: socket.socket, octets: int) -> bytes:
    """So many octets of a peer.

    Raises:
        ConnectionError: it has ended before.
    """
    got = bytearray()
    while len(got) < octets:
        piece = peer.recv(octets - len(got))
        if not piece:
            raise ConnectionError
        got += piece
    return bytes(got)


def startup(client: socket.socket) -> dict[str, str]:
    """What a client says first; encryption is not to be had."""
    while True:
        body = exactly(client, int.from_bytes(exactly(client, 4), "big") - 4)
        if int.from_bytes(body[:4], "big") not in {_SSL_REQUEST, _GSS_REQUEST}:
            break
        client.sendall(b"N")
    words = body[4:].decode().split("\0")
    return dict(zip(words[::2], words[1::2], strict=False))


def connected_to(url: sa.URL) -> socket.socket:
    """A socket to the server of a URL."""
    host = url.host or url.query.get("host", "localhost")
    if isinstance(host, str) and host.startswith("/"):
        own = socket.socket(socket.AF_UNIX)
        own.connect(f"{host}/.s.PGSQL.{url.port or 5432}")
        return own
    return socket.create_connection((str(host), url.port or 5432))


class Proxy:
    """What stands between a client and its server.

    Args:
        url: of the server.
    """

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self._is_frozen = threading.Event()
        self._is_cut = threading.Event()

    def freeze(self) -> None:
        """Pass nothing on from now on; every connection stays."""
        self._is_frozen.set()

    def cut(self) -> None:
        """End every connection."""
        self._is_cut.set()

    def thaw(self) -> None:
        """Be as in the beginning, for new connections."""
        self._is_frozen.clear()
        self._is_cut.clear()

    def serve(self, client: socket.socket) -> None:
        """Pass on what client and server say."""
        with client, connected_to(self._url) as server, suppress(OSError):
            peers: Mapping[socket.socket, socket.socket] = {client: server, server: client}
            while not self._is_cut.is_set():
                ready, _, _ = select.select(list(peers), [], [], _POLL_SECONDS)
                for each in [] if self._is_frozen.is_set() else ready:
                    if not (octets := each.recv(65536)):
                        return
                    peers[each].sendall(octets)


@contextmanager
def proxied(url: sa.URL) -> Iterator[tuple[Proxy, int]]:
    """A proxy before a server, and its port."""
    proxy = Proxy(url)
    with served(proxy.serve) as port:
        yield proxy, port
        proxy.cut()
