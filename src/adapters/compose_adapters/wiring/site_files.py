"""A site file held against the site that is applied, and applied."""

import logging
from collections.abc import Callable
from pathlib import Path

import attrs

from compose_adapters.site import SiteFaults, read_site
from compose_adapters.sql import SqlSite
from compose_core.model.site import Site
from compose_core.ports import SiteChange, SiteEntry, changes_between
from compose_core.ports.clock import Clock

LOG = logging.getLogger("compose_core.site")
_GOES_ON = "going on with the site that is applied"
_SHOWS = "compose-core site apply --dry-run"


@attrs.frozen
class PlannedSite:
    """What applying a site file would come to.

    Args:
        file: where it was read.
        site: what it says.
        version: of the site that it was held against.
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
    """Holds site files against a site in a database, and applies them.

    Args:
        site: in the database.
        has_tables: whether the database is there with its tables.
        clock: tells when a site is applied.
    """

    site: SqlSite
    has_tables: Callable[[], bool]
    clock: Clock

    def plan(self, file: Path) -> PlannedSite:
        """What applying a file would come to; nothing is changed.

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
        """The database holds the site that was planned; it is audited and logged.

        Args:
            planned: by `plan`.
            actor: in whose name.

        Raises:
            PreviewOutdated: another site was applied since it was planned; nothing was stored.
            Unavailable: the database cannot be used.
        """
        return self.site.change(planned.site, actor, self.clock.now(), planned.version)

    def compare(self, file: Path, tell: Callable[[str], None]) -> None:
        """Tell in a sentence where a file is another site than the one that is applied.

        Args:
            file: the site file; one with faults, or that cannot be read, is another too.
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
