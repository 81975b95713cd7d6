"""The stores in SQL: SQLite and PostgreSQL (with the extra ``postgresql``).

Each port has a class over a `Database`, whose two doors are `read` and `write`. `tables` declares
what the migrations make; `rows` and `customer_rows` turn values of the core into rows and back;
`compiled_statements` runs what every send and delivery needs. `store` and `commit` keep sends,
`outbox` their mails, `site` the reference data.
"""

from compose_adapters.extras import require

require("sql", "sqlalchemy", "alembic")

from compose_adapters.sql.database import Database
from compose_adapters.sql.engine import engine
from compose_adapters.sql.failures import DatabaseTooNew, StorageFailed
from compose_adapters.sql.ids import SqlComingIds, SqlIds
from compose_adapters.sql.logins import SqlCredentials, SqlLoginAttempts
from compose_adapters.sql.migrate import has_tables, migrate, must_be_current
from compose_adapters.sql.outbox import SqlOutbox, SqlOutboxAdmin, SqlRetention
from compose_adapters.sql.records import SqlRecords
from compose_adapters.sql.secure_links import SqlSecureLinks
from compose_adapters.sql.sessions import SqlSessions
from compose_adapters.sql.site import SqlSite
from compose_adapters.sql.store import HostedStore, SqlStore

__all__ = [
    "Database",
    "DatabaseTooNew",
    "HostedStore",
    "SqlComingIds",
    "SqlCredentials",
    "SqlIds",
    "SqlLoginAttempts",
    "SqlOutbox",
    "SqlOutboxAdmin",
    "SqlRecords",
    "SqlRetention",
    "SqlSecureLinks",
    "SqlSessions",
    "SqlSite",
    "SqlStore",
    "StorageFailed",
    "engine",
    "has_tables",
    "migrate",
    "must_be_current",
]
