"""A way to PostgreSQL on which the connection is cut at a commit, before or after it arrives."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

_PORT = 5432
_OCTETS = 65536
_LONGEST_ANSWER = 10
# And not the level of isolation that a connection may be set up with.
_COMMIT = re.compile(rb"COMMIT(?!TED)")


class Cut(Enum):
    """What becomes of a commit whose connection is cut."""

    BEFORE = "it never arrives, and the server learns of the cut"
    AFTER = "it is done, and its answer is lost"
    LATE = "it arrives some time after its caller was cut off"
    OPEN = "it never arrives, and the server waits for it until the way is closed"


class Way:
    """Leads connections to a server; a listener on a Unix socket.

    Attributes:
        is_cut: whether the commit that was to be cut has come.
        late: seconds that a late one takes.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self._server = sa.make_url(url)
        self._lock = threading.Lock()
        self._cut: Cut | None = None
        self._left = 0
        self._held = ExitStack()
        self.is_cut = False
        self.late = 0.15
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / f".s.PGSQL.{_PORT}"))
        self._listener.listen()
        self.url = self._server.set(
            host=None, port=None, query={"host": str(folder), "port": str(_PORT)}
        ).render_as_string(hide_password=False)
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, how: Cut, number: int = 1) -> None:
        """The commit of that number from now on is cut, and none after it."""
        with self._lock:
            self._cut, self._left, self.is_cut = how, number, False

    def close(self) -> None:
        self._listener.close()
        self._held.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = self._connected()
        is_deaf = threading.Event()
        back = threading.Thread(target=_answer, args=(server, client, is_deaf), daemon=True)
        back.start()
        while octets := _received(client):
            how = self._how() if _COMMIT.search(octets) else None
            if how:
                is_deaf.set()
                self._break(how, client, server, octets, back)
                return
            server.sendall(octets)
        _end(server)
        _end(client)

    def _break(
        self,
        how: Cut,
        client: socket.socket,
        server: socket.socket,
        octets: bytes,
        back: threading.Thread,
    ) -> None:
        if how is Cut.AFTER:
            server.sendall(octets)
            back.join(_LONGEST_ANSWER)
        _end(client)
        if how is Cut.LATE:
            time.sleep(self.late)
            with suppress(OSError):
                server.sendall(octets)
            back.join(_LONGEST_ANSWER)
        if how is Cut.OPEN:
            self._held.callback(_end, server)
        else:
            _end(server)

    def _how(self) -> Cut | None:
        with self._lock:
            self._left -= 1
            if self._cut is None or self._left != 0:
                return None
            self.is_cut = True
            return self._cut

    def _connected(self) -> socket.socket:
        host = self._server.query.get("host") or self._server.host or ""
        port = self._server.port or _PORT
        if not isinstance(host, str):
            raise TypeError("one host, please")
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server


def _answer(server: socket.socket, client: socket.socket, is_deaf: threading.Event) -> None:
    while octets := _received(server):
        if is_deaf.is_set():
            return
        with suppress(OSError):
            client.sendall(octets)


def _received(of: socket.socket) -> bytes:
    try:
        return of.recv(_OCTETS)
    except OSError:
        return b""


def _end(of: socket.socket) -> None:
    with suppress(OSError):
        of.shutdown(socket.SHUT_RDWR)
    of.close()


@contextmanager
def way_to(url: str) -> Iterator[Way]:
    """A way to a database."""
    with TemporaryDirectory(prefix="way-") as folder:
        way = Way(url, Path(folder))
        try:
            yield way
        finally:
            way.close()
