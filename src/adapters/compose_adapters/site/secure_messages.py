"""The Secure Message Center of a department (section 7)."""

from datetime import timedelta
from urllib.parse import urlsplit

from compose_adapters.site.addresses import address_of
from compose_adapters.site.section import Section
from compose_core.model.settings import Notification, SecureMessageCenter

PLACEHOLDER = "{token}"
MAX_LINK_DAYS = 3650
MAX_SUBJECT = 245


def secure_message_center_of(
    department: Section, *, special_use: bool
) -> SecureMessageCenter | None:
    """The department's centre; ``None`` if it has none."""
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
