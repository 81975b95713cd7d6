"""A whole site as one value: what an administrator wrote down, judged, ready to be applied."""

from typing import Protocol

from compose_core.model.site import Site


class SiteWriter(Protocol):
    """Makes a site what the directory and the settings tell."""

    def applied(self) -> str | None:
        """The digest of the site that was applied last; ``None`` before the first."""
        ...

    def apply(self, site: Site) -> None:
        """Make everything as the site says, in one transaction; what it leaves out is inactive.

        Ids stay, and the directory's version changes.

        Raises:
            Unavailable: the store is busy or away.
        """
        ...
