"""The log of security decisions: a line each, with the actor, the source and the outcome.

Texts from outside are quoted and escaped, so that none begins a line of its own or steers a
terminal. The name of an unknown user is not written: it may be a password in the wrong field.
"""

import hashlib
import json
import logging

LOG = logging.getLogger("compose_core.security")

_MOST = 255
_DIGITS = 12


def note(
    event: str,
    outcome: str,
    *,
    actor: str,
    source: str = "",
    level: int = logging.INFO,
    **more: object,
) -> None:
    """Write a decision into the log.

    Args:
        event: such as ``login``.
        outcome: such as ``refused``.
        actor: the login of the user who asked or acted.
        source: the address that the call came from; empty for none.
        level: of the line.
        more: further members of the line; neither passwords nor tokens.
    """
    if not LOG.isEnabledFor(level):
        return
    members = {"actor": actor, "source": source, **more}
    pairs = " ".join(f"{name}={_quote(value)}" for name, value in members.items())
    LOG.log(level, "event=%s outcome=%s %s", event, outcome, pairs)


def unknown(name: str) -> str:
    """Name an unknown actor by digits: the same for the same name, without revealing it."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    return f"unknown:{digest[:_DIGITS]}"


def _quote(value: object) -> str:
    return str(value) if isinstance(value, int) else json.dumps(str(value)[:_MOST])
