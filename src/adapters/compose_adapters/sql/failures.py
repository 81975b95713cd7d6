"""Errors of a database, and the errors of the core that are raised for them."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import sqlalchemy as sa

from compose_core.errors import OutcomeUnknown, Unavailable
from compose_core.errors.exceptions import StaleDecision


class StorageFailed(Unavailable):
    """The database cannot be used until a person mends it; nothing was stored.

    The message says what is wrong and how to mend it.
    """


class DatabaseTooNew(StorageFailed):
    """The database was made by a newer version of this program."""


class Overtaken(Unavailable):
    """The database undid a transaction in favour of another; nothing was stored."""


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
    "25006": "the database is read-only: name the server and the login that may write",
    "28": "the database server refuses the login: check user and password",
    "3D": "the database does not exist on the server: create it",
    "3F": "no schema of the login's search_path exists: create it, or set another search_path",
    "42501": "the login may not do this: grant it the rights on the tables",
    "42P01": "the tables are missing: run the command migrate",
    "pooler": "a pooler that takes no options stands before the database: "
    "add pooler=transaction to the URL",
}
# A server that refuses a connection tells the driver why in words alone. They choose the sentence
# for a person; that nothing was stored, and that it may pass, is so without them.
_IN_WORDS = {
    "no such table": "42P01",
    "authentication failed": "28",
    "no password supplied": "28",
    "no pg_hba.conf entry": "28",
    'FATAL:  role ".*" (does not exist|is not permitted)': "28",
    'FATAL:  database ".*" does not exist': "3D",
    "unsupported startup parameter": "pooler",
}
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
# 08 connection, 25P03 and 25P04 session or transaction ended for its time, 40 rolled back,
# 53 resources, 55P03 lock time-out, 57 stopped or shut down, 58 the server's system.
_PASSING = (*_BUSY, "08", "25P03", "25P04", "40", "53", "55P03", "57", "58")
_UNIQUE = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"}
_OVERTAKEN = {"40001", "40P01"}
_LOST_A_RACE = _UNIQUE | _OVERTAKEN
_TRIES = 5

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


@contextmanager
def raising_unavailable() -> Iterator[None]:
    """Raise `Unavailable` for what the database refuses for now, and other errors as they are."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, sqlite3.OperationalError) as error:
        raise without_values(error) from None


def without_values(error: Exception) -> Exception:
    """What the core is told of an error, without the server's words: they quote rows.

    A traceback shows the kind of the database's error, and neither its text nor its chain.
    """
    told = as_unavailable(error)
    if isinstance(error, sa.exc.DBAPIError):
        kind = f"{type(error.orig).__name__} {_code(error.orig)}".strip()
        if told is error:
            error.args = (f"{kind}{_constraint(error.orig)}",)
        else:
            told.add_note(f"the database said: {kind}")
        told.__cause__ = None
    return told


def _constraint(error: BaseException | None) -> str:
    if not getattr(error, "sqlstate", None):
        # The driver's own words, and SQLite's, name tables and columns, and no values.
        return f": {error}"
    name = getattr(getattr(error, "diag", None), "constraint_name", None)
    return f": {name}" if name else ""


def as_unavailable(error: Exception) -> Exception:
    """Find the core's error for a database's; one of this program's own is returned itself."""
    if isinstance(error, sa.exc.TimeoutError):
        return Unavailable("all connections to the database are in use")
    if isinstance(error, sa.exc.IntegrityError):
        return error
    if isinstance(error, sa.exc.DBAPIError):
        return _failure(error.orig, is_cut=_is_cut(error)) or error
    if isinstance(error, sqlite3.OperationalError):
        return _failure(error, is_cut=not _code(error)) or error
    return error


def retry_when_overtaken(work: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Repeat the one transaction of a function that the database undid in favour of another."""

    @wraps(work)
    def retrying(*args: _Given.args, **named: _Given.kwargs) -> _Result:
        for _ in range(_TRIES - 1):
            try:
                return work(*args, **named)
            except Overtaken:
                continue
        return work(*args, **named)

    return retrying


@contextmanager
def raising_stale_decision() -> Iterator[None]:
    """Raise `StaleDecision` where another transaction was first."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        if _code(error.orig) not in _LOST_A_RACE:
            raise
        # Without the cause: a server's message quotes the value, which may be an address.
        raise StaleDecision("the same was stored by someone else in the meantime") from None


@contextmanager
def raising_outcome_unknown() -> Iterator[None]:
    """A commit in whose block the connection is lost raises `OutcomeUnknown`."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise OutcomeUnknown from None


def is_taken(error: sa.exc.DBAPIError) -> bool:
    """Whether there is such a row already."""
    return _code(error.orig) in _UNIQUE


def is_busy(error: sqlite3.Error) -> bool:
    """Whether SQLite refuses because someone else is at work."""
    return _code(error).startswith(_BUSY)


def _code(error: BaseException | None) -> str:
    name = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return name if isinstance(name, str) else ""


def _is_cut(error: sa.exc.DBAPIError) -> bool:
    """Whether there is no connection, or none any more: an error in which no server speaks."""
    is_silent = isinstance(error, sa.exc.OperationalError) and not _code(error.orig)
    return error.connection_invalidated or is_silent


def _failure(error: BaseException | None, *, is_cut: bool) -> Unavailable | None:
    code = _code(error)
    known = next((known for words, known in _IN_WORDS.items() if re.search(words, str(error))), "")
    for start, sentence in _NEEDS_A_PERSON.items():
        if code.startswith(start) or known == start:
            return StorageFailed(sentence)
    if code in _OVERTAKEN:
        return Overtaken("the database is busy; the same call may succeed later")
    if is_cut or code.startswith(_PASSING):
        return Unavailable("the database is busy or away; the same call may succeed later")
    return None
