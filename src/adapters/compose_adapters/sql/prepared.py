"""Statements that are compiled once for a database and then given to its driver as they are.

A send is a dozen small statements, and most of the time that SQLAlchemy takes for one of them goes
into results and events that nobody here looks at. What is written stays SQLAlchemy Core; the
transaction, the connection and its pool stay SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, cast

import attrs
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.dml import ReturningInsert

Parameters = Mapping[str, Any]


class Record(Protocol):
    """A row whose columns are its attributes."""

    def __getattr__(self, name: str) -> Any:
        """The value of a column."""
        ...


@attrs.frozen
class _Compiled:
    """A statement as one driver takes it."""

    text: str
    bind: Callable[[Parameters], Any]
    read: Callable[[tuple[Any, ...]], Record]


_Convert = Callable[[Any], Any]
_Statement = sa.Select[Any] | sa.Insert | ReturningInsert[Any] | sa.Update | sa.Delete


class Prepared:
    """A statement with a fixed list of parameters; safe for many threads.

    Args:
        statement: a select, insert, update or delete without lists among its parameters.
    """

    def __init__(self, statement: _Statement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: sa.Connection, parameters: Parameters) -> list[Record]:
        """All rows of a select."""
        compiled = self._for(connection.dialect)
        with _cursor(connection) as cursor:
            cursor.execute(compiled.text, compiled.bind(parameters))
            return list(map(compiled.read, cursor.fetchall()))

    def first(self, connection: sa.Connection, parameters: Parameters) -> Record | None:
        """The first row of a select, if there is one."""
        return next(iter(self.rows(connection, parameters)), None)

    def write(self, connection: sa.Connection, parameters: Parameters) -> int:
        """Write once; how many rows were written."""
        return self.write_all(connection, [parameters])

    def write_all(self, connection: sa.Connection, parameters: Sequence[Parameters]) -> int:
        """Write once for each of the parameters; how many rows were written in all."""
        compiled = self._for(connection.dialect)
        bound = [compiled.bind(each) for each in parameters]
        with _cursor(connection) as cursor:
            if len(bound) == 1:
                cursor.execute(compiled.text, bound[0])
            elif bound:
                cursor.executemany(compiled.text, bound)
            return max(0, cursor.rowcount)

    def _for(self, dialect: Dialect) -> _Compiled:
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = _compile(self._statement, dialect)
        return known


def inserting(table: sa.Table) -> Prepared:
    """An insert of whole rows; a number that the database counts itself is not among them."""
    counted = table.autoincrement_column
    names = [column.name for column in table.columns if column is not counted]
    return Prepared(sa.insert(table).values({name: sa.bindparam(name) for name in names}))


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
        all_given = {**fixed, **given}
        found = [all_given[name] for name in order]
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
) -> Callable[[tuple[Any, ...]], Record]:
    names = [str(column.key) for column in columns]
    kind = namedtuple("kind", names)  # type: ignore[misc]  # noqa: PYI024 - columns are not known before
    converters = [
        (place, convert)
        for place, column in enumerate(columns)
        if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
    ]

    make = cast("Callable[[Sequence[Any]], Record]", kind._make)

    def read(row: tuple[Any, ...]) -> Record:
        values = list(row)
        for place, convert in converters:
            values[place] = convert(values[place])
        return make(values)

    return read


@contextmanager
def _cursor(connection: sa.Connection) -> Iterator[DBAPICursor]:
    """A cursor of the driver; its errors are told as SQLAlchemy tells them."""
    cursor = connection.connection.cursor()
    driver = connection.dialect.loaded_dbapi
    try:
        yield cursor
    except driver.Error as error:
        gone = connection.dialect.is_disconnect(error, connection.connection, cursor)
        if gone:
            # The server has ended them all: nobody shall be given another that is dead.
            connection.invalidate(error)
            connection.engine.dispose(close=False)
        raise sa.exc.DBAPIError.instance(
            None,
            None,
            error,
            driver.Error,
            hide_parameters=True,
            connection_invalidated=gone,
            dialect=connection.dialect,
        ) from error
    finally:
        cursor.close()
