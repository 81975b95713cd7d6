"""Databases in trouble: a full disk, a read-only database, one that another holds."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from compose_adapters.sql import Database
from postgresql import server_of_the_run

Trouble = Callable[[Database], AbstractContextManager[None]]

_ON_SMALL_DISK = ("attachment_chunks", "delivery_journal")
_MEGABYTE = 1 << 20


class Disk:
    """A disk of its own, which can be full.

    Args:
        folder: where it is mounted.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    @contextmanager
    def filled(self) -> Iterator[None]:
        """No octet is left inside."""
        with self._filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"\0" * _MEGABYTE):
                pass
        try:
            yield
        finally:
            self._filler.unlink()


@contextmanager
def mounted(megabytes: int) -> Iterator[Disk]:
    """A disk of that size, or a skip where nobody may mount one."""
    # A database server has another user, who cannot look into the folders of the tests.
    folder = Path(tempfile.mkdtemp(prefix="compose-disk-"))
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:  # noqa: S603, S607 - the system's own
        pytest.skip("a disk can be filled only where a test may mount one")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607 - as above
        folder.rmdir()


def full(disk: Disk) -> Trouble:
    """The disk of the database is full."""

    @contextmanager
    def trouble(database: Database) -> Iterator[None]:
        if database.is_sqlite:
            # The log keeps its room on the disk, and would go on in it.
            with database.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            with disk.filled():
                yield
            return
        with _on_small_disk(database, disk), disk.filled():
            yield

    return trouble


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """Nothing can be written."""
    if database.is_sqlite:
        with _each_connection(database, "PRAGMA query_only = ON"):
            yield
        return
    name = database.engine.url.database
    with server_of_the_run().admin() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        database.close()
        yield
        connection.exec_driver_sql(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    database.close()


@contextmanager
def busy(database: Database) -> Iterator[None]:
    """Another writes, and does not come to an end."""
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with other.write() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("LOCK TABLE mails, partition IN ACCESS EXCLUSIVE MODE")
        yield
    other.close()


@contextmanager
def _each_connection(database: Database, statement: str) -> Iterator[None]:
    def run(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
        connection.cursor().execute(statement)

    database.close()
    sa.event.listen(database.engine, "connect", run)
    yield
    sa.event.remove(database.engine, "connect", run)
    database.close()


@contextmanager
def _on_small_disk(database: Database, disk: Disk) -> Iterator[None]:
    """The tables that grow by what is stored in them are on the disk."""
    server = server_of_the_run()
    with server.admin() as connection:
        data = str(connection.exec_driver_sql("SHOW data_directory").scalar_one())
        if not Path(data).is_dir():
            pytest.skip("the disk of a server elsewhere cannot be filled")
        os.chown(disk.folder, Path(data).stat().st_uid, Path(data).stat().st_gid)
        connection.exec_driver_sql(f"CREATE TABLESPACE small LOCATION '{disk.folder}'")
        _compact(database)
        _moved(database, "small")
        try:
            yield
        finally:
            _moved(database, "pg_default")
            connection.exec_driver_sql("DROP TABLESPACE small")


def _compact(database: Database) -> None:
    """What was deleted from the tables leaves no room in them."""
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for table in _ON_SMALL_DISK:
            connection.exec_driver_sql(f"VACUUM FULL {table}")


def _moved(database: Database, place: str) -> None:
    with database.write() as connection:
        for table in _ON_SMALL_DISK:
            connection.exec_driver_sql(f"ALTER TABLE {table} SET TABLESPACE {place}")
