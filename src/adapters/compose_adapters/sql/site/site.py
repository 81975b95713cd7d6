"""The site in SQL: read once, and again when the version in the database has moved."""

import logging
import threading
from contextlib import suppress
from datetime import UTC, datetime

import sqlalchemy as sa

from compose_adapters.security_log import note
from compose_adapters.sql.compiled_statements import CompiledStatement
from compose_adapters.sql.database import Database
from compose_adapters.sql.site.dismissals import SITE, Ending, accounts, end_outdated_sessions
from compose_adapters.sql.site.history import read_entries, write_entry
from compose_adapters.sql.site.reading import StoredSite, read_site
from compose_adapters.sql.site.version import VERSION, told_digest, version_of
from compose_adapters.sql.site.writing import write_site
from compose_adapters.sql.tables import partition
from compose_core.errors import PreviewOutdated
from compose_core.model.site import Site, SiteSnapshot
from compose_core.ports import SiteEntry, changes_between

_VERSION = CompiledStatement(sa.select(*VERSION))
_DIGEST = sa.select(partition.c.digest)
_ATTEMPTS = 5
_APPLIED = "the site of version %d was applied by %r: %d differences, digest %s"
NOBODY = "(program)"
LOG = logging.getLogger("compose_core.site")


class _Overtaken(Exception):
    """Another site was applied in between; the transaction is undone."""


class SqlSite:
    """The site of a database.

    It is read once and again only when its version has moved, whichever process moved it.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._snapshot: SiteSnapshot | None = None

    def applied(self) -> str | None:
        """The digest of the site that was applied last; ``None`` before the first."""
        with self._database.read() as connection:
            digest: str | None = connection.execute(_DIGEST).scalar()
        return told_digest(digest)

    def apply(self, site: Site) -> None:
        """Make everything as the site says, in one transaction; what it leaves out is inactive.

        Whoever is dismissed by it, and whose password it changes, has no session afterwards.
        """
        self.change(site)

    def change(
        self, site: Site, actor: str = NOBODY, at: datetime | None = None, since: int | None = None
    ) -> SiteEntry:
        """As `apply`, in somebody's name.

        Args:
            site: what shall be.
            actor: who applies it, for the audit and the log.
            at: when; now, unless given.
            since: the version on which the differences were looked at; any, unless given.

        Returns:
            What was written into the audit.

        Raises:
            PreviewOutdated: another site was applied since that version; nothing was stored.
            Unavailable: the store is busy or away.
        """
        for _ in range(_ATTEMPTS):
            before = self.read()
            if since not in {None, before.number}:
                break
            version, moment = before.number + 1, at or datetime.now(UTC)
            changes = changes_between(before.site, site)
            entry = SiteEntry(version, moment, actor, site.digest, changes)
            if self._is_applied(site, entry):
                self._snapshot = None
                LOG.info(_APPLIED, version, actor, len(changes), site.digest)
                return entry
        raise PreviewOutdated(
            "The site was changed by someone else meanwhile: look at what differs again."
        )

    def _is_applied(self, site: Site, entry: SiteEntry) -> bool:
        ended: list[Ending] = []
        with suppress(_Overtaken):
            with self._database.write() as connection:
                before = accounts(connection)
                write_site(connection, site)
                if _number(connection) != entry.version:
                    raise _Overtaken
                write_entry(connection, entry)
                ended = end_outdated_sessions(connection, before)
            for each in ended:
                _note(each)
            return True
        return False

    def history(self, limit: int) -> tuple[SiteEntry, ...]:
        """What was applied, the newest first."""
        with self._database.read() as connection:
            return tuple(read_entries(connection, limit))

    def snapshot(self) -> SiteSnapshot:
        """The site as the database holds it at this moment: one cheap statement, as a rule."""
        with self._database.read() as connection:
            version = _version(connection)
        with self._lock:
            known = before = self._snapshot
            if known is None or known.version != version:
                stored = self.read()
                self._snapshot = known = SiteSnapshot.of(stored.version, stored.site)
                if before is not None:
                    LOG.info("the site of version %d holds from now on", stored.number)
            return known

    def read(self) -> StoredSite:
        """Read the whole site, with the password hashes."""
        with self._database.read() as connection:
            while True:
                found = read_site(connection)
                # Where a transaction sees what others commit meanwhile, the parts might not fit.
                if found.version == _version(connection):
                    return found


def _version(connection: sa.Connection) -> str | None:
    row = _VERSION.first(connection, {})
    return version_of(row) if row else None


def _number(connection: sa.Connection) -> int | None:
    row = _VERSION.first(connection, {})
    return row.version if row else None


def _note(each: Ending) -> None:
    note("sessions", "ended", actor=SITE, user=each.login, why=each.act, number=each.number)
