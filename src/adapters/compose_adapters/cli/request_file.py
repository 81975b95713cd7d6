"""The request that a command is about: a file or standard input, and who asks."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path

import attrs
import click

from compose_adapters.wiring import UnknownEnding, request_of
from compose_core.model.personal import hide_texts
from compose_core.model.request import ComposeRequest

STANDARD_INPUT = "-"


@attrs.frozen(field_transformer=hide_texts("file", "login"))
class RequestArguments:
    """What the arguments of a composing command say.

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
        """The request that the file holds.

        Raises:
            click.UsageError: nobody can tell what format it is in.
            OSError: it cannot be read.
            Rejected: it cannot be read as a request at all.
            UnsupportedMediaType: the content type is none that is read.
        """
        if self.file == STANDARD_INPUT and not self.content_type:
            raise click.UsageError("a request from standard input needs --content-type")
        try:
            return request_of(self._octets(), self.file, self.content_type)
        except UnknownEnding as error:
            raise click.UsageError(str(error)) from error

    def _octets(self) -> bytes:
        is_stream = self.file == STANDARD_INPUT
        return sys.stdin.buffer.read() if is_stream else Path(self.file).read_bytes()


def request_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command takes a request file and says who asks, as one value named ``asked``."""

    @wraps(command)
    def gathered(
        *args: object,
        file: str,
        login: str,
        content_type: str | None,
        idempotency_key: str | None,
        deliver: bool,
        **options: object,
    ) -> None:
        asked = RequestArguments(file, login, content_type, idempotency_key, deliver)
        command(*args, asked=asked, **options)

    for parameter in reversed(_PARAMETERS):
        gathered = parameter(gathered)
    return gathered


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
