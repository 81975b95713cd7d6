"""Whose sessions a change of the site ends: of who is dismissed, and of whose password changed."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import attrs
import sqlalchemy as sa

from compose_adapters.sql.sessions import end_sessions
from compose_adapters.sql.tables import users
from compose_core.decision import AuditEntry

DISMISSED = "dismissed"
PASSWORD_CHANGED = "password changed"  # noqa: S105 - the name of an act
SITE = "site"
"""The actor of what a change of the site brings with it."""

_ACCOUNTS = sa.select(users.c.login, users.c.active, users.c.password_hash)
# A login whose password was right a moment ago waits, and then finds that it is not any more.
_NO_LOGINS = "LOCK TABLE sessions IN SHARE ROW EXCLUSIVE MODE"


@attrs.frozen
class Account:
    """What a user logs in by."""

    active: bool
    password_hash: str | None = attrs.field(repr=False)


Accounts = Mapping[str, Account]


@attrs.frozen
class Ending:
    """Sessions of a user that were ended.

    Args:
        login: the user's.
        act: why.
        number: how many there were.
    """

    login: str
    act: str
    number: int


def accounts(connection: sa.Connection) -> Accounts:
    """What all users log in by, as it is now."""
    rows = connection.execute(_ACCOUNTS)
    return {row.login: Account(row.active, row.password_hash) for row in rows}


def end_outdated_sessions(connection: sa.Connection, before: Accounts) -> list[Ending]:
    """End the sessions that rest on what the users logged in by before.

    Args:
        connection: of the transaction that changed the users.
        before: what they logged in by.
    """
    changed = list(_changed(before, accounts(connection)))
    if changed and connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_NO_LOGINS)
    now = datetime.now(UTC)
    ended = [
        Ending(login, act, end_sessions(connection, login, AuditEntry(act, SITE, now)))
        for login, act in changed
    ]
    return [each for each in ended if each.number]


def _changed(before: Accounts, after: Accounts) -> Iterator[tuple[str, str]]:
    for login in sorted(before):
        old, new = before[login], after[login]
        if old.active and not new.active:
            yield login, DISMISSED
        elif old.password_hash != new.password_hash:
            yield login, PASSWORD_CHANGED
