"""`site`: judge a site file, write it into the database, make a password hash."""

import sys
from pathlib import Path

import click

from compose_adapters.cli.options import chosen_configuration, common, embedded, wants_json
from compose_adapters.cli.output import print_json, say
from compose_adapters.cli.reports import report_site_faults
from compose_adapters.wiring import judge_site, read_site

MOST_PASSWORD = 1024


@click.group(short_help="Judge and apply the site file.")
@common
def site() -> None:
    """Judge and apply the site file, which says who may send what from where."""


@site.command(short_help="Judge the site file; change nothing.")
@common
@click.pass_context
def check(context: click.Context) -> None:
    """Judge the site file: all its faults at once; nothing is changed."""
    file = _file()
    judgement = judge_site(file)
    if judgement.warnings and not wants_json():
        report_site_faults(context, "To be looked at in the site file", judgement.warnings)
    read_site(file)
    if wants_json():
        warnings = [{"key": each.path, "value": str(each)} for each in judgement.warnings]
        print_json({"faults": [], "warnings": warnings})
    else:
        say(f"{file}: no faults.")


@site.command(short_help="Write the site file into the database.")
@common
def apply() -> None:
    """Write the site file into the database; what vanished from it becomes inactive."""
    file = _file()
    world = embedded()
    world.migrate()
    is_changed = world.apply_site(file)
    if wants_json():
        print_json({"applied": is_changed})
    else:
        say(f"{file}: {'applied' if is_changed else 'is the site that is applied already'}.")


@site.command("hash-password", short_help="Hash a password.")
@common
def hash_password() -> None:
    """Print the argon2 hash of a password that is read from standard input."""
    from compose_adapters.wiring import password_hash

    password = _typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not password or len(password) > MOST_PASSWORD:
        raise click.UsageError(f"give a password of 1 to {MOST_PASSWORD} characters")
    if password.startswith("$argon2"):
        raise click.UsageError("this is a hash already; give the password that it was made of")
    encoded = password_hash(password)
    if wants_json():
        print_json({"passwordHash": encoded})
    else:
        click.echo(encoded)


def _typed() -> str:
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


def _file() -> Path:
    file = chosen_configuration().site
    if file is None:
        raise click.UsageError("no site file is named; give --site FILE or COMPOSE_SITE")
    return file
