"""Options that every command has, before it or after it, and the containers that they set up.

The program's `--help` imports this module, so whatever needs time to be imported is imported late.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

import click

if TYPE_CHECKING:
    from compose_adapters.wiring import Configuration
    from compose_adapters.wiring.embedded import Container
    from compose_core.ports import Events

_Command = TypeVar("_Command", bound=Callable[..., Any])
_GIVEN = "compose_core.options"
# The reading of SQLAlchemy, the widest of those that take such URLs: a password goes on to "@".
_PASSWORD = re.compile("[^:/]*:[^@]*@")
# Parameters of libpq: `password`, `sslpassword`, `scram_client_key`, `oauth_client_secret`; a
# `passfile` is a path.
_SECRET_NAME = re.compile("pass(?!file)|pwd|secret|token|scram", re.IGNORECASE)


class _Id(click.ParamType[int, str]):
    """An id of an activity or a case as an argument, parsed as every other room does (F4)."""

    name = "id"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse an id.

        Raises:
            click.UsageError: the argument is no id.
        """
        from compose_core.formats import parse_id

        try:
            return parse_id(value)
        except ValueError as fault:
            self.fail(f"'{value}' is not one; {fault}", param, ctx)


ID = _Id()


def common(command: _Command) -> _Command:
    """Give a command the common options; the nearest to the end of the line wins."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def wants_json(context: click.Context | None = None) -> bool:
    """Whether the output is for programs."""
    return bool(_given(context or click.get_current_context()).get("as_json"))


def chosen_configuration() -> "Configuration":
    """Read the configuration from the options and the environment."""
    from compose_adapters.wiring import configuration

    given = _given(click.get_current_context())
    return configuration(
        os.environ, site=given.get("site"), database=given.get("database"), smtp=given.get("smtp")
    )


def container(events: "Events | None" = None, *, only_looks: bool = False) -> "Container":
    """Make the container that the options and the environment set up; it is closed at the end.

    Args:
        events: takes every event; the standard log, unless given.
        only_looks: whether nothing may be written.
    """
    from compose_adapters.extras import require

    require("sql", "sqlalchemy", "alembic")
    from compose_adapters.wiring.embedded import Container

    app = Container(chosen_configuration(), events, only_looks=only_looks)
    click.get_current_context().call_on_close(app.close)
    return app


def existing_container(*, only_looks: bool = False) -> "Container":
    """Make a container over a database that is there.

    Args:
        only_looks: whether nothing may be written.

    Raises:
        Misconfigured: there is no database.
        Unavailable: it cannot be used.
    """
    app = container(only_looks=only_looks)
    app.must_exist()
    return app


def ready_container() -> "Container":
    """Make a container with its database and a site.

    Raises:
        Misconfigured: there is no site, or the first one has faults.
        Unavailable: the database cannot be used.
    """
    app = container()
    with usable_site():
        app.make_ready(notify_of_site)
    return app


@contextmanager
def usable_site() -> Iterator[None]:
    """Raise faults of a site file that is needed as a failure of the environment.

    Raises:
        Misconfigured: the site file has faults.
    """
    from compose_adapters.wiring import Misconfigured, SiteFaults

    try:
        yield
    except SiteFaults as faults:
        listed = "\n".join(f"  {fault}" for fault in faults.faults)
        raise Misconfigured(f"the site file cannot be used:\n{listed}") from faults


def notify_of_site(sentence: str) -> None:
    """Print one line on standard error: the site file is not the site that is applied."""
    from compose_adapters.cli.output import error_console, plain, print_json

    if wants_json():
        print_json({"notice": sentence}, err=True)
    else:
        error_console().print(plain(" ".join(sentence.split())))


def holds_secret(url: str) -> bool:
    """Whether a URL holds a password: after the user's name, or as a parameter of its query.

    It is compared as text, because a URL that cannot be parsed may hold one too.
    """
    _, _, rest = url.partition("://")
    parameters = (each.partition("=") for each in re.split("[?&;]", rest)[1:])
    return bool(_PASSWORD.match(rest)) or any(
        value and _SECRET_NAME.search(unquote(name)) for name, _, value in parameters
    )


def _given(context: click.Context) -> dict[str, Any]:
    found: dict[str, Any] = context.meta.setdefault(_GIVEN, {})
    return found


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> object:
    if value not in {None, False}:
        _given(context)[str(parameter.name)] = value
    return value


def _keep_url(context: click.Context, parameter: click.Parameter, value: str | None) -> object:
    # Everybody on the machine can read a command line.
    if value and holds_secret(value):
        variable = f"COMPOSE_{str(parameter.name).upper()}"
        raise click.BadParameter(f"a password may stand in {variable} or in a file, not here")
    return _keep(context, parameter, value)


def _system_user() -> str:
    from compose_adapters.wiring import system_user

    return system_user()


acting = click.option(
    "--as",
    "actor",
    metavar="NAME",
    default=_system_user,
    help="Who does it, for the audit; the name of the system's user if left out.",
)

_OPTIONS = (
    click.option(
        "--site",
        metavar="FILE",
        help="The site file.  [COMPOSE_SITE]",
        expose_value=False,
        callback=_keep,
    ),
    click.option(
        "--database",
        metavar="URL",
        help="sqlite:///FILE or postgresql://...  [COMPOSE_DATABASE; sqlite:///compose.db]",
        expose_value=False,
        callback=_keep_url,
    ),
    click.option(
        "--smtp",
        metavar="URL",
        help="smtp://HOST:PORT, smtps://HOST:PORT, ?starttls=required; maildir:DIR writes "
        "instead of sending.  [COMPOSE_SMTP]",
        expose_value=False,
        callback=_keep_url,
    ),
    click.option(
        "--json",
        "as_json",
        is_flag=True,
        help="Print JSON, for programs.",
        expose_value=False,
        callback=_keep,
    ),
)
