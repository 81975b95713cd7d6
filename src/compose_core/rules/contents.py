"""What there is to send, and in which forms (E5, E14)."""

from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import body
from compose_core.errors.catalogue import request as request_findings
from compose_core.model import paths
from compose_core.model.request import Command, ComposeRequest

FORMS = ("text", "html")


def something_to_send(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """There is a subject, a content or an attachment; a draft needs none (E5)."""
    given = (request.subject_line, request.body("text"), request.body("html"), request.attachments)
    if command is not Command.SAVE and not any(given):
        yield request_findings.NOTHING_TO_SEND.at(paths.CONTENTS)


def forms(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Each content has a type and a value, and there is at most one of each type (E14)."""
    seen: set[str] = set()
    for index, content in enumerate(request.contents):
        yield from _members(index, content.type, content.value)
        if content.type in seen:
            yield request_findings.CONTENT_TYPE_REPEATED.at(
                paths.content(index, "type"), type=content.type
            )
        if content.type is not None:
            seen.add(content.type)


def _members(index: int, kind: str | None, value: str | None) -> Iterator[Finding]:
    type_path, value_path = paths.content(index, "type"), paths.content(index, "value")
    if kind is None:
        yield body.ELEMENT_MISSING.at(type_path, element=type_path)
    elif kind not in FORMS:
        yield request_findings.VALUE_NOT_ALLOWED.at(
            type_path, element=type_path, value=kind, allowed=", ".join(FORMS)
        )
    if value is None:
        yield body.ELEMENT_MISSING.at(value_path, element=value_path)
