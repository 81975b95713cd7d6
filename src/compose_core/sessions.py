"""Log in, use a session, log out (S8): a use case that knows no HTTP."""

import hashlib
import ipaddress
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from math import ceil
from typing import Any

import attrs

from compose_core.decision import AuditEntry
from compose_core.errors import Unavailable
from compose_core.errors.exceptions import LoginFailed, NoSession, TooManyLogins, TooManySessions
from compose_core.model.personal import hide_texts
from compose_core.model.session import AttemptLimit, Session, SessionTerms
from compose_core.model.site import SiteSnapshot
from compose_core.model.user import User
from compose_core.ports import (
    Credentials,
    Directory,
    LoginAttempts,
    Passwords,
    SecurityLog,
    Sessions,
)
from compose_core.ports.clock import Clock
from compose_core.ports.random import Random

# A use is written down when it is this part of the idle time later than the one before it, so that
# reading does not write each time.
_TOUCHES_OF_AN_IDLE_TIME = 60
_DIGITS = 12
_OF_ONE_CUSTOMER = 64
DISMISSED = "dismissed"
DIRECTORY = "directory"
"""The actor of what follows from a user's being active no more."""


@attrs.frozen
class LoginRules:
    """How long a session may last at all, and how often a login may fail.

    Args:
        max_age: of a session, however much it is used.
        memory: how long it is remembered that a user logged in from a network.
        window: the time over which failed logins are counted.
        most_of_user_at_address: failures for one user from one network (`network_of`).
        most_of_user: failures for one user from anywhere; they bar networks alone from which
            the user has not logged in before.
        most_at_address: failures from one network for anyone; they bar users alone who have not
            logged in from it before.
    """

    max_age: timedelta = timedelta(hours=12)
    memory: timedelta = timedelta(days=90)
    window: timedelta = timedelta(minutes=15)
    most_of_user_at_address: int = 10
    most_of_user: int = 100
    most_at_address: int = 100


@attrs.frozen(kw_only=True)
class SessionService:
    """Opens, finds and closes sessions.

    Args:
        sessions: keeps them.
        attempts: counts failed logins, and remembers from where a user logged in.
        credentials: what passwords are checked against.
        passwords: checks them.
        directory: gives users and settings (S8); an inactive user has no session.
        log: takes every decision.
        clock: tells the time.
        random: makes tokens.
        rules: what is not a setting of the partition.
    """

    sessions: Sessions
    attempts: LoginAttempts
    credentials: Credentials
    passwords: Passwords
    directory: Directory
    log: SecurityLog
    clock: Clock
    random: Random
    rules: LoginRules = LoginRules()

    def login(
        self,
        name: str,
        password: str,
        address: str,
        *,
        force: bool = False,
        site: SiteSnapshot | None = None,
    ) -> str:
        """Open a session.

        An unknown user takes as long as a wrong password. Only an answer about the password
        counts: a login that fails for any other reason was no attempt.

        Args:
            name: the user's login.
            password: as typed.
            address: where the request comes from.
            force: end the user's earliest sessions if there are too many.
            site: a snapshot that the caller has just taken.

        Returns:
            The token of the session; it is kept nowhere.

        Raises:
            LoginFailed: no active user has this name and password.
            TooManySessions: the user has as many as one may have.
            TooManyLogins: too many failed.
            Unavailable: the store is busy.
        """
        known = self.directory.snapshot() if site is None else site
        attempt = _Attempt(
            name=name,
            address=address,
            place=_digest(f"user at address\n{name}\n{network_of(address)}"),
            force=force,
            site=known,
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

    def user(self, token: str | None, source: str = "", site: SiteSnapshot | None = None) -> User:
        """Find the active user of a session, whose idle time begins again.

        A use that cannot be noted now is not: the session then ends so much earlier.

        Args:
            token: as the call has it.
            source: the address that the call comes from.
            site: a snapshot that the caller has just taken.

        Raises:
            NoSession: there is no such living session.
        """
        now = self.clock.now()
        session = self.sessions.find(_digest(token)) if token else None
        if session is None:
            if token:
                self.log("session", "refused", actor="", source=source, why="unknown")
            raise NoSession
        known = self.directory.snapshot() if site is None else site
        if not self._terms(known).allows(session, now):
            self.log("session", "refused", actor=session.login, source=source, why="over")
            raise NoSession
        user = known.user(session.login)
        if user is None or not user.active:
            self._dismiss(session.login, source)
            raise NoSession
        if now - session.used >= known.partition.session_idle / _TOUCHES_OF_AN_IDLE_TIME:
            with suppress(Unavailable):
                self.sessions.touch(session.token_hash, now)
        return user

    def logout(self, token: str) -> None:
        """Close a session; one that is closed stays closed."""
        self.sessions.close(_digest(token))

    def _check_limits(self, attempt: "_Attempt", limits: Sequence[AttemptLimit]) -> None:
        wait = self.attempts.wait(limits, self.clock.now(), self.rules.window)
        if wait:
            self._note(attempt, "barred")
            raise TooManyLogins(ceil(wait.total_seconds()))

    def _count(self, attempt: "_Attempt", limits: Sequence[AttemptLimit]) -> None:
        # Others may have failed meanwhile: no more wrong passwords are told than the limits allow.
        now, window = self.clock.now(), self.rules.window
        if not self.attempts.begin(limits, now, window):
            self._check_limits(attempt, limits)

    def _checked(self, name: str, password: str) -> str | None:
        encoded = self.credentials.password_hash(name)
        decoy = self.credentials.some_password_hash()
        fits = self.passwords.is_right(password, encoded, decoy)
        user = self.directory.snapshot().user(name)
        if not fits or user is None or not user.active:
            raise LoginFailed
        return encoded

    def _dismiss(self, login: str, source: str) -> None:
        # Whoever comes back later begins anew.
        outcome = "refused"
        with suppress(Unavailable):
            self.sessions.end(login, AuditEntry(DISMISSED, DIRECTORY, self.clock.now()))
            outcome = "ended"
        self.log("session", outcome, actor=login, source=source, why=DISMISSED)

    def _opened(self, attempt: "_Attempt", encoded: str | None) -> str:
        token, now = self.random.token(), self.clock.now()
        session = Session(_digest(token), attempt.name, now, now)
        if not self.sessions.open(session, self._terms(attempt.site), force=attempt.force):
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
        is_known = attempt.site.user(attempt.name) is not None
        actor = attempt.name if is_known else anonymous(attempt.name)
        if attempt.force:
            more["forced"] = "yes"
        self.log("login", outcome, actor=actor, source=attempt.address, **more)

    def _terms(self, site: SiteSnapshot) -> SessionTerms:
        partition = site.partition
        return SessionTerms(partition.session_idle, self.rules.max_age, partition.sessions_per_user)

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
    site: SiteSnapshot


def network_of(address: str) -> str:
    """Name the network that failures are counted for.

    An IPv4 address is one; of IPv6 it is the ``/64``, which is the least that one customer is
    given and may choose addresses from. An IPv4 address that is written as IPv6 is IPv4.

    Args:
        address: as the server tells it; what is no IP address names itself.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found, _OF_ONE_CUSTOMER), strict=False))
        found = found.ipv4_mapped
    return str(found)


def anonymous(name: str) -> str:
    """Name an unknown actor for the log: it may be a password in the wrong field."""
    return f"unknown:{_digest(name)[:_DIGITS]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
