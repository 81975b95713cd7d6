"""The site in memory: who there is and what is set."""

import threading

import attrs

from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Department
from compose_core.model.settings import DepartmentSettings, PartitionSettings
from compose_core.model.site import Site, SiteDepartment, SiteUser
from compose_core.model.user import User


@attrs.frozen
class _Held:
    version: int = 0
    site: Site | None = None
    departments: dict[str, SiteDepartment] = attrs.field(factory=dict)
    users: dict[str, SiteUser] = attrs.field(factory=dict)


class MemorySite:
    """Holds a site under a version; `directory` and `settings` tell what it holds.

    Args:
        site: what it holds from the start; ``None`` starts empty.
    """

    def __init__(self, site: Site | None = None) -> None:
        self._lock = threading.Lock()
        self._held = _Held()
        self.directory = MemoryDirectory(self)
        self.settings = MemorySettings(self)
        if site is not None:
            self.apply(site)

    @property
    def held(self) -> _Held:
        """What is held now; one value, so that a reader never sees half of a change."""
        return self._held

    def applied(self) -> str | None:
        """The digest of the site that was applied last; ``None`` before the first."""
        return self._held.site.digest if self._held.site else None

    def apply(self, site: Site) -> None:
        """Make everything as the site says; what it leaves out is inactive."""
        with self._lock:
            self._held = _with(self._held, site)

    def password_hash(self, login: str) -> str | None:
        """What the user's password is checked against."""
        user = self._held.users.get(login)
        return user.password_hash if user and user.user.active else None

    def some_password_hash(self) -> str | None:
        """The hash of any user."""
        hashes = (each.password_hash for each in self._held.users.values())
        return next(filter(None, hashes), None)


def _with(held: _Held, site: Site) -> _Held:
    departments = {name: _retired(each) for name, each in held.departments.items()}
    departments |= {each.department.name: each for each in site.departments}
    users = {login: _dismissed(each) for login, each in held.users.items()}
    users |= {each.user.login: each for each in site.users}
    return _Held(held.version + 1, site, departments, users)


def _retired(kept: SiteDepartment) -> SiteDepartment:
    return attrs.evolve(kept, department=attrs.evolve(kept.department, active=False))


def _dismissed(kept: SiteUser) -> SiteUser:
    return attrs.evolve(kept, user=attrs.evolve(kept.user, active=False))


class MemoryDirectory:
    """The directory of a `MemorySite`."""

    def __init__(self, site: MemorySite) -> None:
        self._site = site

    def version(self) -> str:
        """A text that changes whenever anything in the directory or the settings does."""
        return str(self._site.held.version)

    def user(self, login: str) -> User | None:
        """The user with that login."""
        found = self._site.held.users.get(login)
        return found.user if found else None

    def department(self, name: str) -> Department | None:
        """The department of that name."""
        found = self._site.held.departments.get(name)
        return found.department if found else None

    def custom_attributes(self) -> tuple[CustomAttribute, ...]:
        """The configured attributes, of activities and of customers."""
        site = self._site.held.site
        return site.custom_attributes if site else ()


class MemorySettings:
    """The settings of a `MemorySite`."""

    def __init__(self, site: MemorySite) -> None:
        self._site = site

    def partition(self) -> PartitionSettings:
        """The settings of the whole partition."""
        site = self._site.held.site
        return site.partition if site else PartitionSettings()

    def department(self, name: str) -> DepartmentSettings:
        """The settings of a department that the directory knows."""
        return self._site.held.departments[name].settings
