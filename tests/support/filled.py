"""Databases that hold as many activities as one likes, made of one real send."""

import sqlalchemy as sa

from compose_adapters.sql import Database, SqlSite, migrate
from compose_adapters.sql.tables import id_blocks, metadata
from compose_adapters.wiring.configuration import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.testing import builders

ADDRESS = "customer.{}@example.com"
Values = dict[tuple[str, str], str]
CUSTOMERS = 4
"""How many activities there are for each customer."""

_OF_CUSTOMER = ("customers", "customer_addresses", "contact_persons", "contact_points")
_OF_ACTIVITY = ("cases", "activities", "audit", "mails", "letters", "deliveries")
# What has been delivered is due no more.
_DELIVERED: Values = {("mails", "due"): "NULL", ("deliveries", "state"): "'accepted'"}
# PostgreSQL's: mails that came one after the other.
_WAITING: Values = {
    ("mails", name): f"one.{name} - series.n * interval '1 millisecond'"
    for name in ("queued", "due")
}
_SERIES = {
    "sqlite": "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series "
    "WHERE n < {last}) ",
    "postgresql": "WITH series AS (SELECT generate_series(1, {last}) AS n) ",
}
_SCATTERED = {"sqlite": "hex(randomblob(16))", "postgresql": "md5(series.n::text)"}
_FREE_IDS = 10


def fill(url: str, activities: int, *, waiting: bool = False) -> None:
    """Make a database of so many activities; one customer has several.

    Args:
        url: of an empty database.
        activities: how many.
        waiting: whether their mails wait for a worker, on PostgreSQL; else they are delivered.
    """
    database = Database(url)
    migrate(database)
    SqlSite(database).apply(builders.site())
    world = Container(Configuration(database=url))
    world.compose.send(builders.request(to=ADDRESS.format(0)), builders.AGENT)
    world.close()
    with database.write() as connection:
        known = _WAITING if waiting else _DELIVERED
        for name in _OF_CUSTOMER:
            _copy(connection, name, activities // CUSTOMERS, 0, known)
        for name in _OF_ACTIVITY:
            _copy(connection, name, activities - 1, activities // CUSTOMERS, known)
        after = sa.update(id_blocks).values(next=activities + _FREE_IDS)
        connection.execute(after)
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        # As a database is that was filled in years, and not just now.
        connection.exec_driver_sql("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE")
    database.close()


def _copy(connection: sa.Connection, name: str, last: int, customers: int, known: Values) -> None:
    table, dialect = metadata.tables[name], connection.dialect.name
    counted = table.autoincrement_column
    columns = [column.name for column in table.columns if column is not counted]
    values = ", ".join(
        known.get((name, column)) or _value(name, column, dialect, customers) for column in columns
    )
    key = next(each for each in ("activity_id", "customer_id", "id") if each in table.columns)
    key = "id" if name in {"activities", "cases"} else key
    connection.exec_driver_sql(
        f"INSERT INTO {name} ({', '.join(map(_quoted, columns))}) "  # noqa: S608 - own names
        f"{_SERIES[dialect].format(last=last)}"
        f"SELECT {values} FROM {name} AS one, series WHERE one.{key} = 1"
    )


def _value(table: str, column: str, dialect: str, customers: int) -> str:
    if table == "customer_addresses" and column == "key":
        return "'customer.' || series.n || '@example.com'"
    if column == "message_id":
        return f"'<' || {_SCATTERED[dialect]} || '@example.com>'"
    if column == "customer_id" and customers:
        return f"1 + series.n - series.n / {customers} * {customers}"
    shifted = column in {"activity_id", "case_id", "customer_id", "id"}
    return f"one.{_quoted(column)}{' + series.n' if shifted else ''}"


def _quoted(column: str) -> str:
    return f'"{column}"'
