"""The rows of a database, counted."""

import sqlalchemy as sa

from compose_adapters.sql import Database
from compose_adapters.sql.tables import metadata


def rows_of(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.read() as connection:
        return {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table)
            ).scalar_one()
            for table in metadata.sorted_tables
        }
