"""The log of security decisions: a line each, with who asked, from where, and what came of it.

Whatever a stranger wrote is quoted and escaped, so that no text begins a line of its own or steers
a terminal. A name that nobody has is not written: it may be a password in the wrong field.
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
    """Write a decision down.

    Args:
        event: what was decided about, such as ``login``.
        outcome: what came of it, such as ``refused``.
        actor: the login of who asked, or who acted.
        source: the address that the call came from; empty for none.
        more: what else is known; neither passwords nor tokens.
    """
    level = logging.WARNING if outcome == "barred" else logging.INFO
    if not LOG.isEnabledFor(level):
        return
    members = {"actor": actor, "source": source, **more}
    told = " ".join(f"{name}={_quoted(value)}" for name, value in members.items())
    LOG.log(level, "event=%s outcome=%s %s", event, outcome, told)


def _quoted(value: object) -> str:
    return str(value) if isinstance(value, int) else json.dumps(str(value)[:_MOST])
