"""A refused request ends its command with the whole report."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from compose_adapters.cli.failures import REFUSED
from compose_adapters.cli.reports import report_rejection
from compose_core.errors import Rejected
from compose_core.model.request import ComposeRequest


@contextmanager
def told_in_place(
    context: click.Context, language: str, request: ComposeRequest | None = None
) -> Iterator[None]:
    """What is refused inside is reported, its macros in their place, and ends the command.

    Args:
        context: of the command.
        language: of the report.
        request: what is judged, once it could be read.
    """
    try:
        yield
    except Rejected as error:
        report_rejection(context, error, request, language)
        raise click.exceptions.Exit(REFUSED) from error
