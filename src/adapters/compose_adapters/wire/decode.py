"""A body to a request, with the findings of its form; the service adds those of its rules."""

import attrs

from compose_adapters.wire import media
from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.multipart import Form
from compose_adapters.wire.multipart_parser import MultipartParser
from compose_adapters.wire.request_shapes import ACTIVITY, ROOT
from compose_adapters.wire.structure import Structured, structure
from compose_core.errors.catalogue.body import ELEMENT_MISSING
from compose_core.model.request import Command, ComposeRequest
from compose_core.rules import check_request

_FED = 262_144


def decode(body: bytes, content_type: str, limits: Limits = STANDARD) -> ComposeRequest:
    """Read the request that a body spells.

    Elements whose form is wrong are left out of it and reported in `ComposeRequest.form_findings`,
    with which the service rejects it.

    Args:
        body: JSON, XML or multipart, in UTF-8.
        content_type: the value of its Content-Type; empty for none.
        limits: of what the body may hold.

    Raises:
        UnsupportedMediaType: the content type is none of the three, or not UTF-8 (H3).
        Rejected: the body cannot be read at all; all that is wrong with it.
    """
    media_type = media.media_type(content_type)
    if media_type.essence == media.MULTIPART:
        decoder = MultipartDecoder(content_type, limits)
        for start in range(0, len(body), _FED):
            decoder.feed(body[start : start + _FED])
        return decoder.finish()
    return _request(structure(ACTIVITY, ROOT, body, media_type.essence, limits))


def decode_file(octets: bytes, name: str, limits: Limits = STANDARD) -> ComposeRequest:
    """Read the request in a file; the arguments are those of `body_of_file` and `decode`.

    Raises:
        UnsupportedMediaType: as for `body_of_file` and `decode`.
        Rejected: as for `decode`.
    """
    body, content_type = media.body_of_file(octets, name)
    return decode(body, content_type, limits)


def _request(found: Structured[ComposeRequest]) -> ComposeRequest:
    return attrs.evolve(found.value, positions=found.positions, form_findings=found.findings)


def required_elements() -> frozenset[str]:
    """List the paths that every request must have, whatever the command."""
    nothing = ComposeRequest(type=None, subtype=None)
    missing = check_request(nothing, Command.SAVE)
    return frozenset(each.path for each in missing if each.definition is ELEMENT_MISSING)


class MultipartDecoder:
    """Decodes a multipart request as it arrives; what is beyond a limit is refused at once.

    Args:
        content_type: the value of its Content-Type, with the boundary.
        limits: of what the body may hold.

    Raises:
        UnsupportedMediaType: the content type is not multipart, or not UTF-8 (H3).
        Rejected: the boundary is missing or not allowed; one finding.
    """

    def __init__(self, content_type: str, limits: Limits = STANDARD) -> None:
        media_type = media.media_type(content_type)
        if media_type.essence != media.MULTIPART:
            raise media.UnsupportedMediaType(f"send {media.MULTIPART}")
        self._form = Form(limits)
        boundary = media_type.parameter("boundary")
        self._parser = MultipartParser(boundary, limits, self._form)

    def feed(self, octets: bytes) -> None:
        """Read the next octets of the body.

        Raises:
            Rejected: it is not well-formed, or beyond a limit; one finding.
        """
        self._parser.feed(octets)

    def finish(self) -> ComposeRequest:
        """End the body; its request, as `decode` gives it.

        Raises:
            Rejected: as for `decode`.
        """
        self._parser.close()
        return _request(self._form.structure())
