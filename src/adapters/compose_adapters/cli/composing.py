"""`send`, `save` and `sendcomplete`: compose an activity from a request file."""

import sys
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from compose_adapters.cli.delivering import deliver_once, must_have_mail_server
from compose_adapters.cli.failures import FAILED, report_rejections, report_undelivered
from compose_adapters.cli.options import common, ready_container, wants_json
from compose_adapters.cli.output import console, echo_json, found_or_created, say, table, visible
from compose_adapters.wiring import UnknownEnding, request_of
from compose_adapters.wiring.json_output import receipt_for_programs
from compose_core.compose import ComposeService
from compose_core.decision import DeliveryLine, Receipt
from compose_core.errors import Unavailable
from compose_core.model.personal import hide_texts
from compose_core.model.request import Command, ComposeRequest

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container

STANDARD_INPUT = "-"
_DONE = {
    Command.SAVE: "kept as a draft",
    Command.SEND: "sent",
    Command.SEND_AND_COMPLETE: "sent and completed",
}


@attrs.frozen(field_transformer=hide_texts("file", "login"))
class RequestArguments:
    """The arguments of a command that composes.

    Args:
        file: a path, or ``-`` for standard input.
        login: who asks.
        content_type: the media type; ``None`` goes by the file's ending.
        idempotency_key: see A5.
        deliver: whether to deliver at once.
    """

    file: str
    login: str
    content_type: str | None
    idempotency_key: str | None
    deliver: bool

    def request(self) -> ComposeRequest:
        """Read the request from its file.

        Raises:
            click.UsageError: the format is unknown.
            OSError: the file cannot be read.
            Rejected: the request is wrong by itself.
            UnsupportedMediaType: the content type is none that is read.
        """
        is_stream = self.file == STANDARD_INPUT
        if is_stream and not self.content_type:
            raise click.UsageError("a request from standard input needs --content-type")
        octets = sys.stdin.buffer.read() if is_stream else Path(self.file).read_bytes()
        try:
            return request_of(octets, self.file, self.content_type)
        except UnknownEnding as error:
            raise click.UsageError(str(error)) from error


_PARAMETERS = (
    click.argument("file"),
    click.option("--as", "login", metavar="LOGIN", required=True, help="The agent who asks."),
    click.option(
        "--content-type",
        metavar="TYPE",
        help="The media type; goes by the ending of FILE (.json, .xml, .multipart) if left out.",
    ),
    click.option(
        "--idempotency-key",
        metavar="KEY",
        help="The same key with the same request is done once, for 24 hours.",
    ),
    click.option("--deliver", is_flag=True, help="Deliver at once what is queued."),
)


def request_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the arguments of a request, as one value named ``arguments``."""
    names = [each.name for each in attrs.fields(RequestArguments)]

    @wraps(command)
    def with_arguments(*args: object, **options: object) -> None:
        values = {name: options.pop(name) for name in names}
        command(*args, arguments=RequestArguments(**values), **options)  # type: ignore[arg-type]

    for parameter in reversed(_PARAMETERS):
        with_arguments = parameter(with_arguments)
    return with_arguments


@click.command()
@request_options
@common
@click.pass_context
def send(context: click.Context, arguments: RequestArguments) -> None:
    """Compose the activity in FILE and queue its mail; it is assigned to its sender."""
    _compose(context, arguments, Command.SEND, ComposeService.send)


@click.command()
@request_options
@common
@click.pass_context
def sendcomplete(context: click.Context, arguments: RequestArguments) -> None:
    """Compose the activity in FILE, queue its mail, and complete the activity."""
    _compose(context, arguments, Command.SEND_AND_COMPLETE, ComposeService.send_and_complete)


@click.command()
@request_options
@click.option("--expand-macros", is_flag=True, help="Keep the macros' values, not the macros.")
@common
@click.pass_context
def save(context: click.Context, arguments: RequestArguments, expand_macros: bool) -> None:
    """Keep the activity in FILE as a draft; nothing is mailed."""
    method = partial(ComposeService.save, expand_macros=expand_macros)
    _compose(context, arguments, Command.SAVE, method)


def _compose(
    context: click.Context,
    arguments: RequestArguments,
    command: Command,
    method: Callable[..., Receipt],
) -> None:
    if arguments.deliver:
        must_have_mail_server()
    app = ready_container()
    if arguments.deliver:
        app.must_have_mailer()
    language = app.site.snapshot().partition.language
    with report_rejections(context, language):
        request = arguments.request()
    with report_rejections(context, language, request):
        receipt = method(
            app.compose, request, arguments.login, idempotency_key=arguments.idempotency_key
        )
    if not wants_json():
        _say_stored(command, receipt)
    if arguments.deliver:
        _deliver(context, app, receipt)
    else:
        _show_delivery(_refresh(app, receipt))


def _deliver(context: click.Context, app: "Container", receipt: Receipt) -> None:
    # The receipt is printed whatever becomes of the delivery, or it would be sent once more.
    try:
        run = deliver_once(app)
    except Exception as error:
        _show_delivery(receipt)
        report_undelivered(context, receipt.activity_id, error)
        raise click.exceptions.Exit(FAILED) from error
    _show_delivery(_refresh(app, receipt))
    run.exit_on_signal()


def _say_stored(command: Command, receipt: Receipt) -> None:
    case = found_or_created(receipt.case_found)
    note = ", made for another customer" if receipt.case_of_other_customer else ""
    say(f"Activity {receipt.activity_id} is {_DONE[command]}.")
    say(f"Case {receipt.case_id}, {case}{note}.")
    say(f"Customer {receipt.customer_id}, {found_or_created(receipt.customer_found)}.")


def _show_delivery(receipt: Receipt) -> None:
    if wants_json():
        echo_json(receipt_for_programs(receipt))
    elif receipt.delivery:
        grid = table("", "list", "recipient", "delivery")
        for line in receipt.delivery:
            grid.add_row(line.visibility.value, visible(line.address), line.state.value)
        console().print(grid)


def _refresh(app: "Container", receipt: Receipt) -> Receipt:
    """Read the states of the deliveries anew; where that fails, keep those that were stored."""
    try:
        records = app.records.activities([receipt.activity_id])
    except Unavailable:
        return receipt
    states = {each.address: each.state for record in records for each in record.deliveries}
    lines = (
        DeliveryLine(each.address, each.visibility, states.get(each.address, each.state))
        for each in receipt.delivery
    )
    return attrs.evolve(receipt, delivery=tuple(lines))
