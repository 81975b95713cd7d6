"""The order of commits: of the activities of a case, and of mails that are due at one time."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Number the activities of a case as they are stored, and let the index of due mails sort."""
    # Those from before have no number: they come first, in the order of their ids.
    op.add_column(
        "activities", sa.Column("case_version", sa.BigInteger(), nullable=False, server_default="0")
    )
    waiting = sa.text("due IS NOT NULL")
    op.drop_index("ix_mails_lane_due", "mails")
    op.create_index(
        "ix_mails_lane_due",
        "mails",
        ["lane", "due", "activity_id", "mail"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
