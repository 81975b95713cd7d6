"""The outbox in SQL: what workers, operators and the forgetting of old mails ask of it."""

from compose_adapters.sql.outbox.admin import SqlOutboxAdmin
from compose_adapters.sql.outbox.retention import SqlRetention
from compose_adapters.sql.outbox.workers import SqlOutbox

__all__ = ["SqlOutbox", "SqlOutboxAdmin", "SqlRetention"]
