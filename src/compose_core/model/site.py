"""The whole site as one value: users, departments, attributes and settings."""

from collections.abc import Mapping

import attrs

from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Department
from compose_core.model.settings import DepartmentSettings, PartitionSettings
from compose_core.model.user import User


@attrs.frozen
class SiteUser:
    """A user with what their password is checked against.

    Args:
        user: the user; knows nothing of passwords.
        password_hash: argon2, in its encoded form; ``None`` for a user who cannot log in
            over HTTP.
    """

    user: User
    password_hash: str | None = attrs.field(default=None, repr=False)


@attrs.frozen
class SiteDepartment:
    """A department with its settings."""

    department: Department
    settings: DepartmentSettings = DepartmentSettings()


@attrs.frozen
class Site:
    """The reference data of a partition, free of faults.

    Names are unique where they must be and in NFC; every reference is resolved.

    Args:
        partition: the settings of the whole partition.
        departments: in the order in which they were written.
        custom_attributes: of activities and customers.
        users: with their password hashes.
        digest: SHA-256 of what the site was read from, in hexadecimal; two sites read from
            the same octets have the same.
    """

    partition: PartitionSettings = PartitionSettings()
    departments: tuple[SiteDepartment, ...] = ()
    custom_attributes: tuple[CustomAttribute, ...] = ()
    users: tuple[SiteUser, ...] = ()
    digest: str = ""


@attrs.frozen
class SiteSnapshot:
    """The site at one moment, for one request. Names are in NFC and match exactly.

    Args:
        version: a text that changes whenever anything of the site does.
        partition: the settings of the whole partition.
        departments: by name, each with its settings; the inactive ones too, marked so.
        users: by login; likewise.
        custom_attributes: of activities and customers.
    """

    version: str
    partition: PartitionSettings = PartitionSettings()
    departments: Mapping[str, SiteDepartment] = attrs.field(factory=dict)
    users: Mapping[str, User] = attrs.field(factory=dict)
    custom_attributes: tuple[CustomAttribute, ...] = ()

    @classmethod
    def of(cls, version: str, site: Site) -> "SiteSnapshot":
        """Index a site by its names."""
        return cls(
            version,
            site.partition,
            {each.department.name: each for each in site.departments},
            {each.user.login: each.user for each in site.users},
            site.custom_attributes,
        )

    def user(self, login: str) -> User | None:
        """The user with that login."""
        return self.users.get(login)

    def department(self, name: str) -> Department | None:
        """The department of that name."""
        found = self.departments.get(name)
        return found.department if found else None

    def settings_of(self, department: str) -> DepartmentSettings:
        """The settings of a department; the defaults for one that is not there."""
        found = self.departments.get(department)
        return found.settings if found else DepartmentSettings()
