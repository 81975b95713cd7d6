"""`secure`: what an operator does about secure messages."""

import click

from compose_adapters.cli.ids import ID
from compose_adapters.cli.options import acting, common, embedded, wants_json
from compose_adapters.cli.output import print_json, say


@click.group(short_help="Links of secure messages.")
@common
def secure() -> None:
    """Links of secure messages, by the id of the activity."""


@secure.command()
@click.argument("activity", type=ID)
@acting
@common
def withdraw(activity: int, actor: str) -> None:
    """Withdraw all links of a secure message; mails that still wait lead to nothing."""
    world = embedded()
    world.must_exist()
    number = world.secure.withdraw(activity, actor)
    if wants_json():
        print_json({"activity": str(activity), "withdrawn": number})
    else:
        links = "link" if number == 1 else "links"
        say(f"Withdrew {number} {links} of the activity {activity}.")
