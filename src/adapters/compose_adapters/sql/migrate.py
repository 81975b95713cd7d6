"""Creating and upgrading the tables."""

from contextlib import AbstractContextManager, nullcontext

import sqlalchemy as sa

from compose_adapters.sql.database import Database
from compose_adapters.sql.failures import DatabaseTooNew, StorageFailed
from compose_adapters.sql.tables import metadata

HEAD = "0009"
"""The newest step that this program knows."""

_KNOWN = frozenset({None, *(f"{number:04}" for number in range(1, int(HEAD) + 1))})
_OLDER = "the database has not the tables of this version: run the command migrate"
_REVISION = sa.select(sa.column("version_num", sa.Text)).select_from(sa.table("alembic_version"))
_LOCK = sa.select(sa.func.pg_advisory_xact_lock(0x636F6D706F7365))


def migrate(database: Database) -> bool:
    """The database has the tables of this program; they are created or upgraded at need.

    All steps are one transaction, and two processes that come at once take turns.

    Returns:
        Whether anything was changed.

    Raises:
        DatabaseTooNew: a newer version of the program made the tables; nothing was changed.
        StorageFailed: another program has tables of these names; nothing was changed.
        Unavailable: the database is busy or away; nothing was changed.
    """
    with database.read() as connection:
        if _revision(connection) == HEAD:
            return False
    with database.write() as connection, _without_time_limit(connection):
        if not database.is_sqlite:
            connection.execute(_LOCK)
        if (before := _revision(connection)) != HEAD:
            if before is None:
                _must_be_free(connection)
            _upgrade(connection)
    if database.is_sqlite:
        _shorten_log(database)
    return before != HEAD


def must_be_current(database: Database) -> None:
    """The tables are those of this program; nothing is changed.

    Raises:
        DatabaseTooNew: a newer version of the program made them.
        StorageFailed: there are none yet, or those of an older version.
        Unavailable: the database is busy or away.
    """
    with database.read() as connection:
        if _revision(connection) != HEAD:
            raise StorageFailed(_OLDER)


def has_tables(database: Database) -> bool:
    """Whether the tables of this program are there; nothing is changed.

    Raises:
        DatabaseTooNew: a newer version of the program made them.
        StorageFailed: they are those of an older version.
        Unavailable: the database is busy or away.
    """
    with database.read() as connection:
        if (found := _revision(connection)) not in {None, HEAD}:
            raise StorageFailed(_OLDER)
    return found is not None


def _without_time_limit(connection: sa.Connection) -> AbstractContextManager[None]:
    if connection.dialect.name == "sqlite":
        return nullcontext()
    # Late: the driver is an extra.
    from compose_adapters.sql.postgresql import without_time_limit  # noqa: PLC0415

    return without_time_limit(connection)


def _shorten_log(database: Database) -> None:
    """Empty SQLite's log: what a step overwrote shall not be read there. A reader prevents it."""
    connection = database.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(_REVISION).scalar()
    if found not in _KNOWN:
        raise DatabaseTooNew(
            f"the database has the tables of version {found}, and this program knows them up to "
            f"{HEAD}: use the newer program that made them"
        )
    return found


def _must_be_free(connection: sa.Connection) -> None:
    taken = metadata.tables.keys() & set(sa.inspect(connection).get_table_names())
    if taken:
        raise StorageFailed(
            f"the database has tables of another program, {', '.join(sorted(taken))}: "
            "name another database"
        )


def _upgrade(connection: sa.Connection) -> None:
    # Late, because every start of the program asks whether there is anything to do.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "compose_adapters.sql:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
