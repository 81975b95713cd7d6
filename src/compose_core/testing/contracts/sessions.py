"""What Sessions, LoginAttempts and Credentials must do."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import attrs

from compose_core.decision import AuditEntry
from compose_core.model.session import AttemptLimit, Session, SessionTerms
from compose_core.ports import Credentials, LoginAttempts, Sessions
from compose_core.testing import builders

TERMS = SessionTerms(idle=timedelta(minutes=30), life=timedelta(hours=12), most=2)
MINUTE = timedelta(minutes=1)
STRETCH = timedelta(minutes=15)
MEMORY = timedelta(days=90)
AT_ONCE = 8
ENDED = AuditEntry("ended", "operator", builders.NOON)


class SessionsContract:
    """A subclass gives the fixture ``sessions``: new, empty `Sessions` for every test."""

    def test_a_session_is_found_as_it_was_opened(self, sessions: Sessions) -> None:
        assert sessions.open(session("one"), TERMS, force=False)
        assert sessions.find("one") == session("one")
        assert sessions.find("two") is None

    def test_a_use_moves_the_time_of_the_last_use_alone(self, sessions: Sessions) -> None:
        sessions.open(session("one"), TERMS, force=False)
        sessions.open(session("two"), TERMS, force=False)
        sessions.touch("one", builders.NOON + MINUTE)
        sessions.touch("nobody", builders.NOON + MINUTE)
        assert sessions.find("one") == session("one", used=1)
        assert sessions.find("two") == session("two")
        assert sessions.find("nobody") is None

    def test_a_closed_session_is_not_found(self, sessions: Sessions) -> None:
        sessions.open(session("one"), TERMS, force=False)
        sessions.close("one")
        sessions.close("one")
        assert sessions.find("one") is None

    def test_one_session_too_many_is_not_kept(self, sessions: Sessions) -> None:
        sessions.open(session("one"), TERMS, force=False)
        sessions.open(session("two"), TERMS, force=False)
        assert not sessions.open(session("three"), TERMS, force=False)
        assert sessions.find("three") is None
        assert sessions.find("one") == session("one")

    def test_another_users_sessions_do_not_count(self, sessions: Sessions) -> None:
        sessions.open(session("one"), TERMS, force=False)
        sessions.open(session("two"), TERMS, force=False)
        assert sessions.open(session("three", login="kim"), TERMS, force=False)

    def test_force_ends_the_session_that_was_opened_first(self, sessions: Sessions) -> None:
        sessions.open(session("first", used=5), TERMS, force=False)
        sessions.open(session("second", minute=1), TERMS, force=False)
        assert sessions.open(session("third", minute=2), TERMS, force=True)
        kept = [each for each in ("first", "second", "third") if sessions.find(each)]
        assert kept == ["second", "third"]

    def test_sessions_that_have_ended_make_room(self, sessions: Sessions) -> None:
        sessions.open(session("idle"), TERMS, force=False)
        sessions.open(session("used", used=29), TERMS, force=False)
        assert not sessions.open(session("early", minute=29), TERMS, force=False)
        assert sessions.open(session("late", minute=30), TERMS, force=False)
        assert sessions.find("idle") is None
        assert sessions.find("used") is not None

    def test_a_session_that_is_always_used_ends_with_its_life(self, sessions: Sessions) -> None:
        life = int(TERMS.life / MINUTE)
        sessions.open(session("old", used=life), TERMS, force=False)
        assert sessions.open(session("new", minute=life), TERMS, force=False)
        assert sessions.find("old") is None

    def test_sessions_opened_at_once_are_as_many_as_allowed(self, sessions: Sessions) -> None:
        together = threading.Barrier(AT_ONCE)

        def opened(number: int) -> bool:
            together.wait()
            return sessions.open(session(str(number)), TERMS, force=False)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            kept = list(pool.map(opened, range(AT_ONCE)))
        assert kept.count(True) == TERMS.most
        assert [sessions.find(str(n)) is not None for n in range(AT_ONCE)] == kept

    def test_all_sessions_of_a_user_end_and_nobody_elses(self, sessions: Sessions) -> None:
        sessions.open(session("two", minute=1), TERMS, force=False)
        sessions.open(session("one"), TERMS, force=False)
        sessions.open(session("other", login="kim"), TERMS, force=False)
        assert sessions.of(builders.AGENT) == (session("one"), session("two", minute=1))
        assert sessions.end(builders.AGENT, ENDED) == 2
        assert sessions.of(builders.AGENT) == ()
        assert [sessions.find(each) for each in ("one", "two")] == [None, None]
        assert sessions.find("other") is not None

    def test_the_end_of_sessions_is_audited_with_their_number(self, sessions: Sessions) -> None:
        for number in range(2):
            sessions.open(session(str(number)), TERMS, force=False)
        sessions.end(builders.AGENT, ENDED)
        assert sessions.end(builders.AGENT, ENDED) == 0
        assert sessions.audit(builders.AGENT) == (attrs.evolve(ENDED, detail="2"),)
        assert sessions.audit("kim") == ()


class LoginAttemptsContract:
    """A subclass gives the fixture ``attempts``: new `LoginAttempts` for every test."""

    def test_attempts_may_be_made_up_to_the_limit(self, attempts: LoginAttempts) -> None:
        limits = [AttemptLimit("user", 2)]
        made = [attempts.begin(limits, builders.NOON, STRETCH) for _ in range(4)]
        assert made == [True, True, False, False]

    def test_an_attempt_beyond_one_limit_counts_under_none(self, attempts: LoginAttempts) -> None:
        user, address = AttemptLimit("user", 1), AttemptLimit("address", 3)
        made = [attempts.begin([address, user], builders.NOON, STRETCH) for _ in range(5)]
        assert made == [True, False, False, False, False]
        others = [attempts.begin([address], builders.NOON, STRETCH) for _ in range(3)]
        assert others == [True, True, False]

    def test_a_success_is_remembered_for_its_time(self, attempts: LoginAttempts) -> None:
        attempts.note_success("first", builders.NOON, MEMORY)
        attempts.note_success("second", builders.NOON + MINUTE, MEMORY)
        later = builders.NOON + MEMORY
        assert attempts.has_succeeded("first", later - MINUTE, MEMORY)
        assert not attempts.has_succeeded("first", later, MEMORY)
        assert attempts.has_succeeded("second", later, MEMORY)
        assert not attempts.has_succeeded("third", builders.NOON, MEMORY)

    def test_a_further_success_renews_the_memory(self, attempts: LoginAttempts) -> None:
        for at in (builders.NOON, builders.NOON + MINUTE):
            attempts.note_success("one", at, MEMORY)
        assert attempts.has_succeeded("one", builders.NOON + MEMORY, MEMORY)
        attempts.note_success("other", builders.NOON + 2 * MEMORY, MEMORY)
        assert not attempts.has_succeeded("one", builders.NOON + 2 * MEMORY, MEMORY)

    def test_successes_at_once_are_all_remembered(self, attempts: LoginAttempts) -> None:
        together = threading.Barrier(AT_ONCE)
        for number in range(AT_ONCE):
            attempts.note_success(str(number), builders.NOON - 2 * MEMORY, MEMORY)

        def note(number: int) -> None:
            together.wait()
            attempts.note_success(str(number), builders.NOON, MEMORY)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(note, range(AT_ONCE)))
        kept = [attempts.has_succeeded(str(n), builders.NOON, MEMORY) for n in range(AT_ONCE)]
        assert kept == [True] * AT_ONCE

    def test_a_stretch_ends_when_its_time_is_over(self, attempts: LoginAttempts) -> None:
        limits = [AttemptLimit("user", 1)]
        ends = builders.NOON + STRETCH
        assert attempts.begin(limits, builders.NOON, STRETCH)
        assert not attempts.begin(limits, ends - MINUTE, STRETCH)
        assert attempts.begin(limits, ends, STRETCH)
        assert not attempts.begin(limits, ends + MINUTE, STRETCH)

    def test_who_may_not_try_is_told_what_is_left_of_the_stretch(
        self, attempts: LoginAttempts
    ) -> None:
        user, address = AttemptLimit("user", 1), AttemptLimit("address", 2)
        later = builders.NOON + MINUTE
        assert attempts.begin([address], builders.NOON, STRETCH)
        assert attempts.begin([user, address], later, STRETCH)
        assert not attempts.begin([user, address], later + MINUTE, STRETCH)
        now = later + MINUTE
        assert attempts.wait([address], now, STRETCH) == STRETCH - 2 * MINUTE
        assert attempts.wait([user, address], now, STRETCH) == STRETCH - MINUTE
        assert attempts.wait([AttemptLimit("other", 1)], now, STRETCH) == timedelta()

    def test_attempts_made_at_once_are_as_many_as_allowed(self, attempts: LoginAttempts) -> None:
        together = threading.Barrier(AT_ONCE)
        limits = [AttemptLimit("user", 3), AttemptLimit("address", 100)]

        def made(number: int) -> bool:
            together.wait()
            mine = limits if number % 2 else limits[::-1]
            return attempts.begin(mine, builders.NOON, STRETCH)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            assert list(pool.map(made, range(AT_ONCE))).count(True) == 3


class CredentialsContract:
    """A subclass gives the fixture ``credentials``: of a site whose user `builders.AGENT` has one.

    That user is the only one with a password, and its hash is ``HASH``.
    """

    HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$ZzqB6ycXJvsO2HBLz1+FHA"

    def test_a_user_has_the_hash_of_the_site(self, credentials: Credentials) -> None:
        assert credentials.password_hash(builders.AGENT) == self.HASH

    def test_nobody_has_no_hash(self, credentials: Credentials) -> None:
        assert credentials.password_hash("nobody") is None

    def test_some_hash_is_that_of_a_user_who_has_one(self, credentials: Credentials) -> None:
        assert credentials.some_password_hash() == self.HASH


def session(
    token_hash: str, *, login: str = builders.AGENT, minute: int = 0, used: int | None = None
) -> Session:
    """A session that is opened so many minutes after noon, and used then or at another minute."""
    opened = builders.NOON + minute * MINUTE
    at = opened if used is None else builders.NOON + used * MINUTE
    return Session(token_hash, login, opened, at)
