"""Mails on their way."""

import sqlalchemy as sa

from compose_adapters.sql.tables.activities import activities
from compose_adapters.sql.tables.types import Id, Json, UtcTime, metadata

# Rows that every attempt writes; what is large stands in `letters`, which none does.
mails = sa.Table(
    "mails",
    metadata,
    sa.Column("activity_id", sa.ForeignKey(activities.c.id), primary_key=True),
    sa.Column("mail", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("queued", UtcTime, nullable=False),
    sa.Column("on_uncertain", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("crashes", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("lease_token", sa.Text),
    sa.Column("lease_until", UtcTime),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("due", UtcTime),
    sqlite_with_rowid=False,
)
# All that a claim sorts by: of a million that are due at one time, it reads those that it takes.
sa.Index(
    "ix_mails_lane_due",
    mails.c.lane,
    mails.c.due,
    mails.c.activity_id,
    mails.c.mail,
    sqlite_where=mails.c.due.is_not(None),
    postgresql_where=mails.c.due.is_not(None),
)

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("activity_id", Id, primary_key=True, autoincrement=False),
    sa.Column("mail", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False, index=True),
    sa.Column("letter", Json, nullable=False),
    sa.Column("text", sa.Text),
    sa.Column("html", sa.Text),
    sa.ForeignKeyConstraint(["activity_id", "mail"], [mails.c.activity_id, mails.c.mail]),
)

# ``mail`` is null for a recipient who gets none: the delivery is *kept*.
deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("activity_id", sa.ForeignKey(activities.c.id), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("mail", sa.Integer),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("visibility", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("uncertain_attempts", sa.Integer, nullable=False),
    sa.Column("next_attempt", UtcTime),
    sa.Column("reply", sa.Text, nullable=False),
    # Holds all that is asked of many at once, so that the rows themselves are not looked at.
    sa.Index("ix_deliveries_state", "state", "activity_id", "mail"),
    sqlite_with_rowid=False,
)

journal = sa.Table(
    "delivery_journal",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("activity_id", sa.ForeignKey(activities.c.id), nullable=False),
    sa.Column("mail", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Index("ix_delivery_journal_activity_id_mail", "activity_id", "mail"),
)
