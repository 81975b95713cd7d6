"""The least that could answer: a Starlette route that makes the inserts of a send, and no more.

Run by `bench_http.py` with the database and the statements; each statement has named parameters for
the ids that are new to every send.
"""

import itertools
import json
import socket
import sqlite3
import sys
import threading
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FIRST_ID = 10**12


class Inserts:
    """Makes the inserts, one transaction a call, on a connection of each thread."""

    def __init__(self, database: Path, statements: list[str]) -> None:
        self._database = database
        self._statements = statements
        self._local = threading.local()
        self._turn = threading.Lock()
        self._ids = itertools.count(FIRST_ID)

    def make(self) -> int:
        """Insert everything under new ids; the activity's."""
        connection = self._connection()
        number = next(self._ids)
        with self._turn:
            connection.execute("BEGIN IMMEDIATE")
            for statement in self._statements:
                connection.execute(statement, {"activity": number, "case": number})
            connection.execute("COMMIT")
        return number

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            made = sqlite3.connect(self._database, isolation_level=None)
            made.execute("PRAGMA synchronous=FULL")
            made.execute("PRAGMA foreign_keys=ON")
            self._local.connection = made
        found: sqlite3.Connection = self._local.connection
        return found


def application(inserts: Inserts) -> Starlette:
    """The route."""

    async def send(request: Request) -> Response:
        await request.json()
        number = await run_in_threadpool(inserts.make)
        return Response(status_code=201, headers={"Location": f"/activity/{number}"})

    return Starlette(routes=[Route("/send", send, methods=["POST"])])


def main() -> None:
    """Serve at a free port, which is printed."""
    database, statements = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        # As the server has it: what is compared is the send, not how answers are put on the line.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        config = uvicorn.Config(
            application(Inserts(database, statements)), access_log=False, log_level="warning"
        )
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main()
