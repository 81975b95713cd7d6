"""`preview`: what a send would come to, with all that stands against it; nothing is stored."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click
from rich.panel import Panel
from rich.text import Text

from compose_adapters.cli.options import common, embedded, told_of_site, usable_site, wants_json
from compose_adapters.cli.output import console, echo_json, say, shown, table
from compose_adapters.cli.rejections import told_in_place
from compose_adapters.cli.reports import finding_lines
from compose_adapters.cli.request_file import RequestArguments, request_options
from compose_adapters.wiring.json_output import preview_for_programs
from compose_core.compose import Preview
from compose_core.model.request import ComposeRequest

if TYPE_CHECKING:
    from compose_adapters.wiring.previewing import Previews


@click.command(short_help="Show what a send would come to.")
@request_options
@common
@click.pass_context
def preview(context: click.Context, asked: RequestArguments) -> None:
    """Show what sending FILE would come to, and all that stands against it.

    Nothing is stored and nothing is delivered; the status is 0 whatever is found.
    """
    previews = _previews()
    language = previews.language
    with told_in_place(context, language):
        request = asked.request()
    with told_in_place(context, language, request):
        found = previews.compose.preview(request, asked.login)
    if wants_json():
        echo_json(preview_for_programs(found, language))
    else:
        show_preview(found, request, language)


def _previews() -> "Previews":
    world = embedded(only_looks=True)
    # Late: help needs no database.
    from compose_adapters.wiring.previewing import previews_of

    with usable_site():
        return previews_of(world, told_of_site)


def show_preview(found: Preview, request: ComposeRequest, language: str) -> None:
    """Print a preview for people."""
    _show_parts(found)
    _show_recipients(found)
    against = (*found.denials, *found.findings)
    if not against:
        say("Nothing stands against it.")
        return
    say("It would be refused:")
    # Who is denied anything is shown no places.
    placed_in = None if found.denials else request
    for finding in against:
        for line in finding_lines(finding, placed_in, language):
            say(line)


def _show_parts(found: Preview) -> None:
    for name, part in (("subject", found.subject), ("text", found.text), ("html", found.html)):
        if part is not None:
            console().print(Panel(Text(shown(part)), title=name, title_align="left"))
    for line in _landings(found):
        say(line)


def _landings(found: Preview) -> Iterator[str]:
    parts = {"subject": found.subject, "text": found.text, "html": found.html}
    for landing in found.landings:
        value = (parts[landing.part.value] or "")[landing.start : landing.end]
        yield (
            f"  ``{landing.name} at offset {landing.offset} of the {landing.part.value} "
            f"became '{_shortened(value)}'"
        )


def _shortened(value: str, most: int = 60) -> str:
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1]}…"


def _show_recipients(found: Preview) -> None:
    made = table("It would go to", "list", "recipient")
    for recipient in found.recipients:
        made.add_row(recipient.visibility.value, shown(recipient.address.text))
    if found.recipients:
        console().print(made)
    for line in _sizes(found):
        say(line)


def _sizes(found: Preview) -> Iterable[str]:
    if found.secure:
        yield "It is a secure message: kept here, and told of by a notification."
    if found.sizes:
        yield f"The text and HTML have {found.sizes.body_octets:,} octets."
        yield f"The whole mail has {found.sizes.email_octets:,} octets."
