"""Settings as columns, and back."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from compose_core.model.address import Address
from compose_core.model.settings import (
    CUSTOMER_VALUES,
    DepartmentSettings,
    EmailTypes,
    Notification,
    OnUncertainDelivery,
    PartitionSettings,
    SecureMessageCenter,
)

Row = dict[str, Any]

_SAME = (
    "language",
    "customer_departmentalisation",
    "max_email_octets",
    "max_body_octets",
    "sessions_per_user",
    "allow_special_use_domains",
)
_SECOND = timedelta(seconds=1)


def partition_row(settings: PartitionSettings) -> Row:
    """The columns of the partition's settings."""
    row: Row = {
        name: getattr(settings, name) for name in (*_SAME, *CUSTOMER_VALUES, "blocked_file_types")
    }
    return row | {"session_idle_seconds": settings.session_idle // _SECOND}


def partition_settings(row: sa.Row[Any]) -> PartitionSettings:
    """The partition's settings of a row."""
    blocked = row.blocked_file_types
    lists: Row = {name: tuple(getattr(row, name)) for name in CUSTOMER_VALUES}
    return PartitionSettings(
        **{name: getattr(row, name) for name in _SAME},
        **lists,
        blocked_file_types=None if blocked is None else tuple(blocked),
        session_idle=timedelta(seconds=row.session_idle_seconds),
    )


def department_row(settings: DepartmentSettings) -> Row:
    """The columns of a department's settings."""
    return {
        "secure_messaging": settings.secure_messaging,
        "email_types": settings.email_types.value,
        "agents_may_choose_queue": settings.agents_may_choose_queue,
        "on_uncertain_delivery": settings.on_uncertain_delivery.value,
        "default_priority": settings.default_priority,
    } | _center_row(settings.secure_message_center)


def department_settings(row: sa.Row[Any]) -> DepartmentSettings:
    """A department's settings of its row."""
    return DepartmentSettings(
        secure_messaging=row.secure_messaging,
        email_types=EmailTypes(row.email_types),
        agents_may_choose_queue=row.agents_may_choose_queue,
        on_uncertain_delivery=OnUncertainDelivery(row.on_uncertain_delivery),
        default_priority=row.default_priority,
        secure_message_center=_center(row),
    )


def _center_row(center: SecureMessageCenter | None) -> Row:
    notification = center.notification if center else None
    return {
        "center_url": center.url if center else None,
        "center_link_seconds": center.link_life // _SECOND if center else None,
        "notification_sender": notification.sender.text if notification else None,
        "notification_sender_key": notification.sender.key if notification else None,
        "notification_subject": notification.subject if notification else None,
        "notification_text": notification.text if notification else None,
    }


def _center(row: sa.Row[Any]) -> SecureMessageCenter | None:
    if row.center_url is None:
        return None
    life = timedelta(seconds=row.center_link_seconds)
    return SecureMessageCenter(row.center_url, life, _notification(row))


def _notification(row: sa.Row[Any]) -> Notification | None:
    if row.notification_sender is None:
        return None
    sender = Address(row.notification_sender, row.notification_sender_key)
    return Notification(sender, row.notification_subject, row.notification_text)
