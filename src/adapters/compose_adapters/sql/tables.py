"""The tables, as every statement of the room names them; the migrations make them.

Reference data: rows are never deleted but for permissions. An element that vanishes from the site
becomes inactive, and its id stays. ``position`` is the place in the site, where an order is shown.

A login in ``sessions`` is a text and refers to no row: a host may have users of its own.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.column_types import Id, Json, Octets, UtcTime
from compose_core.model.settings import CUSTOMER_VALUES

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _texts(names: str) -> Iterator[sa.Column[str]]:
    """Columns of texts that may be missing."""
    return (sa.Column(name, sa.Text) for name in names.split())


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
    *_texts("notification_sender notification_sender_key notification_subject notification_text"),
)


def _of_department(name: str, *columns: sa.Column[Any], unique: str = "name") -> sa.Table:
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
    *_texts("attribute default_value exception_article content article usage_link"),
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


SHARED = 0
"""The scope of a customer that belongs to no department (C1)."""

customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("department_id", sa.ForeignKey(departments.c.id)),
    sa.Column("version", Octets, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    *_texts(
        "name group_type role how_referred level industry pin market_segment "
        "entitlements group_region group_number_of_members group_income"
    ),
    sa.Column("custom_attributes", Json, nullable=False),
)

contact_persons = sa.Table(
    "contact_persons",
    metadata,
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), primary_key=True),
    sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
    *_texts(
        "first_name middle_name last_name salutation suffix initials gender job_title "
        "date_of_birth marital_status employment_status occupation income_level "
        "start_greeting end_greeting"
    ),
    sa.Column("has_direct_mailing_consent", sa.Boolean),
    sa.Column("has_direct_calling_consent", sa.Boolean),
    sa.Column("has_holding_data_consent", sa.Boolean),
    *_texts(
        "login_id priority first_name_furigana middle_name_furigana last_name_furigana "
        "spouse_name emergency_contact identification_type identification_value type"
    ),
)

contact_points = sa.Table(
    "contact_points",
    metadata,
    sa.Column("customer_id", Id, primary_key=True, autoincrement=False),
    sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("point", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("type", sa.Text, nullable=False),
    *_texts(
        "priority address number kind country_code area_code extension "
        "availability_days availability_times street1 street2 city state zip country "
        "url"
    ),
    sa.ForeignKeyConstraint(
        ["customer_id", "person"], [contact_persons.c.customer_id, contact_persons.c.person]
    ),
)

# The one place where an address is unique: two sends to a new address make one customer (C6).
customer_addresses = sa.Table(
    "customer_addresses",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("scope", Id, primary_key=True, autoincrement=False),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sqlite_with_rowid=False,
)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("department_id", sa.ForeignKey(departments.c.id), nullable=False),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("created", UtcTime, nullable=False),
    sa.Column("version", Octets, nullable=False),
)


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
