"""The ids of departments, which the tables refer to and the core does not know."""

from collections.abc import Iterable

import sqlalchemy as sa

from compose_adapters.sql.compiled_statements import CompiledStatement, Connection
from compose_adapters.sql.tables import SHARED, departments
from compose_core.errors.exceptions import StaleDecision

_ALL = CompiledStatement(sa.select(departments.c.id, departments.c.name))


class Departments:
    """Names and ids of departments; both are for ever, so what was read once is known."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._names: dict[int, str] = {}

    def id(self, connection: Connection, name: str) -> int:
        """The id of the department of that name.

        Raises:
            StaleDecision: there is none.
        """
        number = self.find(connection, name)
        if number is None:
            raise StaleDecision("the department is not stored")
        return number

    def find(self, connection: Connection, name: str) -> int | None:
        """The id of the department of that name; ``None`` if there is none."""
        if name not in self._ids:
            self._read(connection)
        return self._ids.get(name)

    def ids(self, connection: Connection, names: Iterable[str]) -> list[int]:
        """The ids of departments, in order; a name that none has is left out."""
        found = (self.find(connection, name) for name in names)
        return sorted(number for number in found if number is not None)

    def scope(self, connection: Connection, name: str | None) -> int:
        """Whose customers: the id of a department, or that of all (C1)."""
        return SHARED if name is None else self.id(connection, name)

    def name(self, connection: Connection, number: int) -> str:
        """The name of the department with that id."""
        if number not in self._names:
            self._read(connection)
        return self._names[number]

    def _read(self, connection: Connection) -> None:
        for row in _ALL.rows(connection, {}):
            self._ids[row.name] = row.id
            self._names[row.id] = row.name
