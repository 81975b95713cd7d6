"""The site: departments, users and what is set."""

import sqlalchemy as sa
from alembic import op

from compose_adapters.sql.migrations.columns import (
    Columns,
    big_integers,
    documents,
    flags,
    ids,
    integers,
    key,
    refers,
    texts,
)

revision = "0001"
down_revision = None

_KINDS_OF_IDS = ("activity", "case", "customer")
_NOTHING: list[str] = []
_BEFORE_ANY_SITE = {
    "id": 1,
    "version": 0,
    "language": "en-US",
    "customer_departmentalisation": False,
    "max_email_octets": 25 * 1_048_576,
    "max_body_octets": 1_048_576,
    "session_idle_seconds": 1800,
    "sessions_per_user": 5,
    "allow_special_use_domains": False,
    "group_types": _NOTHING,
    "levels": _NOTHING,
    "industries": _NOTHING,
}


def upgrade() -> None:
    """Make the tables of the site, with the settings that hold before one is applied."""
    _partition()
    _departments()
    _parts_of_departments()
    _custom_attributes()
    _users()
    _what_users_may()
    _id_blocks()


def _partition() -> None:
    partition = op.create_table(
        "partition",
        *ids("id"),
        *big_integers("version max_email_octets max_body_octets"),
        *big_integers("session_idle_seconds sessions_per_user"),
        *texts("digest", nullable=True),
        *texts("language"),
        *flags("customer_departmentalisation allow_special_use_domains"),
        *documents("blocked_file_types", nullable=True),
        *documents("group_types levels industries"),
        key("id"),
        sa.CheckConstraint("id = 1", name="single"),
    )
    op.bulk_insert(partition, [_BEFORE_ANY_SITE])


def _departments() -> None:
    op.create_table(
        "departments",
        *ids("id"),
        *texts("name email_types on_uncertain_delivery"),
        *integers("position default_priority"),
        *flags("active secure_messaging agents_may_choose_queue"),
        *texts("center_url notification_sender notification_sender_key", nullable=True),
        *texts("notification_subject notification_text", nullable=True),
        *big_integers("center_link_seconds", nullable=True),
        key("id"),
        sa.UniqueConstraint("name"),
    )


def _parts_of_departments() -> None:
    _of_department("aliases", texts("address key"), unique="key")
    _of_department("queues", [])
    _of_department("folders", [])
    _of_department("articles", texts("folder") + texts("html text", nullable=True))
    _of_department("usage_links", texts("label url"))
    shown = "attribute default_value exception_article content article usage_link"
    _of_department("macros", texts("kind") + texts(shown, nullable=True))


def _of_department(name: str, columns: Columns, *, unique: str = "name") -> None:
    op.create_table(
        name,
        *ids("id department_id"),
        *texts("name"),
        *integers("position"),
        *flags("active"),
        *columns,
        key("id"),
        refers("department_id", "departments"),
        sa.UniqueConstraint("department_id", unique),
    )


def _custom_attributes() -> None:
    op.create_table(
        "custom_attributes",
        *ids("id"),
        *texts("subject name kind"),
        *integers("position"),
        *flags("active"),
        *documents("options"),
        key("id"),
        sa.UniqueConstraint("subject", "name"),
    )


def _users() -> None:
    op.create_table(
        "users",
        *ids("id home_department_id"),
        *texts("login first_name last_name"),
        *texts("password_hash", nullable=True),
        *integers("position"),
        *flags("active"),
        key("id"),
        refers("home_department_id", "departments"),
        sa.UniqueConstraint("login"),
    )


def _what_users_may() -> None:
    op.create_table(
        "foreign_departments",
        *ids("user_id department_id"),
        key("user_id", "department_id"),
        refers("user_id", "users"),
        refers("department_id", "departments"),
    )
    op.create_table(
        "permissions",
        *ids("id user_id"),
        *ids("department_id", nullable=True),
        *texts("kind name"),
        key("id"),
        refers("user_id", "users"),
        refers("department_id", "departments"),
    )
    op.create_index("ix_permissions_user_id", "permissions", ["user_id"])


def _id_blocks() -> None:
    blocks = op.create_table("id_blocks", *texts("kind"), *big_integers("next"), key("kind"))
    op.bulk_insert(blocks, [{"kind": kind, "next": 1} for kind in _KINDS_OF_IDS])
