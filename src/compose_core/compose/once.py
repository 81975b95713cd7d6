"""Idempotency: a request under a key is done once (A5)."""

import re
from collections.abc import Iterator
from datetime import timedelta

from compose_core.errors import KeyReused, Violation
from compose_core.errors.catalogue import phrases as reasons
from compose_core.errors.catalogue import request as names
from compose_core.facts import Facts
from compose_core.ports import Idempotency, Receipt, Replay

LIFE = timedelta(hours=24)
_KEY = re.compile("[\x20-\x7e]{1,255}")


def check_key(key: str | None) -> Iterator[Violation]:
    """A key, if there is one, has 1 to 255 printable ASCII characters."""
    if key is not None and not _KEY.fullmatch(key):
        yield names.KEY_MALFORMED.at(reason=reasons.KEY_LENGTH.of(length=len(key)))


def differing_keys(count: int) -> Violation:
    """The finding that a request comes under several keys."""
    return names.KEY_MALFORMED.at(reason=reasons.KEYS_DIFFER.of(count=count))


def first_answer(replay: Replay | None, mark: str) -> Receipt | None:
    """The answer that was given before under a key, if any.

    Raises:
        KeyReused: it was given to a request with another fingerprint.
    """
    if replay is None:
        return None
    if replay.fingerprint != mark:
        raise KeyReused("This idempotency key was used for another request; take a new one.")
    return replay.receipt


def recorded(key: str | None, mark: str, facts: Facts) -> Idempotency | None:
    """What is stored of a key beside the activity."""
    return Idempotency(facts.actor.login, key, mark, facts.now + LIFE) if key else None
