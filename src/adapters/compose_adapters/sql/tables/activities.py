"""Activities, their files, and what is kept beside them."""

import sqlalchemy as sa

from compose_adapters.sql.tables.customers import cases, customers
from compose_adapters.sql.tables.site import departments
from compose_adapters.sql.tables.types import Id, Json, Octets, UtcTime, metadata

activities = sa.Table(
    "activities",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("department_id", sa.ForeignKey(departments.c.id), nullable=False),
    sa.Column("case_id", sa.ForeignKey(cases.c.id), nullable=False),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("created", UtcTime, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("text", sa.Text),
    sa.Column("html", sa.Text),
    sa.Column("sender", Json),
    sa.Column("recipients_to", Json, nullable=False),
    sa.Column("recipients_cc", Json, nullable=False),
    sa.Column("recipients_bcc", Json, nullable=False),
    sa.Column("queue", sa.Text),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("due_date", UtcTime),
    sa.Column("custom_attributes", Json, nullable=False),
    sa.Column("secure", sa.Boolean, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False),
    # The case's version since this activity was stored: its place among those of the case.
    sa.Column("case_version", Octets, nullable=False, server_default="0"),
    sa.Column("safe_html", sa.Text),
    sa.Index("ix_activities_case_id", "case_id"),
)

# Those that an enclosure of a mail needs and the activity does not list are not `listed`.
attachments = sa.Table(
    "attachments",
    metadata,
    sa.Column("activity_id", sa.ForeignKey(activities.c.id), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("listed", sa.Boolean, nullable=False),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("size", Octets, nullable=False),
)

chunks = sa.Table(
    "attachment_chunks",
    metadata,
    sa.Column("activity_id", Id, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("chunk", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("octets", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(
        ["activity_id", "number"], [attachments.c.activity_id, attachments.c.number]
    ),
)

# A recipient's link: `number` is the place among the activity's recipients. The first opening is an
# entry of the audit; all of them are counted here, so that nobody fills the audit by opening.
secure_links = sa.Table(
    "secure_links",
    metadata,
    sa.Column("activity_id", sa.ForeignKey(activities.c.id), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("expires", UtcTime, nullable=False, index=True),
    sa.Column("openings", Octets, nullable=False),
    sa.Column("last_opened", UtcTime),
)

# One for each hand-over of a recipient's notification.
link_tokens = sa.Table(
    "secure_link_tokens",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("activity_id", Id, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(
        ["activity_id", "number"], [secure_links.c.activity_id, secure_links.c.number]
    ),
    sa.Index("ix_secure_link_tokens_activity_id_number", "activity_id", "number"),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("expires", UtcTime, nullable=False, index=True),
    sa.Column("receipt", Json, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("activity_id", sa.ForeignKey(activities.c.id), nullable=False, index=True),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)

id_blocks = sa.Table(
    "id_blocks",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("next", Octets, nullable=False),
)
