"""Idempotency keys: the first answer, kept for 24 hours (A5)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from compose_adapters.sql.compiled_statements import CompiledStatement, Connection
from compose_adapters.sql.rows.json_columns import to_json_column
from compose_adapters.sql.tables import idempotency_keys
from compose_core.decision import Idempotency, Receipt
from compose_core.errors.exceptions import StaleDecision

_COLUMNS = ("fingerprint", "expires", "receipt")
_KEY = ["login", "key"]
_ROW: dict[str, sa.BindParameter[Any]] = {
    column.name: sa.bindparam(column.name) for column in idempotency_keys.columns
}


def _upsert(insert: sqlite.Insert | postgresql.Insert) -> ReturningInsert[Any]:
    # A key whose time is over is free, though its row may still be there.
    return insert.on_conflict_do_update(
        index_elements=_KEY,
        set_={name: insert.excluded[name] for name in _COLUMNS},
        where=idempotency_keys.c.expires <= sa.bindparam("now"),
    ).returning(idempotency_keys.c.key)


_STATEMENTS = {
    "sqlite": CompiledStatement(_upsert(sqlite.insert(idempotency_keys).values(_ROW))),
    "postgresql": CompiledStatement(_upsert(postgresql.insert(idempotency_keys).values(_ROW))),
}


def record_answer(
    connection: Connection, key: Idempotency, receipt: Receipt, now: datetime
) -> None:
    """Keep an answer under its key, inside the transaction that is open.

    A second caller waits here until the first has come to its end.

    Raises:
        StaleDecision: another answer is kept under the key.
    """
    row = {
        "login": key.user,
        "key": key.key,
        "fingerprint": key.fingerprint,
        "expires": key.expires,
        "receipt": to_json_column(receipt),
    }
    statement = _STATEMENTS[connection.dialect.name]
    if statement.first(connection, row | {"now": now}) is None:
        raise StaleDecision("the idempotency key is used")
