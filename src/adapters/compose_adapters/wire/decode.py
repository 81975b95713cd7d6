"""A body to a request: the findings of the request alone, all at once (H5 stage 4, H6)."""

from collections.abc import Iterable, Iterator

import attrs

from compose_adapters.wire import media
from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.multipart import Form
from compose_adapters.wire.multipart_parser import MultipartParser
from compose_adapters.wire.request_shapes import ACTIVITY, ROOT
from compose_adapters.wire.structure import Structured, structure
from compose_core.errors import Finding, Rejected, in_document_order
from compose_core.errors.catalogue.body import ELEMENT_MISSING
from compose_core.errors.catalogue.request import NOTHING_TO_SEND
from compose_core.errors.order import parent_of
from compose_core.model import paths
from compose_core.model.request import Command, ComposeRequest
from compose_core.rules import REQUEST_RULES, RequestRule, check_request

_FED = 262_144


def decode(
    body: bytes,
    content_type: str,
    command: Command,
    limits: Limits = STANDARD,
    rules: Iterable[RequestRule] = REQUEST_RULES,
    *,
    passes_on: bool = False,
) -> ComposeRequest:
    """The request that a body spells, in which the request alone has no fault.

    Args:
        body: JSON, XML or multipart, in UTF-8.
        content_type: the value of its Content-Type; empty for none.
        command: what will be asked; a draft needs less (E5).
        limits: of what the body may hold.
        rules: of the request alone.
        passes_on: whether a request without a fault of form goes to a service next, which judges
            it by the rules itself.

    Raises:
        UnsupportedMediaType: the content type is none of the three, or not UTF-8 (H3).
        Rejected: all that is wrong with the request alone, in the order of the document.
    """
    media_type = media.media_type(content_type)
    if media_type.essence == media.MULTIPART:
        decoder = MultipartDecoder(content_type, command, limits, rules)
        for start in range(0, len(body), _FED):
            decoder.feed(body[start : start + _FED])
        return decoder.finish(passes_on=passes_on)
    found = structure(ACTIVITY, ROOT, body, media_type.essence, limits)
    return judged(found, command, rules, passes_on=passes_on)


def decode_file(
    octets: bytes, name: str, command: Command, limits: Limits = STANDARD
) -> ComposeRequest:
    """Decode a file; the arguments are those of `body_of_file` and `decode`.

    Raises:
        UnsupportedMediaType: as for `body_of_file` and `decode`.
        Rejected: as for `decode`.
    """
    body, content_type = media.body_of_file(octets, name)
    return decode(body, content_type, command, limits)


def required_elements() -> frozenset[str]:
    """The paths that the rules miss in a request without anything, whatever is asked."""
    nothing = ComposeRequest(type=None, subtype=None)
    missing = check_request(nothing, Command.SAVE)
    return frozenset(each.path for each in missing if each.definition is ELEMENT_MISSING)


class MultipartDecoder:
    """Decodes a multipart request as it arrives; what is beyond a limit is refused at once.

    Args:
        content_type: the value of its Content-Type, with the boundary.
        command: as for `decode`, and so are ``limits`` and ``rules``.

    Raises:
        UnsupportedMediaType: the content type is not multipart, or not UTF-8 (H3).
        Rejected: the boundary is missing or not allowed; one finding.
    """

    def __init__(
        self,
        content_type: str,
        command: Command,
        limits: Limits = STANDARD,
        rules: Iterable[RequestRule] = REQUEST_RULES,
    ) -> None:
        media_type = media.media_type(content_type)
        if media_type.essence != media.MULTIPART:
            raise media.UnsupportedMediaType(f"send {media.MULTIPART}")
        self._form = Form(limits)
        boundary = media_type.parameter("boundary")
        self._parser = MultipartParser(boundary, limits, self._form)
        self._command = command
        self._rules = rules

    def feed(self, octets: bytes) -> None:
        """The body goes on.

        Raises:
            Rejected: it is not well-formed, or beyond a limit; one finding.
        """
        self._parser.feed(octets)

    def finish(self, *, passes_on: bool = False) -> ComposeRequest:
        """The request, now that the body has ended.

        Args:
            passes_on: as for `decode`.

        Raises:
            Rejected: as for `decode`.
        """
        self._parser.close()
        found = self._form.structure()
        return judged(found, self._command, self._rules, passes_on=passes_on)


def judged(
    found: Structured[ComposeRequest],
    command: Command,
    rules: Iterable[RequestRule],
    *,
    passes_on: bool,
) -> ComposeRequest:
    """The request, if nothing is wrong with its form or with what it alone tells.

    Raises:
        Rejected: something is. What follows from a fault of form is not told beside it.
    """
    request = attrs.evolve(found.value, positions=found.positions)
    if passes_on and not found.findings:
        return request
    own = _independent(check_request(request, command, rules), found.findings)
    if found.findings or own:
        raise Rejected(in_document_order((*found.findings, *own), found.positions))
    return request


# What has a fault of form is there: E5's finding would deny it.
_SOMETHING_TO_SEND = {
    *(paths.SUBJECT, "payload", "payload.email", paths.CONTENTS, paths.ATTACHMENTS)
}


def _independent(findings: Iterable[Finding], of_form: Iterable[Finding]) -> tuple[Finding, ...]:
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
