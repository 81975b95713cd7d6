"""Who may come in: login, session, logout (S8)."""

import hashlib
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import attrs

from compose_adapters.http.exceptions import LoginFailed, NoSession, TooManyLogins, TooManySessions
from compose_adapters.http.networks import network_of
from compose_adapters.http.passwords import Argon2Passwords
from compose_adapters.security_log import note, unknown
from compose_core.decision import AuditEntry
from compose_core.errors import Unavailable
from compose_core.model.personal import hide_texts
from compose_core.model.session import AttemptLimit, Session, SessionTerms
from compose_core.model.user import User
from compose_core.ports import Credentials, Directory, LoginAttempts, Sessions, Settings
from compose_core.ports.clock import Clock
from compose_core.ports.random import Random

# A use is written down when it is this part of the idle time later than the one before it, so that
# reading does not write each time.
_TOUCHES_OF_AN_IDLE_TIME = 60
DISMISSED = "dismissed"
DIRECTORY = "directory"
"""The actor of what follows from a user's being active no more."""


@attrs.frozen
class LoginRules:
    """How long a session may last at all, and how often a login may fail.

    Args:
        life: of a session, however much it is used.
        memory: how long it is remembered that a user logged in from a network.
        stretch: the time over which failed logins are counted.
        most_of_user_at_address: failures for one user from one network (`network_of`).
        most_of_user: failures for one user from anywhere; they bar networks alone from which
            the user has not logged in before.
        most_at_address: failures from one network for anyone; they bar users alone who have not
            logged in from it before.
    """

    life: timedelta = timedelta(hours=12)
    memory: timedelta = timedelta(days=90)
    stretch: timedelta = timedelta(minutes=15)
    most_of_user_at_address: int = 10
    most_of_user: int = 100
    most_at_address: int = 100


@attrs.frozen(kw_only=True)
class SessionService:
    """Opens, recognises and closes sessions.

    Args:
        sessions: keeps them.
        attempts: counts failed logins, and remembers from where a user logged in.
        credentials: what passwords are checked against.
        directory: knows the users; an inactive one has no session.
        settings: the partition's (S8).
        clock: tells the time.
        random: makes tokens.
        rules: what is not a setting of the partition.
    """

    sessions: Sessions
    attempts: LoginAttempts
    credentials: Credentials
    directory: Directory
    settings: Settings
    clock: Clock
    random: Random
    rules: LoginRules = LoginRules()
    _passwords: Argon2Passwords = attrs.field(factory=Argon2Passwords, init=False, repr=False)

    def login(self, name: str, password: str, address: str, *, force: bool = False) -> str:
        """Open a session.

        An unknown user takes as long as a wrong password. Only an answer about the password
        counts: a login that fails for any other reason was no attempt.

        Args:
            name: the user's login.
            password: as typed.
            address: where the request comes from.
            force: end the user's earliest sessions if there are too many.

        Returns:
            The token of the session; it is kept nowhere.

        Raises:
            LoginFailed: no active user has this name and password.
            TooManySessions: the user has as many as one may have.
            TooManyLogins: too many failed.
            Unavailable: the store is busy.
        """
        attempt = _Attempt(
            name=name, address=address, place=self._place(name, address), force=force
        )
        limits = self._limits(attempt)
        self._check_limits(attempt, limits)
        try:
            encoded = self._checked(name, password)
        except LoginFailed:
            self._count(attempt, limits)
            self._note(attempt, "refused", why="user or password")
            raise
        self.attempts.note_success(attempt.place, self.clock.now(), self.rules.memory)
        return self._opened(attempt, encoded)

    def user(self, token: str | None, source: str = "") -> User:
        """The user whose session a token is, active; the session's idle time begins again.

        A use that cannot be noted now is not: the session then ends so much earlier.

        Args:
            token: as the call has it.
            source: the address that the call comes from.

        Raises:
            NoSession: there is no such living session.
        """
        now = self.clock.now()
        session = self.sessions.find(_digest(token)) if token else None
        if session is None:
            if token:
                note("session", "refused", actor="", source=source, why="unknown")
            raise NoSession
        if not self._terms().allows(session, now):
            note("session", "refused", actor=session.login, source=source, why="over")
            raise NoSession
        user = self.directory.user(session.login)
        if user is None or not user.active:
            self._dismiss(session.login, source)
            raise NoSession
        self._note_use(session, now)
        return user

    def logout(self, token: str) -> None:
        """Close a session; one that is closed stays closed."""
        self.sessions.close(_digest(token))

    def _check_limits(self, attempt: "_Attempt", limits: Sequence[AttemptLimit]) -> None:
        wait = self.attempts.wait(limits, self.clock.now(), self.rules.stretch)
        if wait:
            self._note(attempt, "barred", level=logging.WARNING)
            raise TooManyLogins(ceil(wait.total_seconds()))

    def _count(self, attempt: "_Attempt", limits: Sequence[AttemptLimit]) -> None:
        # Others may have failed meanwhile: no more wrong passwords are told than the limits allow.
        now, stretch = self.clock.now(), self.rules.stretch
        if not self.attempts.begin(limits, now, stretch):
            self._check_limits(attempt, limits)

    def _checked(self, name: str, password: str) -> str | None:
        encoded = self.credentials.password_hash(name)
        decoy = self.credentials.some_password_hash()
        fits = self._passwords.is_right(password, encoded, decoy)
        if not fits or not self._is_active(name):
            raise LoginFailed
        return encoded

    def _is_active(self, name: str) -> bool:
        user = self.directory.user(name)
        return user is not None and user.active

    def _dismiss(self, login: str, source: str) -> None:
        # Whoever comes back later begins anew.
        outcome = "refused"
        with suppress(Unavailable):
            self.sessions.end(login, AuditEntry(DISMISSED, DIRECTORY, self.clock.now()))
            outcome = "ended"
        note("session", outcome, actor=login, source=source, why=DISMISSED)

    def _opened(self, attempt: "_Attempt", encoded: str | None) -> str:
        token, now = self.random.token(), self.clock.now()
        session = Session(_digest(token), attempt.name, now, now)
        if not self.sessions.open(session, self._terms(), force=attempt.force):
            self._note(attempt, "refused", why="too many sessions")
            raise TooManySessions
        if self.credentials.password_hash(attempt.name) != encoded:
            # It was changed, or the user dismissed, while it was checked.
            self.sessions.close(session.token_hash)
            self._note(attempt, "refused", why="password changed")
            raise LoginFailed
        self._note(attempt, "ok")
        return token

    def _note(self, attempt: "_Attempt", outcome: str, **more: Any) -> None:
        is_known = self.directory.user(attempt.name) is not None
        actor = attempt.name if is_known else unknown(attempt.name)
        if attempt.force:
            more["forced"] = "yes"
        note("login", outcome, actor=actor, source=attempt.address, **more)

    def _terms(self) -> SessionTerms:
        partition = self.settings.partition()
        return SessionTerms(partition.session_idle, self.rules.life, partition.sessions_per_user)

    def _note_use(self, session: Session, now: datetime) -> None:
        if now - session.used >= self.settings.partition().session_idle / _TOUCHES_OF_AN_IDLE_TIME:
            with suppress(Unavailable):
                self.sessions.touch(session.token_hash, now)

    def _place(self, name: str, address: str) -> str:
        return _digest(f"user at address\n{name}\n{network_of(address)}")

    def _limits(self, attempt: "_Attempt") -> tuple[AttemptLimit, ...]:
        own = AttemptLimit(attempt.place, self.rules.most_of_user_at_address)
        now, memory = self.clock.now(), self.rules.memory
        if self.attempts.has_succeeded(attempt.place, now, memory):
            # What others get wrong, here or elsewhere, is nothing to who was right before.
            return (own,)
        network = network_of(attempt.address)
        return (
            own,
            AttemptLimit(_digest(f"user\n{attempt.name}"), self.rules.most_of_user),
            AttemptLimit(_digest(f"address\n{network}"), self.rules.most_at_address),
        )


@attrs.frozen(kw_only=True, field_transformer=hide_texts())
class _Attempt:
    name: str
    address: str
    place: str
    force: bool


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
