"""Mails read from their rows."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.rows.deliveries import delivery_of
from compose_adapters.sql.tables import deliveries, mails
from compose_core.ports import Lease, Mail, MailRecipient
from compose_core.settings import OnUncertainDelivery

MailName = tuple[int, int]
"""An activity's id, and the place of a mail among the activity's, from 0."""

_ACTIVITIES: sa.BindParameter[int] = sa.bindparam("activities", expanding=True)
_MAILS = sa.select(mails).where(mails.c.activity_id.in_(_ACTIVITIES))
_RECIPIENTS = (
    sa.select(deliveries)
    .where(deliveries.c.activity_id.in_(_ACTIVITIES), deliveries.c.mail.is_not(None))
    .order_by(deliveries.c.activity_id, deliveries.c.number)
)

_AT_ONCE = 500
"""How many ids one statement names."""


def read_mails(connection: sa.Connection, names: Iterable[MailName]) -> list[Mail]:
    """The mails of these names, in their order."""
    wanted = list(names)
    found = _mails_of_activities(connection, sorted({activity for activity, _ in wanted}))
    return [found[name] for name in wanted]


def mails_of_activity(connection: sa.Connection, activity_id: int) -> list[Mail]:
    """An activity's mails, by their index."""
    found = _mails_of_activities(connection, [activity_id])
    return [found[name] for name in sorted(found)]


def _mails_of_activities(connection: sa.Connection, activities: list[int]) -> dict[MailName, Mail]:
    found: dict[MailName, Mail] = {}
    for start in range(0, len(activities), _AT_ONCE):
        asked = {"activities": activities[start : start + _AT_ONCE]}
        recipients = _recipients(connection, asked)
        for row in connection.execute(_MAILS, asked):
            name = (row.activity_id, row.mail)
            found[name] = _mail(row, tuple(recipients[name]))
    return found


def _recipients(
    connection: sa.Connection, asked: dict[str, Any]
) -> dict[MailName, list[MailRecipient]]:
    found: defaultdict[MailName, list[MailRecipient]] = defaultdict(list)
    for row in connection.execute(_RECIPIENTS, asked):
        recipient = MailRecipient(row.number, delivery_of(row), row.doubts)
        found[row.activity_id, row.mail].append(recipient)
    return found


def _mail(row: sa.Row[Any], recipients: tuple[MailRecipient, ...]) -> Mail:
    lease = Lease(row.lease_token, row.lease_until) if row.lease_token else None
    return Mail(
        activity_id=row.activity_id,
        index=row.mail,
        queued=row.queued,
        on_uncertain=OnUncertainDelivery(row.on_uncertain),
        recipients=recipients,
        attempts=row.attempts,
        crashes=row.crashes,
        revision=row.revision,
        lease=lease,
    )
