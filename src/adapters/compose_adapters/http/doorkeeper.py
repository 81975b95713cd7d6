"""Who may come in: login, session, logout (S8)."""

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil

import attrs

from compose_adapters.http.passwords import Argon2Passwords
from compose_adapters.http.problems import (
    LoginFailed,
    NoSession,
    TooManyLogins,
    TooManySessions,
)
from compose_core.errors import Unavailable
from compose_core.model.user import User
from compose_core.ports import (
    AttemptLimit,
    Clock,
    Credentials,
    Directory,
    LoginAttempts,
    Random,
    Session,
    Sessions,
    SessionTerms,
    Settings,
)

# A use is written down when it is this part of the idle time later than the one before it, so that
# reading does not write each time.
_TOUCHES_OF_AN_IDLE_TIME = 60


@attrs.frozen
class LoginRules:
    """How long a session may last at all, and how often a login may fail.

    Args:
        life: of a session, however much it is used.
        stretch: the time over which failed logins are counted.
        most_of_user_at_address: failures for one user from one address.
        most_of_user: failures for one user from anywhere.
        most_at_address: failures from one address for anyone.
    """

    life: timedelta = timedelta(hours=12)
    stretch: timedelta = timedelta(minutes=15)
    most_of_user_at_address: int = 10
    most_of_user: int = 100
    most_at_address: int = 100


@attrs.frozen(kw_only=True)
class Doorkeeper:
    """Opens, recognises and closes sessions.

    Args:
        sessions: keeps them.
        attempts: counts failed logins.
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

        An unknown user takes as long as a wrong password.

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
            Unavailable: the store, or the check of passwords, is busy.
        """
        limits = self._limits(name, address)
        now, stretch = self.clock.now(), self.rules.stretch
        if not self.attempts.begin(limits, now, stretch):
            raise TooManyLogins(ceil(self.attempts.wait(limits, now, stretch).total_seconds()))
        self._check(name, password)
        self.attempts.take_back(limits)
        return self._opened(name, force=force)

    def user(self, token: str | None) -> User:
        """The user whose session a token is, active; the session's idle time begins again.

        A use that cannot be noted now is not: the session then ends so much earlier.

        Raises:
            NoSession: there is no such living session.
        """
        now = self.clock.now()
        session = self.sessions.find(_digest(token)) if token else None
        if session is None or not self._terms().allows(session, now):
            raise NoSession
        user = self.directory.user(session.login)
        if user is None or not user.active:
            raise NoSession
        self._note_use(session, now)
        return user

    def logout(self, token: str) -> None:
        """Close a session; one that is closed stays closed."""
        self.sessions.close(_digest(token))

    def _check(self, name: str, password: str) -> None:
        encoded = self.credentials.password_hash(name)
        decoy = self.credentials.some_password_hash()
        fits = self._passwords.is_right(password, encoded, decoy)
        user = self.directory.user(name)
        if not fits or user is None or not user.active:
            raise LoginFailed

    def _opened(self, name: str, *, force: bool) -> str:
        token, now = self.random.token(), self.clock.now()
        session = Session(_digest(token), name, now, now)
        if not self.sessions.open(session, self._terms(), force=force):
            raise TooManySessions
        return token

    def _terms(self) -> SessionTerms:
        partition = self.settings.partition()
        return SessionTerms(partition.session_idle, self.rules.life, partition.sessions_per_user)

    def _note_use(self, session: Session, now: datetime) -> None:
        if now - session.used >= self.settings.partition().session_idle / _TOUCHES_OF_AN_IDLE_TIME:
            with suppress(Unavailable):
                self.sessions.touch(session.token_hash, now)

    def _limits(self, name: str, address: str) -> tuple[AttemptLimit, ...]:
        return (
            AttemptLimit(
                _digest(f"user at address\n{name}\n{address}"), self.rules.most_of_user_at_address
            ),
            AttemptLimit(_digest(f"user\n{name}"), self.rules.most_of_user),
            AttemptLimit(_digest(f"address\n{address}"), self.rules.most_at_address),
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
