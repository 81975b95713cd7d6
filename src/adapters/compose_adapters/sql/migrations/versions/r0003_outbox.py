"""The outbox: mails, their letters, and how delivery stands."""

import sqlalchemy as sa
from alembic import op

from compose_adapters.sql.migrations.columns import (
    documents,
    ids,
    integers,
    key,
    refers,
    texts,
    times,
)

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of mails on their way."""
    _mails()
    _letters()
    _deliveries()
    _journal()


def _mails() -> None:
    op.create_table(
        "mails",
        *ids("activity_id"),
        *integers("mail attempts crashes revision"),
        *texts("on_uncertain lane"),
        *texts("lease_token", nullable=True),
        *times("queued"),
        *times("lease_until due", nullable=True),
        key("activity_id", "mail"),
        refers("activity_id", "activities"),
        sqlite_with_rowid=False,
    )
    waiting = sa.text("due IS NOT NULL")
    op.create_index(
        "ix_mails_lane_due",
        "mails",
        ["lane", "due"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _letters() -> None:
    op.create_table(
        "letters",
        *ids("activity_id"),
        *integers("mail"),
        *texts("sender message_id"),
        *documents("letter"),
        *texts("text html", nullable=True),
        key("activity_id", "mail"),
        refers("activity_id mail", "mails", "activity_id mail"),
    )
    op.create_index("ix_letters_message_id", "letters", ["message_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        *ids("activity_id"),
        *integers("number attempts uncertain_attempts"),
        *integers("mail", nullable=True),
        *texts("address key visibility state reply"),
        *times("next_attempt", nullable=True),
        key("activity_id", "number"),
        refers("activity_id", "activities"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "activity_id", "mail"])


def _journal() -> None:
    op.create_table(
        "delivery_journal",
        *ids("id activity_id"),
        *integers("mail number attempt"),
        *texts("state reply"),
        *times("at"),
        key("id"),
        refers("activity_id", "activities"),
    )
    op.create_index(
        "ix_delivery_journal_activity_id_mail", "delivery_journal", ["activity_id", "mail"]
    )
