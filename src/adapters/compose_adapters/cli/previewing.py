"""`preview`: show what a send would result in, and all that stands against it; store nothing."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click
from rich.panel import Panel

from compose_adapters.cli.composing import RequestArguments, request_options
from compose_adapters.cli.failures import finding_lines, report_rejections
from compose_adapters.cli.options import common, container, notify_of_site, usable_site, wants_json
from compose_adapters.cli.output import console, echo_json, plain, say, shorten, table, visible
from compose_adapters.wiring.json_output import preview_for_programs
from compose_core.compose import Preview
from compose_core.model.request import ComposeRequest

if TYPE_CHECKING:
    from compose_adapters.wiring.previewing import Previews


@click.command()
@request_options
@common
@click.pass_context
def preview(context: click.Context, arguments: RequestArguments) -> None:
    """Show what sending FILE would come to, and all that stands against it.

    Nothing is stored and nothing is delivered; the status is 0 whatever is found.
    """
    previews = _previews()
    language = previews.language
    with report_rejections(context, language):
        request = arguments.request()
    with report_rejections(context, language, request):
        found = previews.compose.preview(request, arguments.login)
    if wants_json():
        echo_json(preview_for_programs(found, language))
    else:
        _show_preview(found, request, language)


def _previews() -> "Previews":
    app = container(only_looks=True)
    from compose_adapters.wiring.previewing import previews_of

    with usable_site():
        return previews_of(app, notify_of_site)


def _show_preview(found: Preview, request: ComposeRequest, language: str) -> None:
    _show_parts(found)
    _show_recipients(found)
    against = (*found.denials, *found.findings)
    if not against:
        say("Nothing stands against it.")
        return
    say("It would be refused:")
    # Whoever lacks a permission sees no lines of macros.
    placed_in = None if found.denials else request
    for finding in against:
        for line in finding_lines(finding, placed_in, language):
            say(line)


def _show_parts(found: Preview) -> None:
    for name, part in (("subject", found.subject), ("text", found.text), ("html", found.html)):
        if part is not None:
            console().print(Panel(plain(part), title=name, title_align="left"))
    for line in _landings(found):
        say(line)


def _landings(found: Preview) -> Iterator[str]:
    parts = {"subject": found.subject, "text": found.text, "html": found.html}
    for landing in found.landings:
        value = (parts[landing.part.value] or "")[landing.start : landing.end]
        yield (
            f"  ``{landing.name} at offset {landing.offset} of the {landing.part.value} "
            f"became '{shorten(value)}'"
        )


def _show_recipients(found: Preview) -> None:
    grid = table("It would go to", "list", "recipient")
    for recipient in found.recipients:
        grid.add_row(recipient.visibility.value, visible(recipient.address.text))
    if found.recipients:
        console().print(grid)
    for line in _sizes(found):
        say(line)


def _sizes(found: Preview) -> Iterable[str]:
    if found.secure:
        yield "It is a secure message: kept here, and told of by a notification."
    if found.sizes:
        yield f"The text and HTML have {found.sizes.body_octets:,} octets."
        yield f"The whole mail has {found.sizes.email_octets:,} octets."
