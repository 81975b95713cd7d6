"""Who there is and what is set: reference data, held under a version."""

from typing import Protocol

from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Department
from compose_core.model.settings import DepartmentSettings, PartitionSettings
from compose_core.model.user import User


class Directory(Protocol):
    """The users, departments and attributes of the partition.

    Names are kept, and asked for, in NFC. What is inactive is given too, marked so.
    """

    def version(self) -> str:
        """A text that changes whenever anything in the directory or the settings does."""
        ...

    def user(self, login: str) -> User | None:
        """The user with that login."""
        ...

    def department(self, name: str) -> Department | None:
        """The department of that name."""
        ...

    def custom_attributes(self) -> tuple[CustomAttribute, ...]:
        """The configured attributes, of activities and of customers."""
        ...


class Settings(Protocol):
    """What the administrator set (section 6); under the directory's version."""

    def partition(self) -> PartitionSettings:
        """The settings of the whole partition."""
        ...

    def department(self, name: str) -> DepartmentSettings:
        """The settings of a department that the directory knows."""
        ...
