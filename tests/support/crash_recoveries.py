"""The database itself counts the leases of dead workers that are put right."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from compose_adapters.sql import Database

_TABLE = "CREATE TABLE crash_recoveries (activity_id BIGINT, mail INTEGER)"
_NOTE = "INSERT INTO crash_recoveries VALUES (NEW.activity_id, NEW.mail)"
_SQLITE = (
    _TABLE,
    f"""
    CREATE TRIGGER crash_noted AFTER UPDATE ON mails WHEN NEW.crashes > OLD.crashes
    BEGIN {_NOTE}; END
    """,
)
_POSTGRESQL = (
    _TABLE,
    f"""
    CREATE FUNCTION crash_noted() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN {_NOTE}; RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER crash_noted AFTER UPDATE ON mails FOR EACH ROW
    WHEN (NEW.crashes > OLD.crashes) EXECUTE FUNCTION crash_noted()
    """,
)
_FORGOTTEN = ("DROP FUNCTION crash_noted CASCADE", "DROP TABLE crash_recoveries")
_COUNT = sa.text("SELECT count(*) FROM crash_recoveries")


@contextmanager
def counting_recoveries(database: Database) -> Iterator[None]:
    """Recoveries are counted inside."""
    _run(database, _SQLITE if database.is_sqlite else _POSTGRESQL)
    try:
        yield
    finally:
        if not database.is_sqlite:
            _run(database, _FORGOTTEN)


def recoveries(database: Database) -> int:
    """How many there were."""
    with database.read() as connection:
        return int(connection.execute(_COUNT).scalar_one())


def _run(database: Database, statements: tuple[str, ...]) -> None:
    with database.write() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
