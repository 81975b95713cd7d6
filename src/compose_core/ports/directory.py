"""The site as it is now: who there is and what is set."""

from typing import Protocol

from compose_core.model.site import SiteSnapshot


class Directory(Protocol):
    """Gives the users, departments, attributes and settings of the partition."""

    def snapshot(self) -> SiteSnapshot:
        """Everything as it is at this moment, under one version.

        Called once a request. What another process has changed is in it.

        Raises:
            Unavailable: the site cannot be read now.
        """
        ...
