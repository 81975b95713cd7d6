"""Who uses this program, for the audit."""

import getpass

NOBODY_KNOWN = "operator"


def system_user() -> str:
    """The name of the system's user."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return NOBODY_KNOWN
