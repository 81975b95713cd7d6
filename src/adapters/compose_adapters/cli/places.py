"""The line of a request's text that a finding is about, with a caret below the place."""

from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.macros import MacroFinding, Part, report
from compose_core.model.request import ComposeRequest

_MACRO = "macro."


def marked_place(finding: Finding, request: ComposeRequest | None) -> Iterator[str]:
    """The lines that show where a macro is at fault; none for other findings."""
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
    # The sentence stands above already.
    yield place.partition(": ")[0]
    yield from lines


_OF_FAULT = frozenset({"part", "offset", "name"})
