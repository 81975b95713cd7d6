"""`sessions`: who is logged in, and how that is ended."""

from typing import TYPE_CHECKING

import click

from compose_adapters.cli.mail_tables import time_of
from compose_adapters.cli.options import acting, common, embedded, wants_json
from compose_adapters.cli.output import Json, console, print_json, say, shown, table
from compose_adapters.security_log import note
from compose_core.decision import AuditEntry
from compose_core.errors import NotFound
from compose_core.formats import format_date
from compose_core.model.session import Session

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container

ENDED = "ended"
_SHOWN_OF_A_HASH = 8


@click.group(short_help="Who is logged in, and how that is ended.")
@common
def sessions() -> None:
    """Who is logged in, and how that is ended."""


@sessions.command("list", short_help="List the sessions of a user.")
@click.argument("login")
@common
def list_(login: str) -> None:
    """List the sessions of a user that have not ended, and the acts that ended others."""
    world = _world(login)
    now, idle = world.clock.now(), world.site.snapshot().partition.session_idle
    living = [each for each in world.sessions.of(login) if now - each.used < idle]
    acts = world.sessions.audit(login)
    if wants_json():
        print_json(
            {
                "sessions": [_session(each) for each in living],
                "audit": [_act(each) for each in acts],
            }
        )
        return
    if not living:
        say(f"{login} has no session.")
    else:
        _print(living)
    for each in acts:
        say(f"{time_of(each.at)}: {each.act} by {each.actor}, {each.detail} in all.")


@sessions.command("end", short_help="End all sessions of a user.")
@click.argument("login")
@acting
@common
def end(login: str, actor: str) -> None:
    """End all sessions of a user, who may log in again."""
    world = _world(login)
    number = world.sessions.end(login, AuditEntry(ENDED, actor, world.clock.now()))
    note("sessions", "ended", actor=actor, user=login, why=ENDED, number=number)
    if wants_json():
        print_json({"ended": number})
    else:
        say(f"Ended sessions of {login}: {number}.")


def _world(login: str) -> "Container":
    world = embedded()
    world.must_exist()
    if world.site.snapshot().user(login) is None and not world.sessions.of(login):
        raise NotFound(f"the user '{shown(login)}' was not found")
    return world


def _print(found: list[Session]) -> None:
    made = table("", "session", "opened", "used")
    for each in found:
        made.add_row(each.token_hash[:_SHOWN_OF_A_HASH], time_of(each.opened), time_of(each.used))
    console().print(made)


def _session(each: Session) -> Json:
    return {
        "session": each.token_hash[:_SHOWN_OF_A_HASH],
        "opened": format_date(each.opened),
        "used": format_date(each.used),
    }


def _act(entry: AuditEntry) -> Json:
    at = format_date(entry.at)
    return {"at": at, "actor": entry.actor, "act": entry.act, "detail": entry.detail}
