"""Column types that mean the same on every database."""

from datetime import UTC, datetime, tzinfo

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes only an INTEGER key the row's own number; it holds 64 bits there.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Octets = sa.BigInteger()
Json = sa.JSON(none_as_null=True)


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware in UTC in the program, with its zone or in UTC in the database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as the database takes it."""
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=_zone(dialect))

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _zone(dialect: Dialect) -> tzinfo | None:
    return None if dialect.name == "sqlite" else UTC
