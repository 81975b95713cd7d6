"""Reports on standard error: what was refused or failed, for people and for programs."""

from collections.abc import Iterable, Iterator

import click
from rich.text import Text

from compose_adapters.cli.failures import code_of, name_of, sentence_of
from compose_adapters.cli.options import wants_json
from compose_adapters.cli.output import echo_json, errors, finding_text, shown
from compose_adapters.cli.places import marked_place
from compose_adapters.language import translate
from compose_adapters.wiring import SiteFault, SiteFaults
from compose_core.errors import Finding, Rejected, Stage
from compose_core.model.request import ComposeRequest

Detail = tuple[str, str, str]
MOST_LISTED = 100
ENGLISH = "en-US"
_CODES = {Stage.PERMISSION: "403-105"}


def report_failure(context: click.Context, error: BaseException) -> None:
    """Tell what ended a command."""
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
    """Tell all that stands against a request; macros are shown in their place.

    Args:
        context: of the command.
        error: the findings.
        request: what was judged, where it could be read.
        language: of the sentences.
    """
    listed = error.findings[:MOST_LISTED]
    more = len(error.findings) - len(listed)
    left_out = f" {more} more are not listed." if more else ""
    summary = f"Refused, and nothing was stored: {_count(error.findings)}.{left_out}"
    details = [(each.path, translate(each, language), each.name) for each in listed]
    lines = (line for each in listed for line in finding_lines(each, request, language))
    _report(context, _CODES.get(error.stage, "400-152"), summary, details, lines)


def report_undelivered(context: click.Context, activity: int, error: BaseException) -> None:
    """Tell that an activity is stored, and what hindered its delivery now."""
    summary = f"Stored as activity {activity}; not delivered now: {sentence_of(error)}"
    _report(context, code_of(error), summary, [("", summary, name_of(error))], [])


def report_site_faults(context: click.Context, summary: str, faults: Iterable[SiteFault]) -> None:
    """Tell faults or warnings of a site file."""
    found = tuple(faults)
    details: list[Detail] = [(each.path, str(each), "site.fault") for each in found]
    _report(context, "400-152", f"{summary}:", details, (f"  {each}" for each in found))


def _report(
    context: click.Context, code: str, summary: str, details: list[Detail], lines: Iterable[str]
) -> None:
    if wants_json(context):
        # Late: the usage of the program can be told without what it needs to work.
        from compose_adapters.wiring.json_output import error_for_programs

        echo_json(error_for_programs(code, summary, details), err=True)
        return
    console = errors()
    console.print(Text(shown(summary), style="bold red"))
    for line in lines:
        console.print(finding_text(line))


def _count(findings: tuple[Finding, ...]) -> str:
    return "one finding" if len(findings) == 1 else f"{len(findings)} findings"


def finding_lines(finding: Finding, request: ComposeRequest | None, language: str) -> Iterator[str]:
    """A finding for people: path, sentence, stable name and rule; of a macro, its place."""
    place = finding.path or "the request"
    yield f"  {place}: {translate(finding, language)}  [{finding.name}, {finding.definition.rule}]"
    for line in marked_place(finding, request):
        yield f"      {line}"
