"""Who changed the site, and when."""

from alembic import op

from compose_adapters.sql.migrations.columns import (
    big_integers,
    documents,
    ids,
    key,
    texts,
    times,
)

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table of what was changed in the site."""
    op.create_table(
        "site_changes",
        *ids("id"),
        *big_integers("version"),
        *times("at"),
        *texts("actor digest"),
        *documents("changes"),
        key("id"),
    )
