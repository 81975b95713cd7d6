"""Departments with their aliases, queues, folders and settings (sections 6 and 7)."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from compose_adapters.site.macros import macros_of
from compose_adapters.site.section import Section, UniqueNames, address_of
from compose_core.model.department import Alias, Department, Queue
from compose_core.model.settings import (
    DepartmentSettings,
    EmailTypes,
    Notification,
    OnUncertainDelivery,
    SecureMessageCenter,
)
from compose_core.model.site import SiteDepartment

PLACEHOLDER = "{token}"
MAX_LINK_DAYS = 3650
MAX_SUBJECT = 245


def departments_of(document: Section, *, special_use: bool) -> Iterator[SiteDepartment]:
    """Read the departments in the order of the file; one with a faulty name has an empty one.

    Args:
        document: the whole file.
        special_use: whether addresses of domains such as ``.test`` are allowed.
    """
    unique = UniqueNames("a department")
    for section in document.tables("departments"):
        folders = section.names("folders")
        department = Department(
            name=unique.name(section),
            active=section.flag("active", default=True),
            aliases=tuple(_aliases(section, special_use)),
            queues=tuple(_queues(section)),
            folders=folders,
            macros=macros_of(section, folders),
        )
        yield SiteDepartment(department, _settings(section, special_use))
        section.close()


def _aliases(department: Section, special_use: bool) -> Iterator[Alias]:
    unique = UniqueNames("an alias of this department")
    for section in department.tables("aliases"):
        address = address_of(section, "address", special_use=special_use)
        unique.check(section, "address", address.key)
        yield Alias(section.name("name"), address, section.flag("active", default=True))
        section.close()


def _queues(department: Section) -> Iterator[Queue]:
    unique = UniqueNames("a queue of this department")
    for section in department.tables("queues"):
        yield Queue(unique.name(section), section.flag("active", default=True))
        section.close()


def _settings(section: Section, special_use: bool) -> DepartmentSettings:
    settings = DepartmentSettings(
        secure_messaging=section.flag("secure_messaging", default=False),
        email_types=section.choice("email_types", EmailTypes.SECURE_AND_STANDARD),
        agents_may_choose_queue=section.flag("agents_may_choose_queue", default=True),
        on_uncertain_delivery=section.choice("on_uncertain_delivery", OnUncertainDelivery.RESEND),
        default_priority=section.whole("default_priority", 5, 1, 7),
        secure_message_center=_secure_message_center(section, special_use),
    )
    if settings.secure_messaging and not section.has("secure_message_center"):
        section.fault(
            "secure_messaging",
            "is on, and the department has no Secure Message Center; "
            "add [departments.secure_message_center] or switch it off",
        )
    return settings


def _secure_message_center(department: Section, special_use: bool) -> SecureMessageCenter | None:
    section = department.table("secure_message_center")
    if section is None:
        return None
    center = SecureMessageCenter(
        url=_url(section),
        link_life=timedelta(days=section.whole("link_days", 90, 1, MAX_LINK_DAYS)),
        notification=_notification(section, special_use),
    )
    section.close()
    return center


def _url(section: Section) -> str:
    url = section.text("url")
    if url and (reason := _not_a_link(url)):
        section.fault(
            "url", f"{reason}; write it as https://secure.example.com/secure/{PLACEHOLDER}"
        )
    return url


def _not_a_link(url: str) -> str | None:
    if url.count(PLACEHOLDER) != 1:
        return f"must hold {PLACEHOLDER} once, where each recipient's token goes"
    if not url.isascii() or not url.isprintable() or " " in url:
        return "must be written in ASCII, without blanks"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "is no web address"
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "must be an absolute http or https address"
    is_in_host = PLACEHOLDER in parts.netloc
    return "may hold the token only after the host" if is_in_host else None


def _notification(center: Section, special_use: bool) -> Notification | None:
    section = center.table("notification")
    if section is None:
        return None
    notification = Notification(
        sender=address_of(section, "from", special_use=special_use),
        subject=_subject(section),
        text=section.text("text"),
    )
    section.close()
    return notification


def _subject(section: Section) -> str:
    subject = section.text("subject")
    if len(subject) > MAX_SUBJECT:
        section.fault(
            "subject", f"has {len(subject)} characters; at most {MAX_SUBJECT} are allowed"
        )
    if not subject.isprintable():
        section.fault("subject", "holds a line break or a control character; remove it")
    return subject
