"""The log of security decisions: a line each, with the actor, the source and the outcome.

Texts from outside are quoted and escaped, so that none begins a line of its own or steers a
terminal. The name of an unknown user is not written: it may be a password in the wrong field.
"""

import json
import logging

LOG = logging.getLogger("compose_core.security")

_MOST = 255


def note(
    event: str,
    outcome: str,
    *,
    actor: str,
    source: str = "",
    **more: object,
) -> None:
    """Write a decision into the log.

    Args:
        event: such as ``login``.
        outcome: such as ``refused``.
        actor: the login of the user who asked or acted.
        source: the address that the call came from; empty for none.
        more: further members of the line; neither passwords nor tokens.
    """
    level = logging.WARNING if outcome == "barred" else logging.INFO
    if not LOG.isEnabledFor(level):
        return
    members = {"actor": actor, "source": source, **more}
    pairs = " ".join(f"{name}={_quote(value)}" for name, value in members.items())
    LOG.log(level, "event=%s outcome=%s %s", event, outcome, pairs)


def _quote(value: object) -> str:
    return str(value) if isinstance(value, int) else json.dumps(str(value)[:_MOST])
