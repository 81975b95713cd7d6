"""The failure of a command: its exit status, and its report on standard error.

1. Every exception that a command may meet has its status, code and name in the tables here.
2. An exception that is not in them is a fault of this program; the report says where it happened.
"""

import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.text import Text

from compose_adapters.cli.options import wants_json
from compose_adapters.cli.output import echo_json, error_console, finding_text, visible
from compose_adapters.extras import MissingExtra
from compose_adapters.language import translate
from compose_adapters.wiring import Misconfigured, SiteFault, SiteFaults, UnsupportedMediaType
from compose_core.errors import (
    ComposeError,
    Conflict,
    Finding,
    IdempotencyMismatch,
    NotFound,
    NotPossible,
    OutcomeUnknown,
    Rejected,
    Stage,
    Unavailable,
)
from compose_core.macros import MacroFinding, Part, report
from compose_core.model.request import ComposeRequest

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
Detail = tuple[str, str, str]
MOST_LISTED = 100
ENGLISH = "en-US"
_CODES = {Stage.PERMISSION: "403-105"}
_MACRO = "macro."
_OF_FAULT = frozenset({"part", "offset", "name"})


def status_of(error: BaseException) -> int:
    """Find the exit status of a command that an exception ended."""
    return next(STATUSES[each] for each in type(error).__mro__ if each in STATUSES)


def code_of(error: BaseException) -> str:
    """Find the code that programs read, in the product's style."""
    return next(CODES[each] for each in type(error).__mro__ if each in CODES)


def name_of(error: BaseException) -> str:
    """Find the stable symbolic name that programs match on, as findings have one."""
    return next(NAMES[each] for each in type(error).__mro__ if each in NAMES)


def sentence_of(error: BaseException) -> str:
    """Write the sentence for people."""
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return "Interrupted."
    if isinstance(error, OSError):
        return _system_sentence(error)
    if isinstance(error, (ComposeError, MissingExtra)):
        return _sentence(str(error))
    return _fault_sentence(error)


def _system_sentence(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return f"{error.filename}: {reason}." if error.filename else f"{reason}."


def _sentence(text: str) -> str:
    ends = text.endswith((".", "!", "?"))
    return f"{text[:1].upper()}{text[1:]}{'' if ends else '.'}"


def _fault_sentence(error: BaseException) -> str:
    # The exception's own text may hold what the request holds; where it happened does not.
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return (
        f"This should not have happened: {type(error).__name__}{place}. "
        "It is a fault of the program, not of the request; please report it."
    )


def report_failure(context: click.Context, error: BaseException) -> None:
    """Report the exception that ended a command."""
    if isinstance(error, click.UsageError) and not wants_json(context):
        error.show()
    elif isinstance(error, Rejected):
        report_rejection(context, error)
    elif isinstance(error, SiteFaults):
        report_site_faults(context, "The site file has faults", error.faults)
    else:
        details = [("", sentence_of(error), name_of(error))]
        _report(context, code_of(error), sentence_of(error), details, [])


def report_rejection(
    context: click.Context,
    error: Rejected,
    request: ComposeRequest | None = None,
    language: str = ENGLISH,
) -> None:
    """Report all findings of a request, with the source lines of macros.

    Args:
        context: of the command.
        error: the findings.
        request: the request, if it could be read.
        language: of the sentences.
    """
    listed = error.findings[:MOST_LISTED]
    number = len(error.findings)
    more = number - len(listed)
    left_out = f" {more} more are not listed." if more else ""
    count = "one finding" if number == 1 else f"{number} findings"
    summary = f"Refused, and nothing was stored: {count}.{left_out}"
    details = [(each.path, translate(each, language), each.name) for each in listed]
    lines = (line for each in listed for line in finding_lines(each, request, language))
    _report(context, _CODES.get(error.stage, "400-152"), summary, details, lines)


def report_undelivered(context: click.Context, activity: int, error: BaseException) -> None:
    """Report that an activity is stored, and the exception that hindered its delivery."""
    summary = f"Stored as activity {activity}; not delivered now: {sentence_of(error)}"
    _report(context, code_of(error), summary, [("", summary, name_of(error))], [])


def report_site_faults(context: click.Context, summary: str, faults: Iterable[SiteFault]) -> None:
    """Report faults or warnings of a site file."""
    found = tuple(faults)
    details = [(each.path, str(each), "site.fault") for each in found]
    _report(context, "400-152", f"{summary}:", details, (f"  {each}" for each in found))


def _report(
    context: click.Context, code: str, summary: str, details: list[Detail], lines: Iterable[str]
) -> None:
    if wants_json(context):
        # Late: wrong usage is reported without the extras that a command needs.
        from compose_adapters.wiring.json_output import error_for_programs

        echo_json(error_for_programs(code, summary, details), err=True)
        return
    console = error_console()
    console.print(Text(visible(summary), style="bold red"))
    for line in lines:
        console.print(finding_text(line))


def finding_lines(finding: Finding, request: ComposeRequest | None, language: str) -> Iterator[str]:
    """Write a finding for people: path, sentence, name and rule; of a macro, its source line."""
    place = finding.path or "the request"
    yield f"  {place}: {translate(finding, language)}  [{finding.name}, {finding.definition.rule}]"
    for line in _source_lines(finding, request):
        yield f"      {line}"


@contextmanager
def report_rejections(
    context: click.Context, language: str, request: ComposeRequest | None = None
) -> Iterator[None]:
    """Report a request that is refused inside, and end the command.

    Args:
        context: of the command.
        language: of the report.
        request: the request, once it could be read.
    """
    try:
        yield
    except Rejected as error:
        report_rejection(context, error, request, language)
        raise click.exceptions.Exit(REFUSED) from error


def _source_lines(finding: Finding, request: ComposeRequest | None) -> Iterator[str]:
    """Show the source line of a macro with a caret below it; nothing for other findings."""
    if request is None or not finding.name.startswith(_MACRO) or "part" not in finding.params:
        return
    part = Part(finding.params["part"])
    source = request.subject_line if part is Part.SUBJECT else request.body(part.value)
    params = {name: value for name, value in finding.params.items() if name not in _OF_FAULT}
    fault = MacroFinding(
        part=part,
        offset=int(finding.params["offset"]),
        name=str(finding.params["name"]),
        definition=finding.definition,
        params=params,
    )
    place, *lines = report(source or "", [fault]).splitlines()
    # The sentence is written above already.
    yield place.partition(": ")[0]
    yield from lines
