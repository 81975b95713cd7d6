"""Delivering all that is due, once."""

from typing import TYPE_CHECKING

import click

from compose_adapters.cli.options import chosen_configuration

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Embedded


def must_have_mail_server() -> None:
    """A mail server is named, or the command is used wrongly."""
    if not chosen_configuration().smtp:
        raise click.UsageError("no mail server is named; give --smtp URL or COMPOSE_SMTP")


def deliver_once(world: "Embedded", workers: int = 1) -> int:
    """Deliver all that is due, whatever the mail server answers; how many mails there were."""
    return world.workers(workers).once()
