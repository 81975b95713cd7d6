"""Mails read from their rows."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.rows.deliveries import delivery_of
from compose_adapters.sql.tables import deliveries, mails
from compose_core.model.settings import OnUncertainDelivery
from compose_core.outbox import Lease, Mail, MailRecipient

MailName = tuple[int, int]
"""An activity's id, and the place of a mail among the activity's, from 0."""

# One statement sees one state: the revision, which fences what an operator does, is never newer
# than the recipients that it was decided on.
_MAILS = (
    sa.select(
        mails.c.activity_id,
        mails.c.mail,
        mails.c.queued,
        mails.c.on_uncertain,
        mails.c.attempts.label("attempts_of_mail"),
        mails.c.crashes,
        mails.c.revision,
        mails.c.lease_token,
        mails.c.lease_until,
        *(
            deliveries.c[name]
            for name in (
                "number",
                "address",
                "visibility",
                "state",
                "attempts",
                "uncertain_attempts",
                "next_attempt",
                "reply",
            )
        ),
    )
    .join(
        deliveries,
        (deliveries.c.activity_id == mails.c.activity_id) & (deliveries.c.mail == mails.c.mail),
    )
    .where(mails.c.activity_id.in_(sa.bindparam("activities", expanding=True)))
    .order_by(mails.c.activity_id, mails.c.mail, deliveries.c.number)
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
        rows = connection.execute(_MAILS, asked)
        for name, of_mail in groupby(rows, key=lambda row: (row.activity_id, row.mail)):
            found[name] = _mail(list(of_mail))
    return found


def _mail(rows: list[sa.Row[Any]]) -> Mail:
    row = rows[0]
    return Mail(
        activity_id=row.activity_id,
        index=row.mail,
        queued=row.queued,
        on_uncertain=OnUncertainDelivery(row.on_uncertain),
        recipients=tuple(
            MailRecipient(each.number, delivery_of(each), each.uncertain_attempts) for each in rows
        ),
        attempts=row.attempts_of_mail,
        expired_leases=row.crashes,
        revision=row.revision,
        lease=Lease(row.lease_token, row.lease_until) if row.lease_token else None,
    )
