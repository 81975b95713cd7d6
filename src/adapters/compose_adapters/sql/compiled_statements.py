"""Statements that are compiled once for a database and then given to its driver as they are.

A send is a dozen small statements, and most of the time that SQLAlchemy takes for one of them goes
into results and events that nobody here looks at. Statements are written in SQLAlchemy Core, and
the transaction is SQLAlchemy's, as a host's own is.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

import attrs
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.dml import ReturningInsert

Parameters = Mapping[str, Any]


class ResultRow(Protocol):
    """A row whose columns are its attributes."""

    def __getattr__(self, name: str) -> Any:
        """The value of a column."""
        ...


@attrs.frozen
class _Compiled:
    """A statement as one driver takes it."""

    text: str
    bind: Callable[[Parameters], Any]
    read: Callable[[tuple[Any, ...]], ResultRow]


_Convert = Callable[[Any], Any]
_Statement = sa.Select[Any] | sa.Insert | ReturningInsert[Any] | sa.Update | sa.Delete


class CompiledStatement:
    """A statement with a fixed list of parameters; safe for many threads.

    Args:
        statement: a select, insert, update or delete without lists among its parameters.
    """

    def __init__(self, statement: _Statement) -> None:
        self._statement = statement
        # A host's own engine may have another driver for the same database.
        self._compiled: dict[tuple[str, str, str], _Compiled] = {}

    def rows(self, connection: sa.Connection, parameters: Parameters) -> list[ResultRow]:
        """Fetch all rows of a select."""
        compiled = self._for(connection.dialect)
        cursor = _cursor(connection)
        try:
            cursor.execute(compiled.text, compiled.bind(parameters))
            return list(map(compiled.read, cursor.fetchall()))
        except connection.dialect.loaded_dbapi.Error as error:
            raise _wrap_error(connection, cursor, error) from error

    def first(self, connection: sa.Connection, parameters: Parameters) -> ResultRow | None:
        """Fetch the first row of a select, if there is one."""
        rows = self.rows(connection, parameters)
        return rows[0] if rows else None

    def write(self, connection: sa.Connection, parameters: Parameters) -> int:
        """Execute once, and count the rows that were written."""
        compiled = self._for(connection.dialect)
        cursor = _cursor(connection)
        try:
            cursor.execute(compiled.text, compiled.bind(parameters))
        except connection.dialect.loaded_dbapi.Error as error:
            raise _wrap_error(connection, cursor, error) from error
        return cursor.rowcount

    def write_all(self, connection: sa.Connection, parameters: Sequence[Parameters]) -> int:
        """Execute once for each of the parameters, and count the rows that were written in all."""
        if len(parameters) < 2:  # noqa: PLR2004 - executemany has a price of its own
            return self.write(connection, parameters[0]) if parameters else 0
        compiled = self._for(connection.dialect)
        cursor = _cursor(connection)
        try:
            cursor.executemany(compiled.text, [compiled.bind(each) for each in parameters])
        except connection.dialect.loaded_dbapi.Error as error:
            raise _wrap_error(connection, cursor, error) from error
        return cursor.rowcount

    def _for(self, dialect: Dialect) -> _Compiled:
        key = (dialect.name, dialect.driver, dialect.paramstyle)
        known = self._compiled.get(key)
        if known is None:
            known = self._compiled[key] = _compile(self._statement, dialect)
        return known


def insert_into(table: sa.Table) -> CompiledStatement:
    """Make an insert of whole rows, without a number that the database counts itself."""
    counted = table.autoincrement_column
    names = [column.name for column in table.columns if column is not counted]
    return CompiledStatement(sa.insert(table).values({name: sa.bindparam(name) for name in names}))


def _compile(statement: _Statement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    columns = (
        list(statement.selected_columns)
        if isinstance(statement, sa.Select)
        else list(statement.exported_columns)
    )
    return _Compiled(str(compiled), _binder(compiled, dialect), _reader(columns, dialect))


def _binder(compiled: Any, dialect: Dialect) -> Callable[[Parameters], Any]:
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    order = list(compiled.positiontup or compiled.params)
    converters = [
        (place, convert)
        for place, name in enumerate(order)
        if (convert := _bind_converter(compiled.binds[name].type, dialect))
    ]

    def values(given: Parameters) -> list[Any]:
        all_given = {**fixed, **given} if fixed else given
        found = list(map(all_given.__getitem__, order))
        for place, convert in converters:
            found[place] = convert(found[place])
        return found

    if compiled.positiontup is None:
        return lambda given: dict(zip(order, values(given), strict=True))
    return values


def _bind_converter(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    convert: _Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return convert


def _reader(
    columns: Sequence[sa.ColumnElement[Any]], dialect: Dialect
) -> Callable[[tuple[Any, ...]], ResultRow]:
    names = [str(column.key) for column in columns]
    kind = namedtuple("kind", names)  # type: ignore[misc]  # noqa: PYI024 - columns are not known before
    converters = [
        (place, convert)
        for place, column in enumerate(columns)
        if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
    ]

    make = cast("Callable[[Sequence[Any]], ResultRow]", kind._make)

    def read(row: tuple[Any, ...]) -> ResultRow:
        values = list(row)
        for place, convert in converters:
            values[place] = convert(values[place])
        return make(values)

    return read


def _cursor(connection: sa.Connection) -> DBAPICursor:
    return connection.connection.cursor()


def _wrap_error(connection: sa.Connection, cursor: DBAPICursor, error: Any) -> sa.exc.DBAPIError:
    """The driver's error as SQLAlchemy's, without the statement and its parameters."""
    dialect = connection.dialect
    gone = dialect.is_disconnect(error, connection.connection, cursor)
    if gone:
        # The server has ended this connection, and with it, likely, all others.
        connection.invalidate(error)
        connection.engine.dispose(close=False)
    wrapped: sa.exc.DBAPIError = sa.exc.DBAPIError.instance(
        None,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=dialect,
    )
    return wrapped
