"""`migrate`: create or upgrade the database."""

import click

from compose_adapters.cli.options import common, embedded, wants_json
from compose_adapters.cli.output import print_json, say


@click.command(short_help="Create or upgrade the database.")
@common
def migrate() -> None:
    """Create the database, or bring it up to this program; a newer one is refused."""
    is_changed = embedded().migrate()
    if wants_json():
        print_json({"migrated": is_changed})
    else:
        say("The database was brought up to date." if is_changed else "The database is up to date.")
