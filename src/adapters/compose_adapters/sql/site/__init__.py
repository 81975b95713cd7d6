"""The site in the database: who there is and what is set."""

from compose_adapters.sql.site.site import SqlSite

__all__ = ["SqlSite"]
