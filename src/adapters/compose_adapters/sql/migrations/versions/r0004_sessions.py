"""Sessions, and failed logins."""

from alembic import op

from compose_adapters.sql.migrations.columns import integers, key, texts, times

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of who is logged in."""
    op.create_table(
        "sessions",
        *texts("token_hash login"),
        *times("opened used"),
        key("token_hash"),
    )
    for column in ("login", "opened", "used"):
        op.create_index(f"ix_sessions_{column}", "sessions", [column])
    op.create_table(
        "login_attempts",
        *texts("key"),
        *times("begun"),
        *integers("count"),
        key("key"),
    )
    op.create_index("ix_login_attempts_begun", "login_attempts", ["begun"])
