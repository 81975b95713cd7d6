"""All sessions of a user: shown, and ended with an entry in the audit."""

import sqlalchemy as sa

from compose_adapters.sql.tables import session_audit, sessions
from compose_core.decision import AuditEntry
from compose_core.model.session import Session

_ALL_OF_LOGIN = (
    sa.select(sessions)
    .where(sessions.c.login == sa.bindparam("of_login"))
    .order_by(sessions.c.opened, sessions.c.token_hash)
)
_END_OF_LOGIN = sa.delete(sessions).where(sessions.c.login == sa.bindparam("of_login"))
_NOTE = sa.insert(session_audit)
_AUDIT = (
    sa.select(session_audit)
    .where(session_audit.c.login == sa.bindparam("of_login"))
    .order_by(session_audit.c.id)
)


def sessions_of(connection: sa.Connection, login: str) -> tuple[Session, ...]:
    """The sessions of a user that are kept, in the order in which they were opened."""
    rows = connection.execute(_ALL_OF_LOGIN, {"of_login": login}).all()
    return tuple(Session(row.token_hash, row.login, row.opened, row.used) for row in rows)


def end_sessions(connection: sa.Connection, login: str, audit: AuditEntry) -> int:
    """End all sessions of a user within a transaction; how many were ended."""
    ended = connection.execute(_END_OF_LOGIN, {"of_login": login}).rowcount
    if ended:
        row = {"login": login, "act": audit.act, "actor": audit.actor, "at": audit.at}
        connection.execute(_NOTE, row | {"detail": str(ended)})
    return ended


def audit_of(connection: sa.Connection, login: str) -> tuple[AuditEntry, ...]:
    """The entries about a user's sessions that were ended, in their order."""
    rows = connection.execute(_AUDIT, {"of_login": login}).all()
    return tuple(AuditEntry(row.act, row.actor, row.at, row.detail) for row in rows)
