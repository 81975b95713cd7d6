"""Who is logged in, and how often a login failed.

A login is a text and refers to no row: a host may have users of its own.
"""

import sqlalchemy as sa

from compose_adapters.sql.tables.types import Id, UtcTime, metadata

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, nullable=False, index=True),
    sa.Column("opened", UtcTime, nullable=False, index=True),
    sa.Column("used", UtcTime, nullable=False, index=True),
)

login_attempts = sa.Table(
    "login_attempts",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("begun", UtcTime, nullable=False, index=True),
    sa.Column("count", sa.Integer, nullable=False),
)

login_successes = sa.Table(
    "login_successes",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("seen", UtcTime, nullable=False, index=True),
)

session_audit = sa.Table(
    "session_audit",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("login", sa.Text, nullable=False, index=True),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)
