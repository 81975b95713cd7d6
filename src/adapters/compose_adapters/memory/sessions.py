"""Sessions and login attempts in memory."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs

from compose_core.decision import AuditEntry
from compose_core.model.session import AttemptLimit, Session, SessionTerms


class MemorySessions:
    """Keeps sessions while the process lives."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Session] = {}
        self._audit: list[tuple[str, AuditEntry]] = []

    def open(self, session: Session, terms: SessionTerms, *, force: bool) -> bool:
        """Keep a new session, unless its user has as many living ones as the terms allow."""
        with self._lock:
            kept = {k: each for k, each in self._kept.items() if terms.allows(each, session.opened)}
            own = [each for each in kept.values() if each.login == session.login]
            surplus = max(0, len(own) + 1 - terms.most)
            if surplus and not force:
                return False
            for each in sorted(own, key=lambda each: each.opened)[:surplus]:
                del kept[each.token_hash]
            self._kept = {**kept, session.token_hash: session}
            return True

    def find(self, token_hash: str) -> Session | None:
        """The session of a token, whether it lives or has ended."""
        return self._kept.get(token_hash)

    def touch(self, token_hash: str, at: datetime) -> None:
        """Note that a session was used."""
        with self._lock:
            if found := self._kept.get(token_hash):
                self._kept[token_hash] = attrs.evolve(found, used=at)

    def close(self, token_hash: str) -> None:
        """Forget a session."""
        with self._lock:
            self._kept.pop(token_hash, None)

    def of(self, login: str) -> tuple[Session, ...]:
        """The sessions of a user that are kept, in the order in which they were opened."""
        own = [each for each in self._kept.values() if each.login == login]
        return tuple(sorted(own, key=lambda each: (each.opened, each.token_hash)))

    def end(self, login: str, audit: AuditEntry) -> int:
        """Forget all sessions of a user, with an audit entry; how many were ended."""
        with self._lock:
            others = {k: each for k, each in self._kept.items() if each.login != login}
            ended = len(self._kept) - len(others)
            self._kept = others
            if ended:
                self._audit.append((login, attrs.evolve(audit, detail=str(ended))))
            return ended

    def audit(self, login: str) -> tuple[AuditEntry, ...]:
        """The entries about a user's sessions that were ended, in their order."""
        return tuple(entry for whose, entry in self._audit if whose == login)


class MemoryLoginAttempts:
    """Counts login attempts while the process lives."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[datetime, int]] = {}
        self._successes: dict[str, datetime] = {}

    def begin(self, limits: Sequence[AttemptLimit], now: datetime, stretch: timedelta) -> bool:
        """Count an attempt under every limit, unless one of them is reached; then under none."""
        with self._lock:
            self._counts = {
                key: (begun, count)
                for key, (begun, count) in self._counts.items()
                if now - begun < stretch
            }
            counted = [(limit, *self._counts.get(limit.key, (now, 0))) for limit in limits]
            if any(count >= limit.most for limit, _, count in counted):
                return False
            self._counts |= {limit.key: (begun, count + 1) for limit, begun, count in counted}
            return True

    def wait(self, limits: Sequence[AttemptLimit], now: datetime, stretch: timedelta) -> timedelta:
        """How long it is until an attempt may be made; nothing where no limit is reached."""
        kept = [(limit, *self._counts.get(limit.key, (now, 0))) for limit in limits]
        left = (begun + stretch - now for limit, begun, count in kept if count >= limit.most)
        return max((timedelta(), *left))

    def note_success(self, key: str, at: datetime, memory: timedelta) -> None:
        """Remember for a time that an attempt succeeded."""
        with self._lock:
            kept = {k: seen for k, seen in self._successes.items() if at - seen < memory}
            self._successes = {**kept, key: at}

    def has_succeeded(self, key: str, now: datetime, memory: timedelta) -> bool:
        """Whether an attempt succeeded within the time for which that is remembered."""
        seen = self._successes.get(key)
        return seen is not None and now - seen < memory
