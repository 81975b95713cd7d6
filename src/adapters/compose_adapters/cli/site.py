"""`site`: judge a site file, apply it, show the sites that were applied, hash a password."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compose_adapters.cli.failures import report_site_faults
from compose_adapters.cli.options import (
    acting,
    chosen_configuration,
    common,
    container,
    existing_container,
    wants_json,
)
from compose_adapters.cli.output import Json, print_json, say, shorten
from compose_adapters.wiring import evaluate_site, read_site
from compose_adapters.wiring.log import log_to_standard_error
from compose_core.formats import format_date
from compose_core.ports import ChangeKind, SiteChange, SiteEntry

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container
    from compose_adapters.wiring.site_files import PlannedSite

MOST_PASSWORD = 1024
MOST_ENTRIES = 1_000


@click.group()
@common
def site() -> None:
    """Judge and apply the site file, which says who may send what from where."""


@site.command(short_help="Judge the site file; change nothing.")
@common
@click.pass_context
def check(context: click.Context) -> None:
    """Judge the site file: all its faults at once; nothing is changed."""
    file = _file()
    evaluation = evaluate_site(file)
    if evaluation.warnings and not wants_json():
        report_site_faults(context, "To be looked at in the site file", evaluation.warnings)
    read_site(file)
    if wants_json():
        warnings = [{"key": each.path, "value": str(each)} for each in evaluation.warnings]
        print_json({"faults": [], "warnings": warnings})
    else:
        say(f"{file}: no faults.")


@site.command(short_help="Change the site to what the file says.")
@click.option("--dry-run", is_flag=True, help="Show what would differ; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask, at a terminal either.")
@acting
@common
def apply(dry_run: bool, yes: bool, actor: str) -> None:
    """Change the site to what the file says, after showing what will differ.

    What vanished from the file becomes inactive. Nothing else changes the site: any other command
    applies the file only where none was ever applied.
    """
    file = _file()
    app = container(only_looks=dry_run)
    if not dry_run:
        app.migrate()
    planned = app.site_files.plan(file)
    if not wants_json():
        _say_planned(planned)
    is_wanted = planned.differs and not dry_run
    if is_wanted and not yes and _is_at_terminal():
        click.confirm("Apply it?", abort=True, err=True)
    entry = _apply(app, planned, actor) if is_wanted else None
    if wants_json():
        version = entry.version if entry else planned.version
        print_json({"applied": entry is not None, "version": version, **_differences(planned)})
    elif entry:
        say(f"{file}: applied; the site has version {entry.version}.")


def _apply(app: "Container", planned: "PlannedSite", actor: str) -> "SiteEntry":
    if not sys.stdout.isatty():
        log_to_standard_error()
    return app.site_files.apply(planned, actor)


def _is_at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


@site.command(short_help="Show who changed the site, and what.")
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, MOST_ENTRIES),
    default=20,
    show_default=True,
    help="Show so many changes at most, the newest first.",
)
@common
def history(limit: int) -> None:
    """Show who applied which site, when, and what differed; the newest first."""
    entries = existing_container(only_looks=True).site.history(limit)
    if wants_json():
        print_json([_entry_record(entry) for entry in entries])
        return
    if not entries:
        say("No site was ever applied.")
    for entry in entries:
        _say_entry(entry)


@site.command("hash-password", short_help="Hash a password.")
@common
def hash_password() -> None:
    """Print the argon2 hash of a password that is read from standard input."""
    from compose_adapters.wiring import password_hash

    password = _ask_for_password() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not password or len(password) > MOST_PASSWORD:
        raise click.UsageError(f"give a password of 1 to {MOST_PASSWORD} characters")
    if password.startswith("$argon2"):
        raise click.UsageError("this is a hash already; give the password that it was made of")
    encoded = password_hash(password)
    if wants_json():
        print_json({"passwordHash": encoded})
    else:
        click.echo(encoded)


def _ask_for_password() -> str:
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


def _file() -> Path:
    file = chosen_configuration().site
    if file is None:
        raise click.UsageError("no site file is named; give --site FILE or COMPOSE_SITE")
    return file


def _say_planned(planned: "PlannedSite") -> None:
    if not planned.differs:
        say(f"{planned.file}: is the site that is applied already.")
        return
    if planned.is_first:
        say(f"{planned.file}: the first site of this database.")
    else:
        say(f"{planned.file}: differs from the site that is applied, version {planned.version}.")
    _say_changes(planned.changes)


def _say_entry(entry: SiteEntry) -> None:
    say(f"Version {entry.version}, {entry.at:%Y-%m-%d %H:%M} GMT, by {entry.actor}.")
    _say_changes(entry.changes)


def _differences(planned: "PlannedSite") -> dict[str, Json]:
    return {"first": planned.is_first, "changes": [_change(each) for each in planned.changes]}


def _entry_record(entry: SiteEntry) -> dict[str, Json]:
    return {
        "version": entry.version,
        "at": format_date(entry.at),
        "actor": entry.actor,
        "digest": entry.digest,
        "changes": [_change(each) for each in entry.changes],
    }


def _say_changes(changes: tuple[SiteChange, ...]) -> None:
    for change in changes:
        say(f"  {change.path}: {_describe(change)}")


def _describe(change: SiteChange) -> str:
    if change.kind is not ChangeKind.CHANGED or change.before is None or change.after is None:
        return change.kind.value
    return f"{shorten(change.before)} -> {shorten(change.after)}"


def _change(change: SiteChange) -> Json:
    return {
        "path": change.path,
        "change": change.kind.value,
        "before": change.before,
        "after": change.after,
    }
