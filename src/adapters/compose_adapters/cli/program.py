"""The program: its commands by name, and how every command ends."""

from importlib import import_module
from typing import Any, NoReturn

import click

from compose_adapters.cli.options import common

NAME = "compose-core"
# A command's module is imported when the command is asked for: `--help` prints this table alone.
COMMANDS = {
    "send": ("composing", "Compose an activity and queue its mail."),
    "save": ("composing", "Keep an activity as a draft."),
    "sendcomplete": ("composing", "Compose, queue and complete."),
    "preview": ("previewing", "Show what a send would come to."),
    "deliver": ("delivering", "Hand over what is queued, until stopped."),
    "outbox": ("outbox", "What waits, failed or is uncertain."),
    "secure": ("administering", "Links of secure messages."),
    "activity": ("showing", "What was kept of an activity."),
    "case": ("showing", "What was kept of a case."),
    "customer": ("showing", "What was kept of a customer."),
    "serve": ("serve", "Answer the HTTP contract."),
    "sessions": ("administering", "Who is logged in, and how that is ended."),
    "migrate": ("administering", "Create or upgrade the database."),
    "site": ("site", "Judge and apply the site file."),
    "demo": ("demo", "Send every example for real."),
}


class Program(click.Group):
    """A group of commands that are imported late and end with a status of the contract."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List all commands, in the order of their use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of a name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"compose_adapters.cli.{COMMANDS[cmd_name][0]}")
        found: click.Command = getattr(module, cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of the commands, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and end it as the contract says."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, BrokenPipeError):
            raise
        except (Exception, KeyboardInterrupt) as error:
            # Late: the exceptions of every room are known there.
            from compose_adapters.cli.failures import report_failure, status_of

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
