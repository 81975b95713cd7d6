"""Who does what a command does, for the audit."""

import getpass

import click

NOBODY_KNOWN = "operator"


def _user() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return NOBODY_KNOWN


acting = click.option(
    "--as",
    "actor",
    metavar="NAME",
    default=_user,
    help="Who does it, for the audit; the name of the system's user if left out.",
)
