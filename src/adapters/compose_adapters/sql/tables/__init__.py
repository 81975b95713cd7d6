"""The tables, as every statement of the room names them; the migrations make them."""

from compose_adapters.sql.tables.activities import (
    activities,
    attachments,
    audit,
    chunks,
    id_blocks,
    idempotency_keys,
    secure_links,
)
from compose_adapters.sql.tables.customers import (
    SHARED,
    cases,
    contact_persons,
    contact_points,
    customer_addresses,
    customers,
)
from compose_adapters.sql.tables.outbox import deliveries, journal, letters, mails
from compose_adapters.sql.tables.sessions import login_attempts, sessions
from compose_adapters.sql.tables.site import (
    aliases,
    articles,
    custom_attributes,
    departments,
    folders,
    foreign_departments,
    macros,
    partition,
    permissions,
    queues,
    site_changes,
    usage_links,
    users,
)
from compose_adapters.sql.tables.types import metadata

__all__ = [
    "SHARED",
    "activities",
    "aliases",
    "articles",
    "attachments",
    "audit",
    "cases",
    "chunks",
    "contact_persons",
    "contact_points",
    "custom_attributes",
    "customer_addresses",
    "customers",
    "deliveries",
    "departments",
    "folders",
    "foreign_departments",
    "id_blocks",
    "idempotency_keys",
    "journal",
    "letters",
    "login_attempts",
    "macros",
    "mails",
    "metadata",
    "partition",
    "permissions",
    "queues",
    "secure_links",
    "sessions",
    "site_changes",
    "usage_links",
    "users",
]
