"""The rows of the reference data as values of the core."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import sqlalchemy as sa

from compose_adapters.sql.site.macros import macro_of
from compose_adapters.sql.site.settings import department_settings, partition_settings
from compose_adapters.sql.site.users import read_users
from compose_adapters.sql.site.version import version_of
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
)
from compose_core.model.address import Address
from compose_core.model.custom_attribute import CustomAttribute, Kind, Subject
from compose_core.model.department import Alias, Department, Queue
from compose_core.model.macro import Article, MacroSet, UsageLink
from compose_core.model.site import Site, SiteDepartment

_PARTITION = sa.select(partition)
_DEPARTMENTS = sa.select(departments).order_by(departments.c.position)
_ATTRIBUTES = (
    sa.select(custom_attributes)
    .where(custom_attributes.c.active)
    .order_by(custom_attributes.c.position)
)


def _parts(table: sa.Table) -> sa.Select[Any]:
    return sa.select(table).order_by(table.c.position)


_ALIASES, _QUEUES = _parts(aliases), _parts(queues)
# Of these nobody needs those that are inactive: nothing stored points at them.
_FOLDERS, _ARTICLES, _LINKS, _MACROS = (
    _parts(table).where(table.c.active) for table in (folders, articles, usage_links, macros)
)

_Of = Mapping[int, tuple[Any, ...]]


@attrs.frozen
class StoredSite:
    """A site as the database holds it, inactive departments and users among the others."""

    version: str
    site: Site

    @property
    def number(self) -> int:
        """How often a site was applied up to this one."""
        return int(self.version.partition(".")[0])


def read_site(connection: sa.Connection) -> StoredSite:
    """Read the site that the database holds; its digest is not known."""
    row = connection.execute(_PARTITION).one()
    rows = connection.execute(_DEPARTMENTS).all()
    names = {each.id: each.name for each in rows}
    site = Site(
        partition=partition_settings(row),
        departments=_departments(connection, rows),
        custom_attributes=tuple(map(_attribute, connection.execute(_ATTRIBUTES))),
        users=read_users(connection, names),
    )
    return StoredSite(version_of(row), site)


def _departments(
    connection: sa.Connection, rows: "list[sa.Row[Any]] | Any"
) -> tuple[SiteDepartment, ...]:
    parts = _grouped(connection, _ALIASES, _alias), _grouped(connection, _QUEUES, _queue)
    own_folders = _grouped(connection, _FOLDERS, lambda row: row.name)
    sets = _macro_sets(connection)
    return tuple(
        SiteDepartment(
            Department(
                name=row.name,
                active=row.active,
                aliases=parts[0].get(row.id, ()),
                queues=parts[1].get(row.id, ()),
                folders=own_folders.get(row.id, ()),
                macros=sets(row.id),
            ),
            department_settings(row),
        )
        for row in rows
    )


def _macro_sets(connection: sa.Connection) -> Callable[[int], MacroSet]:
    own_macros = _grouped(connection, _MACROS, macro_of)
    own_articles = _grouped(connection, _ARTICLES, _article)
    links = _grouped(connection, _LINKS, lambda row: UsageLink(row.name, row.label, row.url))
    return lambda department: MacroSet(
        own_macros.get(department, ()),
        own_articles.get(department, ()),
        links.get(department, ()),
    )


def _grouped(
    connection: sa.Connection, statement: sa.Select[Any], value: Callable[[sa.Row[Any]], object]
) -> _Of:
    found: defaultdict[int, list[object]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.department_id].append(value(row))
    return {department: tuple(values) for department, values in found.items()}


def _alias(row: sa.Row[Any]) -> Alias:
    return Alias(row.name, Address(row.address, row.key), row.active)


def _queue(row: sa.Row[Any]) -> Queue:
    return Queue(row.name, row.active)


def _article(row: sa.Row[Any]) -> Article:
    return Article(row.name, row.folder, row.html, row.text)


def _attribute(row: sa.Row[Any]) -> CustomAttribute:
    return CustomAttribute(Subject(row.subject), row.name, Kind(row.kind), tuple(row.options))
