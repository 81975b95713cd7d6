"""The log of security decisions: a line each, with who asked, from where, and what came of it.

Whatever a stranger wrote is quoted and escaped, so that no text begins a line of its own or steers
a terminal. A name that nobody has is not written: it may be a password in the wrong field.
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
    """Write a decision down.

    Args:
        event: what was decided about, such as ``login``.
        outcome: what came of it, such as ``refused``.
        actor: the login of who asked, or who acted.
        source: the address that the call came from; empty for none.
        level: of the line.
        more: what else is known; neither passwords nor tokens.
    """
    if not LOG.isEnabledFor(level):
        return
    members = {"actor": actor, "source": source, **more}
    told = " ".join(f"{name}={_quoted(value)}" for name, value in members.items())
    LOG.log(level, "event=%s outcome=%s %s", event, outcome, told)


def unknown(name: str) -> str:
    """Name an actor whom nobody knows: the same name has the same digits, which tell nothing."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    return f"unknown:{digest[:_DIGITS]}"


def _quoted(value: object) -> str:
    return str(value) if isinstance(value, int) else json.dumps(str(value)[:_MOST])
