"""Column types that mean the same on every database."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# SQLite makes only an INTEGER key the row's own number; it holds 64 bits there.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Octets = sa.BigInteger()
Json = sa.JSON(none_as_null=True)


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware in UTC in the program, with its zone or in UTC in the database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """What makes a moment ready for the driver."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The moment as the database takes it."""
        if value is None:
            return None
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@lru_cache(maxsize=256)
def _as_text(moment: datetime | None) -> str | None:
    """A moment as SQLite keeps it; in one transaction most of them are the same."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def as_json(members: object) -> str:
    """What a column of JSON holds."""
    # Most of a send's are empty lists.
    return "[]" if members == [] else json.dumps(members)
