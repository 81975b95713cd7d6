"""The whole site as one value: users, departments, attributes and settings."""

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
