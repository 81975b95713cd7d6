"""`send`, `save` and `sendcomplete`: compose an activity from a request file."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from compose_adapters.cli.delivery_run import deliver_once, must_have_mail_server
from compose_adapters.cli.failures import FAILED
from compose_adapters.cli.options import common, ready
from compose_adapters.cli.receipts import current, say_stored, show_delivery, show_receipt
from compose_adapters.cli.rejections import told_in_place
from compose_adapters.cli.reports import report_undelivered
from compose_adapters.cli.request_file import RequestArguments, request_options
from compose_core.compose import ComposeService
from compose_core.decision import Receipt
from compose_core.model.request import Command, ComposeRequest

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container

Act = Callable[[ComposeService, ComposeRequest, RequestArguments], Receipt]


@click.command(short_help="Compose an activity and queue its mail.")
@request_options
@common
@click.pass_context
def send(context: click.Context, asked: RequestArguments) -> None:
    """Compose the activity in FILE and queue its mail; it is assigned to its sender."""
    _run(
        context,
        asked,
        Command.SEND,
        lambda service, request, by: service.send(
            request, by.login, idempotency_key=by.idempotency_key
        ),
    )


@click.command(short_help="Compose, queue and complete.")
@request_options
@common
@click.pass_context
def sendcomplete(context: click.Context, asked: RequestArguments) -> None:
    """Compose the activity in FILE, queue its mail, and complete the activity."""
    _run(
        context,
        asked,
        Command.SEND_AND_COMPLETE,
        lambda service, request, by: service.send_and_complete(
            request, by.login, idempotency_key=by.idempotency_key
        ),
    )


@click.command(short_help="Keep an activity as a draft.")
@request_options
@click.option("--expand-macros", is_flag=True, help="Keep the macros' values, not the macros.")
@common
@click.pass_context
def save(context: click.Context, asked: RequestArguments, expand_macros: bool) -> None:
    """Keep the activity in FILE as a draft; nothing is mailed."""
    _run(
        context,
        asked,
        Command.SAVE,
        lambda service, request, by: service.save(
            request, by.login, expand_macros=expand_macros, idempotency_key=by.idempotency_key
        ),
    )


def _run(context: click.Context, asked: RequestArguments, command: Command, act: Act) -> None:
    if asked.deliver:
        must_have_mail_server()
    world = ready()
    if asked.deliver:
        world.must_have_mailer()
    language = world.site.snapshot().partition.language
    with told_in_place(context, language):
        request = asked.request(command)
    with told_in_place(context, language, request):
        receipt = act(world.compose, request, asked)
    if asked.deliver:
        _deliver(context, world, command, receipt)
    else:
        show_receipt(world, command, receipt)


def _deliver(
    context: click.Context, world: "Container", command: Command, receipt: Receipt
) -> None:
    # What is stored is told whatever becomes of the delivery, or it would be sent once more.
    say_stored(command, receipt)
    try:
        run = deliver_once(world)
    except Exception as error:
        show_delivery(receipt)
        report_undelivered(context, receipt.activity_id, error)
        raise click.exceptions.Exit(FAILED) from error
    show_delivery(current(world, receipt))
    run.must_be_whole()
