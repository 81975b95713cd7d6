"""Poolers that hand each transaction to another session of the server."""

import os
import queue
import select
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

import sqlalchemy as sa

from networks import connected_to, exactly, message, served, startup

SESSIONS = 3
_VERSION = (3 << 16).to_bytes(4, "big")
_ROUND_TRIP_ENDS = (b"Q", b"S")


class Pooler:
    """As PgBouncer in transaction mode, and harder: each transaction has another session.

    Args:
        url: of the server, which asks no password of this machine.
    """

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self._sessions: queue.SimpleQueue[socket.socket] = queue.SimpleQueue()
        self._greeting = b""
        self._lock = threading.Lock()
        self._is_closed = False
        for _ in range(SESSIONS):
            self._open()

    def close(self) -> None:
        """End the sessions; those in use end with their transaction."""
        with self._lock:
            self._is_closed = True
            while not self._sessions.empty():
                self._sessions.get().close()

    def serve(self, client: socket.socket) -> None:
        """Serve a client."""
        with client, suppress(OSError):
            if "options" in startup(client):
                fields = {"S": "FATAL", "V": "FATAL", "C": "08P01"}
                fields["M"] = "unsupported startup parameter: options"
                told = b"".join(f"{k}{v}\0".encode() for k, v in fields.items()) + b"\0"
                client.sendall(message(b"E", told))
                return
            client.sendall(self._greeting)
            while (first := received(client))[:1] != b"X":
                self._transact(client, first)

    def _transact(self, client: socket.socket, first: bytes) -> None:
        server = self._sessions.get()
        try:
            pass_on(client, server, first)
        except OSError:
            server.close()
            if not self._is_closed:
                self._open()
            raise
        self._keep(server)

    def _keep(self, server: socket.socket) -> None:
        with self._lock:
            if self._is_closed:
                server.close()
            else:
                self._sessions.put(server)

    def _open(self) -> None:
        server = connected_to(self._url)
        words = {"user": self._url.username or "", "database": self._url.database or ""}
        words["client_encoding"] = "UTF8"
        body = _VERSION + b"".join(f"{k}\0{v}\0".encode() for k, v in words.items()) + b"\0"
        server.sendall((len(body) + 4).to_bytes(4, "big") + body)
        greeting = b""
        while (got := received(server))[:1] != b"Z":
            greeting += got
        self._greeting = greeting + got
        self._keep(server)


def pass_on(client: socket.socket, server: socket.socket, first: bytes) -> None:
    """Pass on what client and server say until their transaction ends."""
    server.sendall(first)
    unanswered = int(first[:1] in _ROUND_TRIP_ENDS)
    peers: Mapping[socket.socket, socket.socket] = {client: server, server: client}
    while True:
        ready, _, _ = select.select(list(peers), [], [])
        for each in ready:
            got = received(each)
            if each is client and got[:1] == b"X":
                raise ConnectionError
            peers[each].sendall(got)
            unanswered += each is client and got[:1] in _ROUND_TRIP_ENDS
            unanswered -= each is server and got[:1] == b"Z"
            if each is server and got[:1] == b"Z" and got[-1:] == b"I" and not unanswered:
                return


def received(peer: socket.socket) -> bytes:
    """A message of a peer."""
    head = exactly(peer, 5)
    return head + exactly(peer, int.from_bytes(head[1:], "big") - 4)


@contextmanager
def fake_pooler(url: sa.URL) -> Iterator[int]:
    """A pooler before a server, and its port."""
    pooler = Pooler(url)
    with served(pooler.serve) as port:
        yield port
    pooler.close()


def real_pooler() -> str | None:
    """PgBouncer, if it is installed."""
    return os.environ.get("COMPOSE_TEST_PGBOUNCER") or shutil.which("pgbouncer")


@contextmanager
def pgbouncer(url: sa.URL, program: str, **settings: str) -> Iterator[int]:
    """PgBouncer in transaction mode before a server, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="compose-bouncer-"))
    host, user = url.host or url.query.get("host", "localhost"), url.username
    own = settings | {
        "listen_addr": "127.0.0.1",
        "listen_port": str(port),
        "unix_socket_dir": "",
        "auth_type": "any",
        "pool_mode": "transaction",
        "server_round_robin": "1",
        "min_pool_size": str(SESSIONS),
    }
    lines = [f"* = host={host} port={url.port or 5432} user={user}", "[pgbouncer]"]
    lines += [f"{name} = {value}" for name, value in own.items()]
    (folder / "pgbouncer.ini").write_text("\n".join(["[databases]", *lines, ""]))
    command = [program, "-q", str(folder / "pgbouncer.ini")]
    if os.geteuid() == 0:
        # It will not be root; who owns the server's socket may use it.
        at = Path(str(host))
        command[1:1] = ["-u", at.owner() if at.is_dir() else "nobody"]
        folder.chmod(0o755)
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 - tests name it
    try:
        _wait_for(port)
        yield port
    finally:
        running.terminate()
        running.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int) -> None:
    end = monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if monotonic() > end:
                raise
            sleep(0.05)
        else:
            return
