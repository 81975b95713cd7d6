"""The audit of the site: who changed what, and when."""

from collections.abc import Iterable

import sqlalchemy as sa

from compose_adapters.sql.tables import site_changes
from compose_core.ports import ChangeKind, SiteChange, SiteEntry

_INSERT = sa.insert(site_changes)
_NEWEST = sa.select(site_changes).order_by(site_changes.c.id.desc())


def write_entry(connection: sa.Connection, entry: SiteEntry) -> None:
    """Write down that a site was applied, in the transaction that applies it."""
    members = {
        "version": entry.version,
        "at": entry.at,
        "actor": entry.actor,
        "digest": entry.digest,
        "changes": [_members(change) for change in entry.changes],
    }
    connection.execute(_INSERT, members)


def read_entries(connection: sa.Connection, limit: int) -> Iterable[SiteEntry]:
    """The newest entries, the last one first."""
    for row in connection.execute(_NEWEST.limit(limit)):
        changes = tuple(_change(*members) for members in row.changes)
        yield SiteEntry(row.version, row.at, row.actor, row.digest, changes)


def _members(change: SiteChange) -> list[str | None]:
    return [change.path, change.kind.value, change.before, change.after]


def _change(path: str, kind: str, before: str | None, after: str | None) -> SiteChange:
    return SiteChange(path, ChangeKind(kind), before, after)
