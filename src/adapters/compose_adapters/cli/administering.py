"""`migrate`, `sessions` and `secure`: the work of an administrator beside the site."""

from typing import TYPE_CHECKING

import click

from compose_adapters.cli.options import (
    ID,
    acting,
    common,
    container,
    existing_container,
    wants_json,
)
from compose_adapters.cli.output import Json, console, print_json, say, table, time_of, visible
from compose_adapters.cli.showing import audit_record
from compose_adapters.security_log import note
from compose_core.decision import AuditEntry
from compose_core.errors import NotFound
from compose_core.formats import format_date
from compose_core.model.session import Session

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container

ENDED = "ended"
_SHOWN_OF_A_HASH = 8


@click.command()
@common
def migrate() -> None:
    """Create the database, or bring it up to this program; a newer one is refused."""
    is_changed = container().migrate()
    if wants_json():
        print_json({"migrated": is_changed})
    else:
        say("The database was brought up to date." if is_changed else "The database is up to date.")


@click.group()
@common
def sessions() -> None:
    """Who is logged in, and how that is ended."""


@sessions.command("list", short_help="List the sessions of a user.")
@click.argument("login")
@common
def list_(login: str) -> None:
    """List the sessions of a user that have not ended, and the acts that ended others."""
    app = _container_of(login)
    now, idle = app.clock.now(), app.site.snapshot().partition.session_idle
    living = [each for each in app.sessions.of(login) if now - each.used < idle]
    acts = app.sessions.audit(login)
    if wants_json():
        audit = [audit_record(each) for each in acts]
        print_json({"sessions": [_session_record(each) for each in living], "audit": audit})
        return
    if not living:
        say(f"{login} has no session.")
    else:
        grid = table("", "session", "opened", "used")
        for each in living:
            number = each.token_hash[:_SHOWN_OF_A_HASH]
            grid.add_row(number, time_of(each.opened), time_of(each.used))
        console().print(grid)
    for act in acts:
        say(f"{time_of(act.at)}: {act.act} by {act.actor}, {act.detail} in all.")


@sessions.command("end", short_help="End all sessions of a user.")
@click.argument("login")
@acting
@common
def end(login: str, actor: str) -> None:
    """End all sessions of a user, who may log in again."""
    app = _container_of(login)
    number = app.sessions.end(login, AuditEntry(ENDED, actor, app.clock.now()))
    note("sessions", "ended", actor=actor, user=login, why=ENDED, number=number)
    if wants_json():
        print_json({"ended": number})
    else:
        say(f"Ended sessions of {login}: {number}.")


def _container_of(login: str) -> "Container":
    app = existing_container()
    if app.site.snapshot().user(login) is None and not app.sessions.of(login):
        raise NotFound(f"the user '{visible(login)}' was not found")
    return app


def _session_record(each: Session) -> Json:
    return {
        "session": each.token_hash[:_SHOWN_OF_A_HASH],
        "opened": format_date(each.opened),
        "used": format_date(each.used),
    }


@click.group()
@common
def secure() -> None:
    """Links of secure messages, by the id of the activity."""


@secure.command()
@click.argument("activity", type=ID)
@acting
@common
def withdraw(activity: int, actor: str) -> None:
    """Withdraw all links of a secure message; mails that still wait lead to nothing."""
    app = existing_container()
    number = app.secure.withdraw(activity, actor)
    if wants_json():
        print_json({"activity": str(activity), "withdrawn": number})
    else:
        links = "link" if number == 1 else "links"
        say(f"Withdrew {number} {links} of the activity {activity}.")
