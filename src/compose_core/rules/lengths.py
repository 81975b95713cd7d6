"""How long texts may be, counted in code points (E1, E8, E11, E13)."""

from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import request as request_findings
from compose_core.model import paths
from compose_core.model.request import LONGEST_NAME, Command, ComposeRequest

SUBJECT_LIMIT = 245


def subject(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """The subject, with its macros as they are written, has at most 245 characters (E11)."""
    length = len(request.subject_line or "")
    if length > SUBJECT_LIMIT:
        yield request_findings.SUBJECT_TOO_LONG.at(
            paths.SUBJECT, length=length, limit=SUBJECT_LIMIT
        )


def names_given(request: ComposeRequest) -> Iterator[tuple[str, str | None]]:
    """The elements that hold a name, by their paths."""
    yield paths.DEPARTMENT, request.department
    yield paths.QUEUE, request.queue
    for index, attribute in enumerate(request.custom_attributes):
        yield f"{paths.custom_attribute(index)}.attribName", attribute.name


def not_empty(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """A name that is given is not empty."""
    for path, value in names_given(request):
        if value == "":
            yield request_findings.VALUE_EMPTY.at(path, element=path)


def texts(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Judge that a name, and the value of a custom attribute, has at most 255 characters."""
    for path, value in (*names_given(request), *attribute_values(request)):
        if value is not None and len(value) > LONGEST_NAME:
            yield request_findings.VALUE_TOO_LONG.at(
                path, element=path, length=len(value), limit=LONGEST_NAME
            )


def attribute_values(request: ComposeRequest) -> Iterator[tuple[str, str]]:
    """List the values of the activity's custom attributes, by their paths."""
    for index, attribute in enumerate(request.custom_attributes):
        yield paths.attribute_value(index), attribute.value
