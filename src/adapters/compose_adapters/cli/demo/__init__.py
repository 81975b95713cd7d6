"""`demo`: every example through a real mail server on this machine."""

import click

from compose_adapters.cli.options import common
from compose_adapters.extras import require


@click.command()
@common
def demo() -> None:
    """Send every example through a real mail server on this machine, and show what came of it.

    Needs no site, database or mail server: it makes its own, in a folder that it names.
    """
    require("demo", "aiosmtpd", "sqlalchemy", "alembic", "nh3")
    # Late: the help of this command needs no extra.
    from compose_adapters.cli.demo.playing import play

    play()
