"""The site in the database: who there is and what is set."""

from compose_adapters.sql.site.held import SqlDirectory, SqlSettings, SqlSite

__all__ = ["SqlDirectory", "SqlSettings", "SqlSite"]
