"""The site in memory: who there is and what is set."""

import threading

import attrs

from compose_core.model.site import Site, SiteDepartment, SiteSnapshot, SiteUser


class MemorySite:
    """Holds a site under a version; what a later one leaves out is inactive.

    Args:
        site: what it holds from the start; ``None`` starts empty.
    """

    def __init__(self, site: Site | None = None) -> None:
        self._lock = threading.Lock()
        self._site: Site | None = None
        # One value, so that a reader never sees half of a change.
        self._snapshot = SiteSnapshot("0")
        if site is not None:
            self.apply(site)

    def snapshot(self) -> SiteSnapshot:
        """The site as it is now."""
        return self._snapshot

    def applied(self) -> str | None:
        """The digest of the site that was applied last; ``None`` before the first."""
        return self._site.digest if self._site else None

    def apply(self, site: Site) -> None:
        """Make everything as the site says; what it leaves out is inactive."""
        with self._lock:
            self._site = _with_inactive(self._site or Site(), site)
            version = int(self._snapshot.version) + 1
            self._snapshot = SiteSnapshot.of(str(version), self._site)

    def password_hash(self, login: str) -> str | None:
        """What the user's password is checked against."""
        users = self._site.users if self._site else ()
        return next(
            (u.password_hash for u in users if u.user.login == login and u.user.active), None
        )

    def some_password_hash(self) -> str | None:
        """The hash of any user."""
        users = self._site.users if self._site else ()
        return next(filter(None, (each.password_hash for each in users)), None)


def _with_inactive(before: Site, site: Site) -> Site:
    """The site, and what was there before it, inactive."""
    names = {each.department.name for each in site.departments}
    logins = {each.user.login for each in site.users}
    gone = (each for each in before.departments if each.department.name not in names)
    left = (each for each in before.users if each.user.login not in logins)
    return attrs.evolve(
        site,
        departments=(*site.departments, *map(_close, gone)),
        users=(*site.users, *map(_dismiss, left)),
    )


def _close(each: SiteDepartment) -> SiteDepartment:
    return attrs.evolve(each, department=attrs.evolve(each.department, active=False))


def _dismiss(each: SiteUser) -> SiteUser:
    return attrs.evolve(each, user=attrs.evolve(each.user, active=False))
