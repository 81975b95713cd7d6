"""Logins that succeeded, and the audit of sessions."""

from alembic import op

from compose_adapters.sql.migrations.columns import ids, key, texts, times

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables of where a login succeeded, and of who ended whose sessions."""
    op.create_table("login_successes", *texts("key"), *times("seen"), key("key"))
    op.create_index("ix_login_successes_seen", "login_successes", ["seen"])
    op.create_table(
        "session_audit",
        *ids("id"),
        *texts("login act actor"),
        *times("at"),
        *texts("detail"),
        key("id"),
    )
    op.create_index("ix_session_audit_login", "session_audit", ["login"])
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


_APPEND_ONLY = {
    "sqlite": [
        f"""
        CREATE TRIGGER session_audit_no_{act.lower()} BEFORE {act} ON session_audit
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
        """
        for act in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        """
        CREATE TRIGGER session_audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON session_audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
        """,
    ],
}
