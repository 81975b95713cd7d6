"""Columns as the migrations write them down, several of a type in a line.

Migrations that have been released rest on these: a type that changes gets a new name.
"""

from typing import Any

import sqlalchemy as sa

from compose_adapters.sql.column_types import UtcTime

Columns = list[sa.Column[Any]]


def ids(names: str, *, nullable: bool = False) -> Columns:
    """Ids of rows."""
    return _columns(names, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable)


def texts(names: str, *, nullable: bool = False) -> Columns:
    """Texts of any length."""
    return _columns(names, sa.Text(), nullable)


def integers(names: str, *, nullable: bool = False) -> Columns:
    """Small numbers."""
    return _columns(names, sa.Integer(), nullable)


def big_integers(names: str, *, nullable: bool = False) -> Columns:
    """Numbers up to 2^63-1."""
    return _columns(names, sa.BigInteger(), nullable)


def flags(names: str, *, nullable: bool = False) -> Columns:
    """Yes or no."""
    return _columns(names, sa.Boolean(), nullable)


def times(names: str, *, nullable: bool = False) -> Columns:
    """Moments."""
    return _columns(names, UtcTime(), nullable)


def documents(names: str, *, nullable: bool = False) -> Columns:
    """JSON."""
    return _columns(names, sa.JSON(none_as_null=True), nullable)


def key(*names: str) -> sa.PrimaryKeyConstraint:
    """The primary key."""
    return sa.PrimaryKeyConstraint(*names)


def refers(names: str, table: str, to: str = "id") -> sa.ForeignKeyConstraint:
    """Columns that name a row of another table."""
    targets = [f"{table}.{column}" for column in to.split()]
    return sa.ForeignKeyConstraint(names.split(), targets)


def _columns(names: str, kind: sa.types.TypeEngine[Any], nullable: bool) -> Columns:
    return [sa.Column(name, kind, nullable=nullable) for name in names.split()]
