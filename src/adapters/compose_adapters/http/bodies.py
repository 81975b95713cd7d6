"""A body as it arrives: measured from the first octet, taken apart as its type says.

1. A small body whose length is told is read before anything is judged: so the whole call is
   answered in one go.
2. Any other is read only when its call may be made, and refused at the octet that is too many.
3. A multipart body is taken apart while it arrives; no more of it is held than once.
"""

import re
from collections.abc import AsyncIterator

import attrs
from starlette.requests import Request

from compose_adapters import wire
from compose_adapters.http.exceptions import let_go
from compose_adapters.http.octets_in_flight import Share
from compose_adapters.wire import media
from compose_core.errors import Rejected
from compose_core.errors.catalogue import call as call_findings
from compose_core.model.personal import hide_texts
from compose_core.model.request import ComposeRequest

SMALL = 64 * 1024

_LENGTH = re.compile("0*([0-9]+)")
# No body has a length of so many digits; longer numbers are as good as this one.
_MOST_DIGITS = 18


@attrs.frozen(field_transformer=hide_texts())
class Body:
    """A body that has arrived, or nothing, for calls that have none.

    Args:
        octets: of the body; nothing of one that was taken apart while it arrived.
        content_type: of the body; empty for none.
        decoder: what has taken it apart.
        refusal: why its rest was not read.
    """

    octets: bytes = b""
    content_type: str = ""
    decoder: wire.MultipartDecoder | None = None
    refusal: Rejected | None = None

    def request(self, limits: wire.Limits, most: int) -> ComposeRequest:
        """Read the request that the body spells, as `wire.decode` does.

        Args:
            limits: of what a body may hold.
            most: how many octets it may have.

        Raises:
            UnsupportedMediaType: it is of a type that is not read here (H3).
            Rejected: it is too large, or cannot be read at all.
        """
        media.media_type(self.content_type)
        self._check(most)
        if self.decoder is not None:
            return self.decoder.finish()
        return wire.decode(self.octets, self.content_type, limits)

    def login(self, limits: wire.Limits, most: int) -> wire.Login:
        """The login that the body spells; arguments and errors are those of `request`."""
        media.media_type(self.content_type)
        self._check(most)
        return wire.decode_login(self.octets, self.content_type, limits)

    def _check(self, most: int) -> None:
        if self.refusal is not None:
            raise self.refusal
        _check_size(len(self.octets), most)


async def small_body(request: Request, content_type: str, share: Share) -> Body | None:
    """The body, if its length is told and small; else it is left where it is.

    Raises:
        Unavailable: too many octets are on their way.
    """
    length = announced(request)
    if not 0 <= length <= SMALL:
        return None
    share.grow_to(length)
    pieces: list[bytes] = []
    arrived = 0
    async for octets in request.stream():
        pieces.append(octets)
        arrived += len(octets)
        if arrived > SMALL:
            # A server that checks no lengths has let a lie through.
            too_large = Rejected([call_findings.BODY_TOO_LARGE.at(limit=SMALL)])
            return Body(content_type=content_type, refusal=too_large)
    return Body(b"".join(pieces), content_type)


def announced(request: Request) -> int:
    """The length that a request says its body has; -1 where it says none."""
    length = _LENGTH.fullmatch(request.headers.get("content-length", ""))
    if length is None:
        return -1
    digits = length.group(1)
    return int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS


def has_body(request: Request) -> bool:
    """Whether a request says that a body comes with it."""
    return "transfer-encoding" in request.headers or announced(request) > 0


@attrs.frozen(field_transformer=hide_texts())
class BodyReader:
    """Takes in a body that is still on its way.

    Args:
        request: as it came.
        content_type: of the body; empty for none.
        most: how many octets it may have.
        share: of the octets that may be on their way.
    """

    request: Request
    content_type: str
    most: int
    share: Share

    async def whole(self) -> Body:
        """The body in one piece.

        Raises:
            UnsupportedMediaType: it is of a type that is not read here; nothing was read.
            Unavailable: too many octets are on their way.
        """
        media.media_type(self.content_type)
        try:
            octets = b"".join([octets async for octets in self._arriving()])
        except Rejected as refusal:
            let_go(refusal)
            return Body(content_type=self.content_type, refusal=refusal)
        return Body(octets, self.content_type)

    async def read_multipart(self, limits: wire.Limits) -> Body:
        """The body, taken apart while it arrived if it is multipart.

        Raises:
            UnsupportedMediaType: it is of a type that is not read here; nothing was read.
            Unavailable: too many octets are on their way.
        """
        if media.media_type(self.content_type).essence != media.MULTIPART:
            return await self.whole()
        try:
            decoder = wire.MultipartDecoder(self.content_type, limits)
            async for octets in self._arriving():
                decoder.feed(octets)
        except Rejected as refusal:
            let_go(refusal)
            return Body(content_type=self.content_type, refusal=refusal)
        return Body(content_type=self.content_type, decoder=decoder)

    async def _arriving(self) -> AsyncIterator[bytes]:
        length = announced(self.request)
        _check_size(length, self.most)
        self.share.grow_to(length)
        arrived = 0
        async for octets in self.request.stream():
            arrived += len(octets)
            _check_size(arrived, self.most)
            self.share.grow_to(arrived)
            yield octets


def _check_size(octets: int, most: int) -> None:
    if octets > most:
        raise Rejected([call_findings.BODY_TOO_LARGE.at(limit=most)])
