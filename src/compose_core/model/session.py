"""Sessions of users, and limits of attempts to log in (S8)."""

from datetime import datetime, timedelta

import attrs

from compose_core.model.personal import hide_texts


@attrs.frozen
class Session:
    """A user's right to be taken for themselves, for a time.

    Args:
        token_hash: SHA-256 of the token, in hexadecimal; only the client has the token.
        login: the user's.
        opened: when, aware, in UTC.
        used: when it was last seen in use, aware, in UTC.
    """

    token_hash: str = attrs.field(repr=False)
    login: str
    opened: datetime
    used: datetime


@attrs.frozen
class SessionTerms:
    """What a session's life is bound by (S8).

    Args:
        idle: the longest time without use.
        life: the longest time at all.
        most: how many of one user live at the same time.
    """

    idle: timedelta
    life: timedelta
    most: int

    def allows(self, session: Session, now: datetime) -> bool:
        """Whether a session still lives."""
        return now - session.used < self.idle and now - session.opened < self.life


@attrs.frozen(field_transformer=hide_texts())
class AttemptLimit:
    """How often something may be tried in a stretch of time.

    Args:
        key: what is counted, such as the hash of a login; tells nothing to who reads it.
        most: how many attempts a stretch.
    """

    key: str
    most: int
