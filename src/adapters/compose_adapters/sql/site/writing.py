"""A site written into the tables: ids stay, and what it leaves out becomes inactive."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.site.macros import macro_row
from compose_adapters.sql.site.settings import department_row, partition_row
from compose_adapters.sql.site.users import user_row, write_permissions
from compose_adapters.sql.site.version import TURN, kept_digest
from compose_adapters.sql.tables import (
    aliases,
    articles,
    custom_attributes,
    departments,
    folders,
    macros,
    partition,
    queues,
    usage_links,
    users,
)
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Alias, Department
from compose_core.model.macro import Article, UsageLink
from compose_core.model.site import Site, SiteDepartment

Row = dict[str, Any]

_MOVE = sa.update(partition).values(version=partition.c.version + 1)


def write_site(connection: sa.Connection, site: Site) -> None:
    """Make everything as the site says, inside the transaction that is open."""
    # First of all, for the lock: what was decided on the older version cannot be stored any more.
    if connection.dialect.name == "postgresql":
        connection.execute(TURN)
    row = partition_row(site.partition) | {"digest": kept_digest(site.digest)}
    connection.execute(_MOVE.values(row))
    ids = _put(connection, departments, ("name",), [_department(each) for each in site.departments])
    numbers = {name: number for (name,), number in ids.items()}
    own = [(numbers[each.department.name], each.department) for each in site.departments]
    for table, (key, parts) in _PARTS.items():
        rows = [{"department_id": number} | row for number, each in own for row in parts(each)]
        _put(connection, table, ("department_id", key), rows)
    attributes = [_attribute(each) for each in site.custom_attributes]
    _put(connection, custom_attributes, ("subject", "name"), attributes)
    _write_users(connection, site, numbers)


def _write_users(connection: sa.Connection, site: Site, numbers: Mapping[str, int]) -> None:
    rows = [user_row(each, numbers) for each in site.users]
    ids = _put(connection, users, ("login",), rows)
    logins = {login: number for (login,), number in ids.items()}
    write_permissions(connection, site.users, logins, numbers)


def _put(
    connection: sa.Connection, table: sa.Table, key: tuple[str, ...], rows: list[Row]
) -> dict[tuple[Any, ...], int]:
    """Make rows be there, each known by its key; all other rows of the table are inactive.

    Returns:
        The ids of all rows of the table, by key.
    """
    connection.execute(sa.update(table).values(active=False))
    known = _ids(connection, table, key)
    placed = [{"active": True, "position": n} | row for n, row in enumerate(rows)]
    new = [row for row in placed if tuple(row[name] for name in key) not in known]
    old = [
        row | {"of": known[place]}
        for row in placed
        if (place := tuple(row[name] for name in key)) in known
    ]
    if new:
        connection.execute(sa.insert(table), new)
    if old:
        connection.execute(sa.update(table).where(table.c.id == sa.bindparam("of")), old)
    return _ids(connection, table, key)


def _ids(
    connection: sa.Connection, table: sa.Table, key: tuple[str, ...]
) -> dict[tuple[Any, ...], int]:
    rows = connection.execute(sa.select(table.c.id, *(table.c[name] for name in key)))
    return {tuple(row[1:]): row.id for row in rows}


def _department(each: SiteDepartment) -> Row:
    named = {"name": each.department.name, "active": each.department.active}
    return named | department_row(each.settings)


def _alias(each: Alias) -> Row:
    shown = {"name": each.name, "active": each.active}
    return shown | {"address": each.address.text, "key": each.address.key}


def _article(each: Article) -> Row:
    return {"name": each.name, "folder": each.folder, "html": each.html, "text": each.text}


def _usage_link(each: UsageLink) -> Row:
    return {"name": each.name, "label": each.label, "url": each.url}


# What a department is made of: the key of the rows, and the rows of a department.
_PARTS: Mapping[sa.Table, tuple[str, Callable[[Department], list[Row]]]] = {
    aliases: ("key", lambda own: [_alias(each) for each in own.aliases]),
    queues: ("name", lambda own: [{"name": q.name, "active": q.active} for q in own.queues]),
    folders: ("name", lambda own: [{"name": name} for name in own.folders]),
    articles: ("name", lambda own: [_article(each) for each in own.macros.articles]),
    usage_links: ("name", lambda own: [_usage_link(each) for each in own.macros.usage_links]),
    macros: ("name", lambda own: [macro_row(each) for each in own.macros.macros]),
}


def _attribute(each: CustomAttribute) -> Row:
    kept = {"subject": each.of.value, "name": each.name, "kind": each.kind.value}
    return kept | {"options": list(each.values)}
