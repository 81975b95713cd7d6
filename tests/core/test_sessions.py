"""Sessions: who gets one, how long it lives, and how often one may try."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from calls import PASSWORD
from compose_adapters.http import Argon2Passwords
from compose_adapters.memory import MemoryLoginAttempts, MemorySessions, MemorySite
from compose_adapters.security_log import note
from compose_adapters.system import SystemRandom
from compose_core.decision import AuditEntry
from compose_core.errors import Unavailable
from compose_core.errors.exceptions import LoginFailed, NoSession, TooManyLogins, TooManySessions
from compose_core.model.session import AttemptLimit
from compose_core.model.settings import PartitionSettings
from compose_core.sessions import LoginRules, SessionService, anonymous
from compose_core.testing import builders
from compose_core.testing.clock import StoppedClock
from host import with_passwords

pytestmark = pytest.mark.rule("S8")

HOME = "192.0.2.1"
MINUTE = timedelta(minutes=1)


class Door:
    """A session service over everything in memory."""

    def __init__(self, rules: LoginRules | None = None, **settings: Any) -> None:
        partition = attrs.evolve(PartitionSettings(), **settings)
        self.site = MemorySite(with_passwords(builders.site(partition=partition)))
        self.clock = StoppedClock()
        self.sessions = MemorySessions()
        self.keeper = SessionService(
            sessions=self.sessions,
            attempts=MemoryLoginAttempts(),
            credentials=self.site,
            passwords=Argon2Passwords(),
            directory=self.site,
            log=note,
            clock=self.clock,
            random=SystemRandom(),
            rules=rules or LoginRules(),
        )

    def log_in(self, password: str = PASSWORD, name: str = "agent", address: str = HOME) -> str:
        return self.keeper.login(name, password, address)

    def fails(self, password: str = "wrong", name: str = "agent", address: str = HOME) -> bool:
        """Whether a login fails; it may also be refused untried."""
        try:
            self.log_in(password, name, address)
        except LoginFailed:
            return True
        except TooManyLogins:
            return False
        raise AssertionError("the login succeeded")

    def knows(self, token: str | None) -> bool:
        try:
            return self.keeper.user(token).login == "agent"
        except NoSession:
            return False


def test_a_login_opens_a_session_of_its_user() -> None:
    door = Door()
    token = door.log_in()
    assert door.keeper.user(token) == builders.agent()


def test_a_session_has_256_random_bits_and_never_the_same() -> None:
    door = Door(sessions_per_user=50)
    tokens = {door.log_in() for _ in range(20)}
    assert [len(token) for token in tokens] == [43] * 20


def test_of_a_session_only_the_hash_is_kept() -> None:
    door = Door()
    token = door.log_in()
    assert token not in repr(vars(door.sessions))
    assert door.sessions.find(token) is None


@pytest.mark.parametrize("token", [None, "", "made up", "a" * 100_000, "\udcff"])
def test_what_is_no_session_opens_nothing(token: str | None) -> None:
    assert not Door().knows(token)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("agent", "wrong"),
        ("agent", ""),
        ("agent", "\udcff"),
        ("nobody", PASSWORD),
        ("", PASSWORD),
        ("Agent", PASSWORD),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(name: str, password: str) -> None:
    with pytest.raises(LoginFailed) as refusal:
        Door().log_in(password, name)
    assert refusal.value.args == ()


def test_a_user_without_a_password_cannot_log_in() -> None:
    door = Door()
    door.site.apply(builders.site())
    assert door.fails(PASSWORD)


def test_an_inactive_user_has_no_session_from_that_moment() -> None:
    door = Door()
    token = door.log_in()
    dismissed = attrs.evolve(builders.agent(), active=False)
    door.site.apply(with_passwords(builders.site(user=dismissed)))
    assert not door.knows(token)
    assert door.fails(PASSWORD)


def test_a_session_ends_when_it_was_idle_for_the_time_that_is_set() -> None:
    door = Door(session_idle=10 * MINUTE)
    token = door.log_in()
    door.clock.advance(10 * MINUTE - timedelta(seconds=1))
    assert door.knows(token)
    door.clock.advance(10 * MINUTE - timedelta(seconds=1))
    assert door.knows(token)
    door.clock.advance(10 * MINUTE)
    assert not door.knows(token)


def test_a_session_ends_with_its_life_however_much_it_is_used() -> None:
    door = Door(LoginRules(max_age=timedelta(hours=1)), session_idle=10 * MINUTE)
    token = door.log_in()
    for _ in range(11):
        door.clock.advance(5 * MINUTE)
        assert door.knows(token)
    door.clock.advance(5 * MINUTE)
    assert not door.knows(token)


def test_a_session_that_is_logged_out_is_gone() -> None:
    door = Door()
    token, other = door.log_in(), door.log_in()
    door.keeper.logout(token)
    assert (door.knows(token), door.knows(other)) == (False, True)


def test_a_sixth_session_is_refused_and_leaves_the_five() -> None:
    door = Door()
    tokens = [door.log_in() for _ in range(5)]
    with pytest.raises(TooManySessions):
        door.log_in()
    assert [door.knows(token) for token in tokens] == [True] * 5


def test_a_forced_login_ends_the_earliest_session() -> None:
    door = Door(sessions_per_user=2)
    first = door.log_in()
    door.clock.advance(MINUTE)
    second = door.log_in()
    third = door.keeper.login("agent", PASSWORD, HOME, force=True)
    assert [door.knows(token) for token in (first, second, third)] == [False, True, True]


def test_failures_of_a_user_at_an_address_are_limited() -> None:
    door = Door(LoginRules(most_of_user_at_address=3))
    assert [door.fails() for _ in range(5)] == [True, True, True, False, False]
    with pytest.raises(TooManyLogins):
        door.log_in()
    assert door.log_in(address="192.0.2.9")


def test_failures_of_a_user_from_anywhere_are_limited() -> None:
    door = Door(LoginRules(most_of_user=3))
    failed = [door.fails(address=f"192.0.2.{number}") for number in range(5)]
    assert failed == [True, True, True, False, False]


def test_strangers_do_not_lock_out_who_logged_in_from_there_before() -> None:
    door = Door(LoginRules(most_of_user=3, most_at_address=3), sessions_per_user=50)
    door.log_in()
    assert [door.fails(address=f"192.0.2.{number}") for number in range(5, 10)].count(True) == 3
    assert [door.fails(name=f"nobody{number}") for number in range(5)].count(True) == 3
    # From elsewhere the user is barred, and so is everybody else from here.
    assert not door.fails(address="198.51.100.1")
    assert not door.fails(name="nobody")
    assert door.log_in()


def test_who_logged_in_before_is_barred_by_own_failures_alone() -> None:
    door = Door(LoginRules(most_of_user_at_address=3, most_of_user=4))
    door.log_in()
    assert [door.fails() for _ in range(5)] == [True, True, True, False, False]
    # Which are nobody else's: elsewhere all four are left.
    failed = [door.fails(address=f"198.51.100.{number}") for number in range(5)]
    assert failed == [True] * 4 + [False]


def test_it_is_forgotten_that_somebody_logged_in_from_somewhere_long_ago() -> None:
    door = Door(LoginRules(most_of_user=1, memory=timedelta(days=1)))
    door.log_in()
    door.clock.advance(timedelta(days=1))
    door.fails(address="198.51.100.1")
    with pytest.raises(TooManyLogins):
        door.log_in()


def test_an_ipv6_network_is_one_address() -> None:
    door = Door(LoginRules(most_at_address=3))
    failed = [door.fails(name=f"nobody{n}", address=f"2001:db8:0:1::{n:x}") for n in range(5)]
    assert failed == [True, True, True, False, False]
    assert door.fails(address="2001:db8:0:2::1")


class AwaySite(MemorySite):
    """Credentials that are away."""

    def password_hash(self, login: str) -> str | None:
        raise Unavailable(f"nothing is known of {login}")


def test_only_an_answer_about_the_password_counts() -> None:
    door = Door(LoginRules(most_of_user_at_address=1))
    keeper = attrs.evolve(door.keeper, credentials=AwaySite(with_passwords(builders.site())))
    for _ in range(5):
        with pytest.raises(Unavailable):
            keeper.login("agent", PASSWORD, HOME)
    assert door.log_in()


class FailedMeanwhile(MemoryLoginAttempts):
    """Attempts that others use up while a password is checked."""

    looked = 0

    def wait(self, limits: Sequence[AttemptLimit], now: datetime, stretch: timedelta) -> timedelta:
        del limits, now, stretch
        self.looked += 1
        return timedelta() if self.looked == 1 else timedelta(minutes=3)

    def begin(self, limits: Sequence[AttemptLimit], now: datetime, stretch: timedelta) -> bool:
        del limits, now, stretch
        return False


def test_no_more_wrong_passwords_are_reported_than_the_limits_allow_together() -> None:
    keeper = attrs.evolve(Door().keeper, attempts=FailedMeanwhile())
    with pytest.raises(TooManyLogins):
        keeper.login("agent", "wrong", HOME)


class ChangedMeanwhile(MemorySite):
    """Credentials that are other ones when they are asked again."""

    asked = 0

    def password_hash(self, login: str) -> str | None:
        self.asked += 1
        return super().password_hash(login) if self.asked == 1 else None


def test_a_password_that_is_changed_while_it_is_checked_opens_nothing() -> None:
    door = Door()
    keeper = attrs.evolve(
        door.keeper, credentials=ChangedMeanwhile(with_passwords(builders.site()))
    )
    with pytest.raises(LoginFailed):
        keeper.login("agent", PASSWORD, HOME)
    assert door.sessions.of("agent") == ()


def test_who_was_dismissed_and_comes_back_has_no_session_of_before() -> None:
    door = Door()
    token = door.log_in()
    for active in (False, True):
        user = attrs.evolve(builders.agent(), active=active)
        door.site.apply(with_passwords(builders.site(user=user)))
        assert not door.knows(token)
    assert [entry.act for entry in door.sessions.audit("agent")] == ["dismissed"]


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == "compose_core.security"]


def test_every_decision_is_logged_with_actor_source_and_outcome(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="compose_core.security")
    door = Door(LoginRules(most_of_user_at_address=1), sessions_per_user=1)
    token = door.log_in()
    with pytest.raises(TooManySessions):
        door.log_in()
    door.keeper.login("agent", PASSWORD, HOME, force=True)
    door.knows(token)
    door.fails()
    door.fails()
    door.fails(name="hunter2", address="192.0.2.2")
    at_home = 'actor="agent" source="192.0.2.1"'
    elsewhere = 'actor="unknown:f52fbd32b2b3" source="192.0.2.2"'
    assert lines(caplog) == [
        f"event=login outcome=ok {at_home}",
        f'event=login outcome=refused {at_home} why="too many sessions"',
        f'event=login outcome=ok {at_home} forced="yes"',
        'event=session outcome=refused actor="" source="" why="unknown"',
        f'event=login outcome=refused {at_home} why="user or password"',
        f"event=login outcome=barred {at_home}",
        f'event=login outcome=refused {elsewhere} why="user or password"',
    ]


def test_failures_from_an_address_are_limited_whoever_is_named() -> None:
    door = Door(LoginRules(most_at_address=3))
    failed = [door.fails(name=f"nobody{number}") for number in range(5)]
    assert failed == [True, True, True, False, False]


def test_logins_that_succeed_are_not_counted() -> None:
    door = Door(LoginRules(most_of_user_at_address=3), sessions_per_user=50)
    for _ in range(10):
        door.log_in()
    assert [door.fails() for _ in range(4)] == [True, True, True, False]


def test_when_the_stretch_is_over_one_may_try_again() -> None:
    door = Door(LoginRules(most_of_user_at_address=1, window=10 * MINUTE))
    door.fails()
    with pytest.raises(TooManyLogins) as refusal:
        door.log_in()
    assert refusal.value.seconds == 600
    door.clock.advance(10 * MINUTE)
    assert door.log_in()


def test_a_login_for_nobody_is_checked_against_a_real_hash() -> None:
    class Watched(MemorySite):
        asked: list[str | None]

        def some_password_hash(self) -> str | None:
            found = super().some_password_hash()
            self.asked = [found]
            return found

    site = Watched(with_passwords(builders.site()))
    keeper = attrs.evolve(Door().keeper, credentials=site)
    with pytest.raises(LoginFailed):
        keeper.login("nobody", PASSWORD, HOME)
    assert site.asked == [site.password_hash("agent")]


class ReadOnlySessions(MemorySessions):
    """Sessions of a store that takes no writes for now."""

    def touch(self, token_hash: str, at: datetime) -> None:
        raise Unavailable(f"{token_hash} was used at {at}")


def test_a_use_that_cannot_be_noted_opens_the_door_all_the_same() -> None:
    door = Door()
    door.sessions = ReadOnlySessions()
    door.keeper = attrs.evolve(door.keeper, sessions=door.sessions)
    token = door.log_in()
    door.clock.time += 2 * MINUTE
    assert door.knows(token)


class UnendingSessions(MemorySessions):
    """Sessions of a store that takes no writes for now."""

    def end(self, login: str, audit: AuditEntry) -> int:
        raise Unavailable(f"{login}: {audit.act}")


def test_the_session_of_who_was_dismissed_is_refused_even_if_it_cannot_be_ended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="compose_core.security")
    door = Door()
    door.sessions = UnendingSessions()
    door.keeper = attrs.evolve(door.keeper, sessions=door.sessions)
    token = door.log_in()
    dismissed = attrs.evolve(builders.agent(), active=False)
    door.site.apply(with_passwords(builders.site(user=dismissed)))
    assert not door.knows(token)
    assert lines(caplog)[-1] == (
        'event=session outcome=refused actor="agent" source="" why="dismissed"'
    )


def test_an_unknown_name_is_told_apart_and_not_told() -> None:
    assert anonymous("secret") == anonymous("secret") != anonymous("Secret")
    assert "secret" not in anonymous("secret")
    assert len(anonymous("\udcff" * 1000)) == len("unknown:") + 12
