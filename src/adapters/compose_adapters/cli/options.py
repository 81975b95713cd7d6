"""Options that every command has, before it or after it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.text import Text

from compose_adapters.cli.output import errors, print_json, shown
from compose_adapters.cli.url_secrets import holds_secret
from compose_adapters.extras import require
from compose_core.ports import Events

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container

from compose_adapters.wiring import (
    Configuration,
    Misconfigured,
    SiteFaults,
    configuration,
    system_user,
)

_Command = TypeVar("_Command", bound=Callable[..., Any])
_GIVEN = "compose_core.options"


def common(command: _Command) -> _Command:
    """The command takes the common options; the nearest to the end of the line wins."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def wants_json(context: click.Context | None = None) -> bool:
    """Whether the output is for programs."""
    return bool(_given(context or click.get_current_context()).get("as_json"))


def chosen_configuration() -> Configuration:
    """What the options and the environment come to."""
    given = _given(click.get_current_context())
    return configuration(
        os.environ, site=given.get("site"), database=given.get("database"), smtp=given.get("smtp")
    )


def embedded(events: Events | None = None, *, only_looks: bool = False) -> "Container":
    """The embedded default as the options and the environment set it up, closed at the end.

    Args:
        events: hears of what happens; the standard log, unless given.
        only_looks: whether nothing may be written.
    """
    # Late: help, and the judgement of a site file, need no database.
    require("sql", "sqlalchemy", "alembic")
    from compose_adapters.wiring.embedded import Container

    made = Container(chosen_configuration(), events, only_looks=only_looks)
    click.get_current_context().call_on_close(made.close)
    return made


def ready() -> "Container":
    """The embedded default with its database and a site.

    Raises:
        Misconfigured: there is no site, or the first one has faults.
        Unavailable: the database cannot be used.
    """
    world = embedded()
    with usable_site():
        world.make_ready(told_of_site)
    return world


def looking() -> "Container":
    """The embedded default over a database that is there, of which nothing is changed.

    Raises:
        Misconfigured: there is no database.
        Unavailable: it cannot be used.
    """
    world = embedded(only_looks=True)
    world.must_exist()
    return world


@contextmanager
def usable_site() -> Iterator[None]:
    """Inside, a site file that is needed and has faults is what the environment failed by."""
    try:
        yield
    except SiteFaults as faults:
        told = "\n".join(f"  {fault}" for fault in faults.faults)
        raise Misconfigured(f"the site file cannot be used:\n{told}") from faults


def told_of_site(sentence: str) -> None:
    """Tell that the site file is not what holds: one line on standard error."""
    if wants_json():
        print_json({"notice": sentence}, err=True)
    else:
        errors().print(Text(shown(" ".join(sentence.split()))))


def _given(context: click.Context) -> dict[str, Any]:
    found: dict[str, Any] = context.meta.setdefault(_GIVEN, {})
    return found


def _note(context: click.Context, parameter: click.Parameter, value: object) -> object:
    if value not in {None, False}:
        _given(context)[str(parameter.name)] = value
    return value


def _note_url(context: click.Context, parameter: click.Parameter, value: str | None) -> object:
    # Everybody on the machine can read a command line.
    if value and holds_secret(value):
        variable = f"COMPOSE_{str(parameter.name).upper()}"
        raise click.BadParameter(f"a password may stand in {variable} or in a file, not here")
    return _note(context, parameter, value)


acting = click.option(
    "--as",
    "actor",
    metavar="NAME",
    default=system_user,
    help="Who does it, for the audit; the name of the system's user if left out.",
)

_OPTIONS = (
    click.option(
        "--site",
        metavar="FILE",
        help="The site file.  [COMPOSE_SITE]",
        expose_value=False,
        callback=_note,
    ),
    click.option(
        "--database",
        metavar="URL",
        help="sqlite:///FILE or postgresql://...  [COMPOSE_DATABASE; sqlite:///compose.db]",
        expose_value=False,
        callback=_note_url,
    ),
    click.option(
        "--smtp",
        metavar="URL",
        help="smtp://HOST:PORT, smtps://HOST:PORT, ?starttls=required; maildir:DIR writes "
        "instead of sending.  [COMPOSE_SMTP]",
        expose_value=False,
        callback=_note_url,
    ),
    click.option(
        "--json",
        "as_json",
        is_flag=True,
        help="Print JSON, for programs.",
        expose_value=False,
        callback=_note,
    ),
)
