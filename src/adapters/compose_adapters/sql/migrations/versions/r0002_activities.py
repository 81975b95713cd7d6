"""Customers, cases and activities."""

import sqlalchemy as sa
from alembic import op

from compose_adapters.sql.migrations.columns import (
    big_integers,
    documents,
    flags,
    ids,
    integers,
    key,
    refers,
    texts,
    times,
)

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of what agents write, and to whom."""
    _customers()
    _contact_persons()
    _contact_points()
    _cases()
    _activities()
    _files()
    _kept_beside()
    _audit()


def _customers() -> None:
    op.create_table(
        "customers",
        *ids("id"),
        *ids("department_id", nullable=True),
        *big_integers("version"),
        *texts("type"),
        *texts("name group_type role how_referred level industry", nullable=True),
        *texts("pin market_segment entitlements", nullable=True),
        *documents("custom_attributes"),
        key("id"),
        refers("department_id", "departments"),
    )
    op.create_table(
        "customer_addresses",
        *texts("key"),
        *ids("scope customer_id"),
        key("key", "scope"),
        refers("customer_id", "customers"),
        sqlite_with_rowid=False,
    )


def _contact_persons() -> None:
    op.create_table(
        "contact_persons",
        *ids("customer_id"),
        *integers("person"),
        *texts("first_name middle_name last_name salutation suffix initials", nullable=True),
        *texts("gender job_title date_of_birth marital_status", nullable=True),
        *texts("employment_status occupation income_level", nullable=True),
        *texts("start_greeting end_greeting", nullable=True),
        *flags("has_direct_mailing_consent has_direct_calling_consent", nullable=True),
        *flags("has_holding_data_consent", nullable=True),
        key("customer_id", "person"),
        refers("customer_id", "customers"),
    )


def _contact_points() -> None:
    op.create_table(
        "contact_points",
        *ids("customer_id"),
        *integers("person point"),
        *texts("type"),
        *texts("priority address number kind country_code area_code extension", nullable=True),
        *texts("street1 street2 city state zip country url", nullable=True),
        key("customer_id", "person", "point"),
        refers("customer_id person", "contact_persons", "customer_id person"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        *ids("id department_id customer_id"),
        *texts("status"),
        *times("created"),
        *big_integers("version"),
        key("id"),
        refers("department_id", "departments"),
        refers("customer_id", "customers"),
    )


def _activities() -> None:
    op.create_table(
        "activities",
        *ids("id department_id case_id customer_id"),
        *texts("status created_by subject message_id"),
        *texts("text html queue", nullable=True),
        *times("created"),
        *times("due_date", nullable=True),
        *documents("sender", nullable=True),
        *documents("recipients_to recipients_cc recipients_bcc custom_attributes"),
        *integers("priority"),
        *flags("secure"),
        key("id"),
        refers("department_id", "departments"),
        refers("case_id", "cases"),
        refers("customer_id", "customers"),
    )
    op.create_index("ix_activities_case_id", "activities", ["case_id"])


def _files() -> None:
    op.create_table(
        "attachments",
        *ids("activity_id"),
        *integers("number"),
        *flags("listed"),
        *texts("content_type file_name"),
        *big_integers("size"),
        key("activity_id", "number"),
        refers("activity_id", "activities"),
    )
    op.create_table(
        "attachment_chunks",
        *ids("activity_id"),
        *integers("number chunk"),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        key("activity_id", "number", "chunk"),
        refers("activity_id number", "attachments", "activity_id number"),
    )


def _kept_beside() -> None:
    op.create_table(
        "secure_links",
        *texts("token_hash address key visibility"),
        *ids("activity_id"),
        *times("expires"),
        key("token_hash"),
        refers("activity_id", "activities"),
    )
    op.create_index("ix_secure_links_activity_id", "secure_links", ["activity_id"])
    op.create_table(
        "idempotency_keys",
        *texts("login key fingerprint"),
        *times("expires"),
        *documents("receipt"),
        key("login", "key"),
    )
    op.create_index("ix_idempotency_keys_expires", "idempotency_keys", ["expires"])


def _audit() -> None:
    op.create_table(
        "audit",
        *ids("id activity_id"),
        *texts("act actor detail"),
        *times("at"),
        key("id"),
        refers("activity_id", "activities"),
    )
    op.create_index("ix_audit_activity_id", "audit", ["activity_id"])
    dialect = op.get_bind().dialect.name
    for statement in _APPEND_ONLY[dialect]:
        op.execute(statement)


_APPEND_ONLY = {
    "sqlite": [
        f"""
        CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
        """
        for act in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        """
        CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$
        """,
        """
        CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
        """,
    ],
}
