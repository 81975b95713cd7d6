"""Sessions and login attempts on each database (the contracts run on SQLite beside others)."""

import pytest

from compose_adapters.sql import Database, SqlLoginAttempts, SqlSessions
from compose_core.ports import LoginAttempts, Sessions
from compose_core.testing import builders
from compose_core.testing.contracts.sessions import ENDED, MEMORY, MINUTE, TERMS, session


@pytest.fixture
def attempts(database: Database) -> LoginAttempts:
    return SqlLoginAttempts(database)


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return SqlSessions(database)


def test_successes_are_remembered_renewed_and_forgotten(attempts: LoginAttempts) -> None:
    attempts.note_success("first", builders.NOON, MEMORY)
    attempts.note_success("second", builders.NOON, MEMORY)
    attempts.note_success("second", builders.NOON + MINUTE, MEMORY)
    later = builders.NOON + MEMORY
    attempts.note_success("third", later, MEMORY)
    found = [attempts.has_succeeded(each, later, MEMORY) for each in ("first", "second", "third")]
    assert found == [False, True, True]


def test_sessions_of_a_user_are_shown_and_ended(sessions: Sessions) -> None:
    for token_hash, minute in (("b", 1), ("a", 0)):
        sessions.open(session(token_hash, minute=minute), TERMS, force=False)
    assert [each.token_hash for each in sessions.of(builders.AGENT)] == ["a", "b"]
    assert sessions.end(builders.AGENT, ENDED) == 2
    [entry] = sessions.audit(builders.AGENT)
    assert (entry.act, entry.actor, entry.at, entry.detail) == ("ended", "operator", ENDED.at, "2")


def test_the_audit_of_sessions_can_only_be_added_to(database: Database, sessions: Sessions) -> None:
    sessions.open(session("a"), TERMS, force=False)
    sessions.end(builders.AGENT, ENDED)
    for statement in ("UPDATE session_audit SET actor = 'x'", "DELETE FROM session_audit"):
        with (
            pytest.raises(Exception, match="append-only"),
            database.engine.begin() as connection,
        ):
            connection.exec_driver_sql(statement)
    assert len(sessions.audit(builders.AGENT)) == 1
