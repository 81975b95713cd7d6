"""Whether there is a database with its tables; looking makes neither."""

from collections.abc import Callable
from pathlib import Path

from compose_adapters.sql import Database
from compose_adapters.sql import has_tables as are_there
from compose_adapters.wiring.configuration import Misconfigured

_SQLITE = "sqlite:///"


def has_tables(url: str, database: Callable[[], Database]) -> bool:
    """Whether the database is there with the tables of this program.

    Args:
        url: of the database.
        database: gives it; it is asked for nothing where its file is not there.

    Raises:
        Unavailable: it cannot be used, or its tables are those of another version.
    """
    file = _file(url)
    return (file is None or file.is_file()) and are_there(database())


def no_database(url: str) -> Misconfigured:
    """The database is not there, or has no tables yet."""
    named = f"there is no database {file}" if (file := _file(url)) else "the database has no tables"
    return Misconfigured(f"{named}; make it with: compose-core migrate")


def no_site() -> Misconfigured:
    """There is no site, neither in a file nor in the database."""
    return Misconfigured(
        "no site is in the database yet; name a site file with --site or COMPOSE_SITE"
    )


def _file(url: str) -> Path | None:
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None
