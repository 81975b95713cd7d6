"""Site files: compared with the site that is applied, and applied; whether there is a database."""

import logging
from collections.abc import Callable
from pathlib import Path

import attrs

from compose_adapters.site import SiteFaults, read_site
from compose_adapters.sql import Database, SqlSite
from compose_adapters.sql import has_tables as has_all_tables
from compose_adapters.wiring.configuration import Misconfigured
from compose_core.model.site import Site
from compose_core.ports import SiteChange, SiteEntry, changes_between
from compose_core.ports.clock import Clock

LOG = logging.getLogger("compose_core.site")
_GOES_ON = "going on with the site that is applied"
_SHOWS = "compose-core site apply --dry-run"
_SQLITE = "sqlite:///"


@attrs.frozen
class PlannedSite:
    """The result that applying a site file would have.

    Args:
        file: the site file.
        site: the site that it describes.
        version: of the site that it was compared with.
        is_first: whether none was ever applied.
        changes: what would differ; without any there is nothing to apply, unless it is the first.
    """

    file: Path
    site: Site
    version: int
    is_first: bool
    changes: tuple[SiteChange, ...]

    @property
    def differs(self) -> bool:
        """Whether there is anything to apply."""
        return self.is_first or bool(self.changes)


@attrs.frozen
class SiteFiles:
    """The site of a database, with which site files are compared and to which they are applied.

    Args:
        site: in the database.
        has_tables: whether the database is there with its tables.
        clock: for the time at which a site is applied.
    """

    site: SqlSite
    has_tables: Callable[[], bool]
    clock: Clock

    def plan(self, file: Path) -> PlannedSite:
        """Compare a file with the site that is applied; nothing is changed.

        Raises:
            SiteFaults: the file has faults.
            Unavailable: the database cannot be used.
            OSError: the file cannot be read.
        """
        site = read_site(file)
        if not self.has_tables():
            return PlannedSite(file, site, 0, True, changes_between(Site(), site))
        is_first, stored = self.site.applied() is None, self.site.read()
        changes = changes_between(stored.site, site)
        return PlannedSite(file, site, stored.number, is_first, changes)

    def apply(self, planned: PlannedSite, actor: str) -> SiteEntry:
        """Apply a site that was planned, with its audit and a line of the log.

        Args:
            planned: by `plan`.
            actor: in whose name.

        Raises:
            PreviewOutdated: another site was applied since it was planned; nothing was stored.
            Unavailable: the database cannot be used.
        """
        return self.site.change(planned.site, actor, self.clock.now(), planned.version)

    def compare(self, file: Path, tell: Callable[[str], None]) -> None:
        """Say in a sentence that a file differs from the site that is applied, if it does.

        Args:
            file: the site file; one with faults, or that cannot be read, differs too.
            tell: takes the sentence.
        """
        try:
            planned = self.plan(file)
        except SiteFaults as faults:
            number = _count(len(faults.faults), "fault")
            tell(f"{file} has {number}; {_GOES_ON}. See: compose-core site check")
        except OSError as error:
            tell(f"{file} cannot be read: {error.strerror}; {_GOES_ON}.")
        else:
            if planned.differs:
                count = _count(len(planned.changes), "difference")
                tell(f"{file} differs; {_GOES_ON}. See {count}: {_SHOWS}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def has_tables(url: str, database: Callable[[], Database]) -> bool:
    """Whether the database is there with the tables of this program; looking makes neither.

    Args:
        url: of the database.
        database: opens it; it is not opened if its file is not there.

    Raises:
        Unavailable: it cannot be used, or its tables are those of another version.
    """
    file = _file(url)
    return (file is None or file.is_file()) and has_all_tables(database())


def no_database(url: str) -> Misconfigured:
    """Make the error for a database that is not there, or has no tables yet."""
    named = f"there is no database {file}" if (file := _file(url)) else "the database has no tables"
    return Misconfigured(f"{named}; make it with: compose-core migrate")


def no_site() -> Misconfigured:
    """Make the error for a site that is neither in a file nor in the database."""
    return Misconfigured(
        "no site is in the database yet; name a site file with --site or COMPOSE_SITE"
    )


def _file(url: str) -> Path | None:
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None
