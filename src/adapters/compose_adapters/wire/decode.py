"""A body to a request: the findings of the request alone, all at once (H5 stage 4, H6)."""

from collections.abc import Iterable, Iterator

import attrs

from compose_adapters.wire import media
from compose_adapters.wire.activity_shape import ACTIVITY, ROOT
from compose_adapters.wire.json_reader import read_json
from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.structure import structure
from compose_adapters.wire.tree import Document
from compose_adapters.wire.xml_reader import read_xml
from compose_core.errors import Rejected, Violation, in_document_order
from compose_core.errors.catalogue.request import NOTHING_TO_SEND
from compose_core.errors.order import parent_of
from compose_core.model.request import Command, ComposeRequest
from compose_core.rules import REQUEST_RULES, RequestRule, check_request, paths


def decode(
    body: bytes,
    content_type: str,
    command: Command,
    limits: Limits = STANDARD,
    rules: Iterable[RequestRule] = REQUEST_RULES,
) -> ComposeRequest:
    """The request that a body spells, in which the request alone has no fault.

    Args:
        body: JSON, XML or multipart, in UTF-8.
        content_type: the value of its Content-Type; empty for none.
        command: what will be asked; a draft needs less (E5).
        limits: of what the body may hold.
        rules: of the request alone.

    Raises:
        UnsupportedMediaType: the content type is none of the three, or not UTF-8 (H3).
        Rejected: all that is wrong with the request alone, in the order of the document.
    """
    media_type = media.media_type(content_type)
    if media_type.name == media.MULTIPART:
        raise NotImplementedError
    document = read(body, media_type.name, limits)
    found = structure(ACTIVITY, ROOT, document)
    request = attrs.evolve(found.value, positions=found.positions)
    return judged(request, found.findings, command, rules)


def read(body: bytes, name: str, limits: Limits, root: str = ROOT) -> Document:
    """The tree that a body spells.

    Args:
        body: in UTF-8.
        name: of the media type, JSON's or XML's.
        limits: of what the body may hold.
        root: what XML calls the whole.

    Raises:
        Rejected: it is not well-formed, or beyond a limit.
    """
    return read_json(body, limits) if name == media.JSON else read_xml(body, root, limits)


def judged(
    request: ComposeRequest,
    of_form: tuple[Violation, ...],
    command: Command,
    rules: Iterable[RequestRule],
) -> ComposeRequest:
    """The request itself, if nothing is wrong with its form or with what it alone tells.

    Raises:
        Rejected: something is. What follows from a fault of form is not told beside it.
    """
    own = _independent(check_request(request, command, rules), of_form)
    if of_form or own:
        raise Rejected(in_document_order((*of_form, *own), request.positions))
    return request


# What has a fault of form is there: E5's finding would deny it.
_SOMETHING_TO_SEND = {"subject", "payload", "payload.email", paths.CONTENTS, "attachments"}


def _independent(
    findings: Iterable[Violation], of_form: Iterable[Violation]
) -> tuple[Violation, ...]:
    """The findings that are not about an element with a fault of form, or above or below one."""
    faulty = {finding.path for finding in of_form if finding.path}
    above = {path for each in faulty for path in _way_up(each)}
    is_known_what = bool(_SOMETHING_TO_SEND & above)
    return tuple(
        finding
        for finding in findings
        if finding.path not in above
        and faulty.isdisjoint(_way_up(finding.path))
        and not (is_known_what and finding.definition is NOTHING_TO_SEND)
    )


def _way_up(path: str) -> Iterator[str]:
    while path:
        yield path
        path = parent_of(path)
