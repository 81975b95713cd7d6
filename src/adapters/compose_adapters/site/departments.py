"""Departments with their aliases, queues, folders and settings."""

from collections.abc import Iterator

from compose_adapters.site.addresses import address_of
from compose_adapters.site.macros import macros_of
from compose_adapters.site.section import Section
from compose_adapters.site.secure_messages import secure_message_center_of
from compose_adapters.site.unique_names import UniqueNames
from compose_core.model.department import Alias, Department, Queue
from compose_core.model.settings import DepartmentSettings, EmailTypes, OnUncertainDelivery
from compose_core.model.site import SiteDepartment


def departments_of(document: Section, *, special_use: bool) -> Iterator[SiteDepartment]:
    """The departments in the order of the file; one with a faulty name has an empty one.

    Args:
        document: the whole file.
        special_use: whether addresses of domains such as ``.test`` are allowed.
    """
    once = UniqueNames("a department")
    for section in document.tables("departments"):
        folders = section.names("folders")
        department = Department(
            name=once.name(section),
            active=section.flag("active", default=True),
            aliases=tuple(_aliases(section, special_use)),
            queues=tuple(_queues(section)),
            folders=folders,
            macros=macros_of(section, folders),
        )
        yield SiteDepartment(department, _settings(section, special_use))
        section.close()


def _aliases(department: Section, special_use: bool) -> Iterator[Alias]:
    once = UniqueNames("an alias of this department")
    for section in department.tables("aliases"):
        address = address_of(section, "address", special_use=special_use)
        once.see(section, "address", address.key)
        yield Alias(section.name("name"), address, section.flag("active", default=True))
        section.close()


def _queues(department: Section) -> Iterator[Queue]:
    once = UniqueNames("a queue of this department")
    for section in department.tables("queues"):
        yield Queue(once.name(section), section.flag("active", default=True))
        section.close()


def _settings(section: Section, special_use: bool) -> DepartmentSettings:
    settings = DepartmentSettings(
        secure_messaging=section.flag("secure_messaging", default=False),
        email_types=section.choice("email_types", EmailTypes.SECURE_AND_STANDARD),
        agents_may_choose_queue=section.flag("agents_may_choose_queue", default=True),
        on_uncertain_delivery=section.choice("on_uncertain_delivery", OnUncertainDelivery.RESEND),
        default_priority=section.whole("default_priority", 5, 1, 7),
        secure_message_center=secure_message_center_of(section, special_use=special_use),
    )
    if settings.secure_messaging and not section.has("secure_message_center"):
        section.fault(
            "secure_messaging",
            "is on, and the department has no Secure Message Center; "
            "add [departments.secure_message_center] or switch it off",
        )
    return settings
