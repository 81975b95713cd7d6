"""The reference data: who there is and what is set.

Rows are never deleted but for permissions: what vanishes from the site becomes inactive, and its
id stays. ``position`` is the place in the site, for those that an order is seen of.
"""

import sqlalchemy as sa

from compose_adapters.sql.tables.types import Id, Json, Octets, UtcTime, metadata
from compose_core.model.settings import CUSTOMER_VALUES

partition = sa.Table(
    "partition",
    metadata,
    sa.Column("id", Id, sa.CheckConstraint("id = 1", name="single"), primary_key=True),
    sa.Column("version", Octets, nullable=False),
    sa.Column("digest", sa.Text),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("customer_departmentalisation", sa.Boolean, nullable=False),
    sa.Column("max_email_octets", Octets, nullable=False),
    sa.Column("max_body_octets", Octets, nullable=False),
    sa.Column("blocked_file_types", Json),
    sa.Column("session_idle_seconds", Octets, nullable=False),
    sa.Column("sessions_per_user", Octets, nullable=False),
    sa.Column("allow_special_use_domains", sa.Boolean, nullable=False),
    *(sa.Column(name, Json, nullable=False) for name in CUSTOMER_VALUES),
)

departments = sa.Table(
    "departments",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("secure_messaging", sa.Boolean, nullable=False),
    sa.Column("email_types", sa.Text, nullable=False),
    sa.Column("agents_may_choose_queue", sa.Boolean, nullable=False),
    sa.Column("on_uncertain_delivery", sa.Text, nullable=False),
    sa.Column("default_priority", sa.Integer, nullable=False),
    sa.Column("center_url", sa.Text),
    sa.Column("center_link_seconds", Octets),
    sa.Column("notification_sender", sa.Text),
    sa.Column("notification_sender_key", sa.Text),
    sa.Column("notification_subject", sa.Text),
    sa.Column("notification_text", sa.Text),
)


def _of_department(name: str, *columns: sa.Column[object], unique: str = "name") -> sa.Table:
    return sa.Table(
        name,
        metadata,
        sa.Column("id", Id, primary_key=True),
        sa.Column("department_id", sa.ForeignKey(departments.c.id), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        *columns,
        sa.UniqueConstraint("department_id", unique),
    )


aliases = _of_department(
    "aliases",
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    unique="key",
)
queues = _of_department("queues")
folders = _of_department("folders")
articles = _of_department(
    "articles",
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("html", sa.Text),
    sa.Column("text", sa.Text),
)
usage_links = _of_department(
    "usage_links",
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
)
macros = _of_department(
    "macros",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("attribute", sa.Text),
    sa.Column("default_value", sa.Text),
    sa.Column("exception_article", sa.Text),
    sa.Column("content", sa.Text),
    sa.Column("article", sa.Text),
    sa.Column("usage_link", sa.Text),
)

custom_attributes = sa.Table(
    "custom_attributes",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("options", Json, nullable=False),
    sa.UniqueConstraint("subject", "name"),
)

users = sa.Table(
    "users",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("login", sa.Text, nullable=False, unique=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("password_hash", sa.Text),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("home_department_id", sa.ForeignKey(departments.c.id), nullable=False),
)

foreign_departments = sa.Table(
    "foreign_departments",
    metadata,
    sa.Column("user_id", sa.ForeignKey(users.c.id), primary_key=True),
    sa.Column("department_id", sa.ForeignKey(departments.c.id), primary_key=True),
)

permissions = sa.Table(
    "permissions",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("user_id", sa.ForeignKey(users.c.id), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("department_id", sa.ForeignKey(departments.c.id)),
    sa.Column("name", sa.Text, nullable=False),
)

# The audit of the site: a row for each time that one was applied.
site_changes = sa.Table(
    "site_changes",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("version", Octets, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("changes", Json, nullable=False),
)
