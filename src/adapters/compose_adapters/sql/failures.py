"""What goes wrong in a database, told as the core's errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from compose_core.errors import OutcomeUnknown, Unavailable
from compose_core.ports import Moved


class StorageFailed(Unavailable):
    """The database cannot be used until a person mends it; nothing was stored.

    The message says what is wrong and how to mend it.
    """


class DatabaseTooNew(StorageFailed):
    """The database was made by a newer version of this program."""


# By the primary result code of SQLite and by the class or state of SQL (ISO 9075, PostgreSQL's A).
_NEEDS_A_PERSON = {
    "SQLITE_READONLY": "the database is read-only: allow this process to write its file and folder",
    "SQLITE_FULL": "the disk is full: free space where the database is",
    "SQLITE_CANTOPEN": "the database cannot be opened: the folder must exist and be writable",
    "SQLITE_PERM": "the database may not be opened: allow this process to read and write the file",
    "SQLITE_NOTADB": "the file is not an SQLite database: name another file",
    "SQLITE_CORRUPT": "the database is damaged: restore it from a backup",
    "SQLITE_IOERR": "the disk does not answer as it should: check it, then start again",
    "53100": "the disk of the database server is full: free space there",
    "25006": "the database server is read-only: name the one that takes writes",
    "28": "the database server refuses the login: check user and password",
    "3D": "the database does not exist on the server: create it",
    "42501": "the login may not do this: grant it the rights on the tables",
    "42P01": "the tables are missing: run the command migrate",
}
# A server that refuses a connection tells the driver why in words alone.
_IN_WORDS = {
    "no such table": "42P01",
    "authentication failed": "28",
    "no password supplied": "28",
    "no pg_hba.conf entry": "28",
    'FATAL:  role "': "28",
    'FATAL:  database "': "3D",
}
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_UNIQUE = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"}
_LOST_A_RACE = _UNIQUE | {"40001", "40P01"}


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """What the database refuses for now is `Unavailable`; a fault of this program stays itself."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, sqlite3.OperationalError) as error:
        raise as_unavailable(error) from error


def as_unavailable(error: Exception) -> Exception:
    """What the core is told of an error; a fault of this program stays itself."""
    if isinstance(error, sa.exc.TimeoutError):
        return Unavailable("all connections to the database are in use")
    if isinstance(error, sa.exc.IntegrityError):
        return error
    if isinstance(error, sa.exc.DBAPIError):
        return _failure(error.orig) or error
    return _failure(error) or error if isinstance(error, sqlite3.OperationalError) else error


@contextmanager
def told_as_moved() -> Iterator[None]:
    """Another transaction was first: `Moved`."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        if _code(error.orig) not in _LOST_A_RACE:
            raise
        # Without the cause: a server's message quotes the value, which may be an address.
        raise Moved("the same was stored by someone else in the meantime") from None


@contextmanager
def told_as_unknown() -> Iterator[None]:
    """A connection that is lost in this block, a commit's, leaves open what became of it."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise OutcomeUnknown from error


def is_taken(error: sa.exc.DBAPIError) -> bool:
    """Whether there is such a row already."""
    return _code(error.orig) in _UNIQUE


def is_busy(error: sqlite3.Error) -> bool:
    """Whether SQLite refuses because someone else is at work."""
    return _code(error).startswith(_BUSY)


def _code(error: BaseException | None) -> str:
    name = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return name if isinstance(name, str) else ""


def _failure(error: BaseException | None) -> Unavailable | None:
    code = _code(error)
    words = next((known for words, known in _IN_WORDS.items() if words in str(error)), "")
    for known, sentence in _NEEDS_A_PERSON.items():
        if code.startswith(known) or words == known:
            return StorageFailed(sentence)
    if _passes(code, error):
        return Unavailable("the database is busy or away; the same call may succeed later")
    return None


def _passes(code: str, error: BaseException | None) -> bool:
    if code.startswith(_BUSY):
        return True
    # 08 connection, 40 rolled back, 53 resources, 55P03 lock time-out, 57 stopped or shut down.
    if code.startswith(("08", "40", "53", "55P03", "57")):
        return True
    return not code and type(error).__name__ == "OperationalError"
