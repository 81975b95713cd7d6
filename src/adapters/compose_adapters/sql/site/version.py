"""The version of a site, and the lock under which it stays as it is."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from compose_adapters.sql.tables import partition

_KEY = sa.literal_column("427000000001", sa.BigInteger)
_MADE = "made:"

VERSION = (partition.c.version, partition.c.digest)
"""The columns that a version is made of."""

# Rows that are shared are shared anew for ever, and whoever wants one for itself waits for ever.
# Behind one who waits for this lock everybody waits, so that an administrator's turn comes.
SHARED_TURN = sa.select(sa.func.pg_advisory_xact_lock_shared(_KEY).label("taken")).subquery("turn")
"""A row that is there when no site is being applied, until the end of the transaction."""

TURN = sa.select(sa.func.pg_advisory_xact_lock(_KEY))
"""Wait until no decision is being stored, and let none be until the end of the transaction."""


def version_of(row: Any) -> str:
    """The version of a row of `VERSION`.

    A number may come twice, where a standby takes over that had not heard of the last site.
    """
    return f"{row.version}.{row.digest or ''}"


def kept_digest(digest: str) -> str:
    """What is kept of a site with that digest: one that has none gets a mark of its own."""
    return digest or f"{_MADE}{uuid4().hex}"


def told_digest(kept: str | None) -> str | None:
    """The digest of the site that was applied, of what is kept."""
    return "" if kept and kept.startswith(_MADE) else kept
