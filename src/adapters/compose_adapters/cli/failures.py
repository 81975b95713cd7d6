"""How a command ends that cannot do what it was asked: one clear sentence and an exit status.

1. Every exception that a command may meet has its status, code and name in the tables here.
2. An exception that is not in them is a fault of this program, and says where it happened.
"""

import traceback
from pathlib import Path

import click

from compose_adapters.extras import MissingExtra
from compose_adapters.wiring import Misconfigured, SiteFaults, UnsupportedMediaType
from compose_core.errors import (
    ComposeError,
    Conflict,
    IdempotencyMismatch,
    NotFound,
    NotPossible,
    OutcomeUnknown,
    Rejected,
    Unavailable,
)

REFUSED, USAGE, FAILED = 1, 2, 3
# As a shell tells of a program that SIGINT or SIGTERM ended.
INTERRUPTED, TERMINATED = 130, 143

STATUSES: dict[type[BaseException], int] = {
    click.UsageError: USAGE,
    click.ClickException: FAILED,
    click.Abort: INTERRUPTED,
    KeyboardInterrupt: INTERRUPTED,
    SiteFaults: REFUSED,
    Rejected: REFUSED,
    UnsupportedMediaType: REFUSED,
    NotFound: REFUSED,
    Conflict: REFUSED,
    Misconfigured: FAILED,
    Unavailable: FAILED,
    MissingExtra: FAILED,
    ComposeError: REFUSED,
    OSError: FAILED,
    BaseException: FAILED,
}
CODES: dict[type[BaseException], str] = {
    click.UsageError: "400-101",
    UnsupportedMediaType: "415-100",
    NotFound: "404-100",
    Conflict: "409-100",
    Unavailable: "503-100",
    BaseException: "500-100",
}

NAMES: dict[type[BaseException], str] = {
    click.UsageError: "command.usage",
    click.Abort: "command.interrupted",
    KeyboardInterrupt: "command.interrupted",
    UnsupportedMediaType: "body.media_type",
    NotFound: "not_found",
    Conflict: "conflict",
    IdempotencyMismatch: "conflict.idempotency_key",
    NotPossible: "conflict.state",
    Misconfigured: "environment.configuration",
    Unavailable: "environment.unavailable",
    OutcomeUnknown: "environment.outcome_unknown",
    MissingExtra: "environment.extra",
    OSError: "environment.system",
    BaseException: "fault",
}


def status_of(error: BaseException) -> int:
    """The exit status of a command that an exception ended."""
    return next(STATUSES[each] for each in type(error).__mro__ if each in STATUSES)


def code_of(error: BaseException) -> str:
    """The code that programs read; the product's style (SPEC 9, "Errors")."""
    return next(CODES[each] for each in type(error).__mro__ if each in CODES)


def name_of(error: BaseException) -> str:
    """The stable symbolic name that programs match on, as findings have one."""
    return next(NAMES[each] for each in type(error).__mro__ if each in NAMES)


def sentence_of(error: BaseException) -> str:
    """What a person is told."""
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return "Interrupted."
    if isinstance(error, OSError):
        return _of_the_system(error)
    if isinstance(error, (ComposeError, MissingExtra)):
        return _sentence(str(error))
    return _unexpected(error)


def _of_the_system(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return f"{error.filename}: {reason}." if error.filename else f"{reason}."


def _sentence(text: str) -> str:
    ends = text.endswith((".", "!", "?"))
    return f"{text[:1].upper()}{text[1:]}{'' if ends else '.'}"


def _unexpected(error: BaseException) -> str:
    # The exception's own text may hold what the request holds; where it happened does not.
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return (
        f"This should not have happened: {type(error).__name__}{place}. "
        "It is a fault of the program, not of the request; please report it."
    )
