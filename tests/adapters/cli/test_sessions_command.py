"""`sessions`: who is logged in, and how that is ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from command_line import CommandLine
from compose_adapters.sql import Database, SqlSessions
from compose_core.model.session import Session, SessionTerms

TERMS = SessionTerms(idle=timedelta(minutes=30), life=timedelta(hours=12), most=5)
NOW = datetime.now(UTC)


@contextmanager
def kept(shell: CommandLine) -> Iterator[SqlSessions]:
    database = Database(shell.environment["COMPOSE_DATABASE"])
    yield SqlSessions(database)
    database.close()


def logged_in(shell: CommandLine) -> None:
    shell.run("site", "apply")
    with kept(shell) as sessions:
        for token_hash, login in (("a" * 64, "agent"), ("b" * 64, "agent"), ("c" * 64, "kim")):
            sessions.open(Session(token_hash, login, NOW, NOW), TERMS, force=False)


def test_the_sessions_of_a_user_are_listed(shell: CommandLine) -> None:
    logged_in(shell)
    told = shell.told("sessions", "list", "agent")
    assert [each["session"] for each in told["sessions"]] == ["aaaaaaaa", "bbbbbbbb"]
    assert told["audit"] == []
    assert "aaaaaaaa" in shell.done("sessions", "list", "agent")


def test_all_sessions_of_a_user_are_ended_and_it_is_audited(shell: CommandLine) -> None:
    logged_in(shell)
    assert shell.told("sessions", "end", "agent", "--as", "ann") == {"ended": 2}
    assert shell.done("sessions", "end", "agent", "--as", "ann") == "Ended sessions of agent: 0.\n"
    told = shell.told("sessions", "list", "agent")
    assert told["sessions"] == []
    [entry] = told["audit"]
    assert (entry["actor"], entry["act"], entry["detail"]) == ("ann", "ended", "2")
    with kept(shell) as sessions:
        assert len(sessions.of("kim")) == 1
    assert "ended by ann, 2 in all" in shell.done("sessions", "list", "agent")


def test_a_user_whom_nobody_knows_is_not_found(shell: CommandLine) -> None:
    shell.run("site", "apply")
    for act in ("list", "end"):
        result = shell.run("sessions", act, "nobody")
        assert (result.exit_code, result.stderr) == (1, "The user 'nobody' was not found.\n")


def test_a_session_that_was_idle_too_long_is_not_listed(shell: CommandLine) -> None:
    logged_in(shell)
    with kept(shell) as sessions:
        sessions.touch("a" * 64, NOW - timedelta(minutes=31))
    assert [each["session"] for each in shell.told("sessions", "list", "agent")["sessions"]] == [
        "bbbbbbbb"
    ]
