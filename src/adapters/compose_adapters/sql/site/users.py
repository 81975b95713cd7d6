"""Users and what they may do, as rows, and back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.tables import foreign_departments, permissions, users
from compose_core.model.site import SiteUser
from compose_core.model.user import Scoped, User

Row = dict[str, Any]

_USERS = sa.select(users).order_by(users.c.position)
_FOREIGN = sa.select(foreign_departments)
_PERMISSIONS = sa.select(permissions)
_FORGET = (sa.delete(foreign_departments), sa.delete(permissions))
_INSERT_FOREIGN = sa.insert(foreign_departments)
_INSERT_PERMISSIONS = sa.insert(permissions)

_PLAIN = {"licence": "licences", "action": "actions"}
_SCOPED = {
    "folder": "view_folders",
    "usage link": "execute_usage_links",
    "queue": "pull_queues",
}

_Granted = defaultdict[tuple[int, str], set[Any]]


def user_row(each: SiteUser, departments: Mapping[str, int]) -> Row:
    """The columns of a user, but for what the user may do."""
    return {
        "login": each.user.login,
        "active": each.user.active,
        "password_hash": each.password_hash,
        "first_name": each.user.first_name,
        "last_name": each.user.last_name,
        "home_department_id": departments[each.user.home_department],
    }


def write_permissions(
    connection: sa.Connection,
    site_users: Iterable[SiteUser],
    ids: Mapping[str, int],
    departments: Mapping[str, int],
) -> None:
    """Let users do what the site says, and no more.

    Args:
        connection: of the transaction.
        site_users: of the site.
        ids: of the users, by login.
        departments: ids, by name.
    """
    for statement in _FORGET:
        connection.execute(statement)
    named = [(ids[each.user.login], each.user) for each in site_users]
    foreign = [
        {"user_id": number, "department_id": departments[name]}
        for number, user in named
        for name in sorted(user.foreign_departments)
    ]
    granted = [row for number, user in named for row in _granted(number, user, departments)]
    if foreign:
        connection.execute(_INSERT_FOREIGN, foreign)
    if granted:
        connection.execute(_INSERT_PERMISSIONS, granted)


def read_users(connection: sa.Connection, departments: Mapping[int, str]) -> tuple[SiteUser, ...]:
    """Read the users.

    Args:
        connection: that reads.
        departments: names, by id.
    """
    granted: _Granted = defaultdict(set)
    for row in connection.execute(_FOREIGN):
        granted[row.user_id, "foreign"].add(departments[row.department_id])
    for row in connection.execute(_PERMISSIONS):
        granted[row.user_id, row.kind].add(_permission(row, departments))
    rows = connection.execute(_USERS)
    return tuple(SiteUser(_user(row, granted, departments), row.password_hash) for row in rows)


def _granted(number: int, user: User, departments: Mapping[str, int]) -> Iterator[Row]:
    for kind, field in _PLAIN.items():
        for name in sorted(getattr(user, field)):
            yield {"user_id": number, "kind": kind, "department_id": None, "name": name}
    for kind, field in _SCOPED.items():
        for thing in sorted(getattr(user, field), key=lambda each: (each.department, each.name)):
            where = {"department_id": departments[thing.department], "name": thing.name}
            yield {"user_id": number, "kind": kind} | where


def _permission(row: sa.Row[Any], departments: Mapping[int, str]) -> str | Scoped:
    if row.department_id is None:
        return str(row.name)
    return Scoped(departments[row.department_id], row.name)


def _user(row: sa.Row[Any], granted: _Granted, departments: Mapping[int, str]) -> User:
    fields = (_PLAIN | _SCOPED).items()
    return User(
        login=row.login,
        first_name=row.first_name,
        last_name=row.last_name,
        home_department=departments[row.home_department_id],
        active=row.active,
        foreign_departments=frozenset(granted[row.id, "foreign"]),
        **{field: frozenset(granted[row.id, kind]) for kind, field in fields},
    )
