"""Who is logged in: sessions, what passwords are checked against, and how often it was tried."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from compose_core.decision import AuditEntry
from compose_core.model.session import AttemptLimit, Session, SessionTerms


class Sessions(Protocol):
    """Keeps sessions, so that every process answers for each of them."""

    def open(self, session: Session, terms: SessionTerms, *, force: bool) -> bool:
        """Keep a new session, unless its user has as many living ones as the terms allow.

        Judged at the time at which the session is opened; two that open at once are judged one
        after the other. Sessions that the terms have ended are forgotten.

        Args:
            session: the new one.
            terms: what all sessions are bound by.
            force: end the user's earliest sessions to make room.

        Returns:
            Whether it was kept.
        """
        ...

    def find(self, token_hash: str) -> Session | None:
        """The session of a token, whether it lives or has ended."""
        ...

    def touch(self, token_hash: str, at: datetime) -> None:
        """Note that a session was used; one that is not there stays away.

        A call is answered even where this raises `Unavailable`, so it is better raised than
        waited for.
        """
        ...

    def close(self, token_hash: str) -> None:
        """Forget a session."""
        ...

    def of(self, login: str) -> tuple[Session, ...]:
        """The sessions of a user that are kept, in the order in which they were opened."""
        ...

    def end(self, login: str, audit: AuditEntry) -> int:
        """Forget all sessions of a user, with an audit entry in the same transaction.

        Nothing is written where the user has none.

        Args:
            login: the user's.
            audit: the entry; how many were ended becomes its detail.

        Returns:
            How many were ended.
        """
        ...

    def audit(self, login: str) -> tuple[AuditEntry, ...]:
        """The entries about a user's sessions that were ended, in their order."""
        ...


class LoginAttempts(Protocol):
    """Counts failed logins, and remembers successful ones, for all processes together."""

    def begin(self, limits: Sequence[AttemptLimit], now: datetime, stretch: timedelta) -> bool:
        """Count an attempt under every limit, unless one of them is reached; then under none.

        A stretch begins with the first attempt after the last stretch's end.

        Returns:
            Whether the attempt may be made.
        """
        ...

    def wait(self, limits: Sequence[AttemptLimit], now: datetime, stretch: timedelta) -> timedelta:
        """How long it is until an attempt may be made; nothing where no limit is reached.

        It is what is left of the stretch of a limit that is reached; of several, the longest.
        """
        ...

    def note_success(self, key: str, at: datetime, memory: timedelta) -> None:
        """Remember for a time that an attempt succeeded, such as a user's from a network."""
        ...

    def has_succeeded(self, key: str, now: datetime, memory: timedelta) -> bool:
        """Whether an attempt succeeded within the time for which that is remembered."""
        ...


class Credentials(Protocol):
    """What passwords are checked against."""

    def password_hash(self, login: str) -> str | None:
        """The encoded argon2 hash of the user's password, as it is at this moment.

        ``None`` for a user who has none, or who is not active.
        """
        ...

    def some_password_hash(self) -> str | None:
        """The hash of any user: what a login for nobody is checked against, to take as long."""
        ...


class Passwords(Protocol):
    """Checks passwords against hashes; slow on purpose."""

    def is_right(self, password: str, encoded: str | None, decoy: str | None) -> bool:
        """Whether a password fits a hash.

        Args:
            password: as typed.
            encoded: the user's hash; ``None`` where there is no such user.
            decoy: checked in its place, with no effect but the time that it takes.
        """
        ...


class SecurityLog(Protocol):
    """Takes security decisions: who asked, from where, and the outcome."""

    def __call__(
        self, event: str, outcome: str, *, actor: str, source: str = "", **more: object
    ) -> None:
        """Write a decision down.

        Args:
            event: what was decided about, such as ``login``.
            outcome: the result, such as ``refused``.
            actor: the login of the user who asked, or acted.
            source: the address that the call came from; empty for none.
            more: further facts; neither passwords nor tokens.
        """
        ...
