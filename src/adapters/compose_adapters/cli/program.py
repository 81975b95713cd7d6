"""The program: its commands by name, and how every command ends."""

from importlib import import_module
from typing import Any, NoReturn

import click

from compose_adapters.cli.failures import status_of
from compose_adapters.cli.options import common
from compose_adapters.cli.reports import report_failure

NAME = "compose-core"
# Each command's module is imported when it is asked for, so that `--help` needs no database.
COMMANDS = {
    "send": "composing",
    "save": "composing",
    "sendcomplete": "composing",
    "preview": "previewing",
    "deliver": "delivering",
    "outbox": "outbox",
    "secure": "secure",
    "activity": "showing",
    "case": "showing",
    "customer": "showing",
    "serve": "serve",
    "sessions": "sessions",
    "migrate": "migrating",
    "site": "site",
    "demo": "demo",
}


class Program(click.Group):
    """A group of commands that are imported late and end with a status of the contract."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of their use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"compose_adapters.cli.{COMMANDS[cmd_name]}")
        found: click.Command = getattr(module, cmd_name)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and end it as the contract says."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, BrokenPipeError):
            raise
        except (Exception, KeyboardInterrupt) as error:
            report_failure(ctx, error)
            raise click.exceptions.Exit(status_of(error)) from error


@click.group(NAME, cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="compose-core", prog_name=NAME)
@common
def program() -> None:
    """Compose and send email activities of a contact centre.

    Exit status: 0 done, 1 refused, 2 wrong usage, 3 the environment failed.
    """


def run() -> NoReturn:
    """Run the program with the arguments of this process."""
    program.main(prog_name=NAME)
