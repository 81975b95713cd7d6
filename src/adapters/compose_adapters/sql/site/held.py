"""The site, held in memory under the version that the database has."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from compose_adapters.sql.database import Database
from compose_adapters.sql.prepared import Connection, Prepared
from compose_adapters.sql.site.moment import Moment
from compose_adapters.sql.site.reading import Held, read_site
from compose_adapters.sql.site.version import VERSION, told_digest, version_of
from compose_adapters.sql.site.writing import write_site
from compose_adapters.sql.tables import partition
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Department
from compose_core.model.user import User
from compose_core.ports.site import Site
from compose_core.settings import DepartmentSettings, PartitionSettings

_VERSION = Prepared(sa.select(*VERSION))
_DIGEST = sa.select(partition.c.digest)


class SqlSite:
    """The site of a database; `directory` and `settings` tell what it holds.

    It is read once and again only when its version has moved, whoever moved it.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._held: Held | None = None
        self._moment = Moment()
        self.directory = SqlDirectory(self)
        self.settings = SqlSettings(self)

    def applied(self) -> str | None:
        """The digest of the site that was applied last; ``None`` before the first."""
        with self._database.reading() as connection:
            digest: str | None = connection.execute(_DIGEST).scalar()
        return told_digest(digest)

    def apply(self, site: Site) -> None:
        """Make everything as the site says, in one transaction; what it leaves out is inactive."""
        with self._database.writing() as connection:
            write_site(connection, site)
        self._held = None

    @contextmanager
    def moment(self) -> Iterator[None]:
        """A block in which a thread sees the site, and all else it reads, as of its first look.

        What is decided in it is stored after it, and decided anew outside of it.
        """
        with self._moment.lasting(), self._database.reading_once():
            yield

    def version(self) -> str:
        """The version of what `current` tells."""
        return self.current().version

    def current(self) -> Held:
        """What the database holds at this moment."""
        held = self._moment.held or self._looked()
        self._moment.saw(held)
        return held

    def _looked(self) -> Held:
        with self._database.quick_reading(one=True) as connection:
            version = _version(connection)
        with self._lock:
            if self._held is None or self._held.version != version:
                self._held = self._read()
            return self._held

    def _read(self) -> Held:
        with self._database.reading() as connection:
            while True:
                held = read_site(connection)
                # Where a transaction sees what others commit meanwhile, the parts might not fit.
                if held.version == _version(connection):
                    return held


def _version(connection: Connection) -> str | None:
    row = _VERSION.first(connection, {})
    return version_of(row) if row else None


class SqlDirectory:
    """The directory of a `SqlSite`."""

    def __init__(self, site: SqlSite) -> None:
        self._site = site

    def version(self) -> str:
        """A text that changes whenever anything in the directory or the settings does."""
        return self._site.version()

    def user(self, login: str) -> User | None:
        """The user with that login, as the database knows them at this moment."""
        found = self._site.current().users.get(login)
        return found.user if found else None

    def department(self, name: str) -> Department | None:
        """The department of that name."""
        found = self._site.current().departments.get(name)
        return found.department if found else None

    def custom_attributes(self) -> tuple[CustomAttribute, ...]:
        """The configured attributes, of activities and of customers."""
        return self._site.current().custom_attributes


class SqlSettings:
    """The settings of a `SqlSite`."""

    def __init__(self, site: SqlSite) -> None:
        self._site = site

    def partition(self) -> PartitionSettings:
        """The settings of the whole partition."""
        return self._site.current().partition

    def department(self, name: str) -> DepartmentSettings:
        """The settings of a department that the directory knows."""
        return self._site.current().departments[name].settings
