"""A body as it arrives: measured from the first octet, decoded as its type says."""

import re
from collections.abc import AsyncIterator

import attrs
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from compose_adapters import wire
from compose_adapters.wire import media
from compose_core.errors import Rejected
from compose_core.errors.catalogue import call as names
from compose_core.model.request import Command, ComposeRequest
from compose_core.rules import RequestRule

_LENGTH = re.compile("[0-9]{1,18}")


@attrs.frozen
class Body:
    """The body of a request that is still on its way.

    Args:
        request: as it came.
        content_type: of the body; empty for none.
        most: how many octets it may have.
        limits: of what it may hold.
    """

    request: Request
    content_type: str
    most: int
    limits: wire.Limits

    async def request_for(self, command: Command, rules: tuple[RequestRule, ...]) -> ComposeRequest:
        """The request that the body spells.

        A multipart body is taken apart while it arrives, and no more of it is held than once.

        Raises:
            UnsupportedMediaType: it is of a type that is not read here (H3).
            Rejected: it is too large, or something is wrong with it.
        """
        given = (self.content_type, command, self.limits, rules)
        if media.media_type(self.content_type).name != media.MULTIPART:
            return await run_in_threadpool(wire.decode, await self._whole(), *given)
        decoder = wire.MultipartDecoder(*given)
        async for octets in self._arriving():
            decoder.feed(octets)
        return await run_in_threadpool(decoder.finish)

    async def login(self) -> wire.Login:
        """The login that the body spells.

        Raises:
            UnsupportedMediaType: it is neither JSON nor XML.
            Rejected: it is too large, or something is wrong with it.
        """
        media.media_type(self.content_type)
        return wire.decode_login(await self._whole(), self.content_type, self.limits)

    async def _whole(self) -> bytes:
        return b"".join([octets async for octets in self._arriving()])

    async def _arriving(self) -> AsyncIterator[bytes]:
        self._check(_announced(self.request))
        arrived = 0
        async for octets in self.request.stream():
            arrived += len(octets)
            self._check(arrived)
            if octets:
                yield octets

    def _check(self, octets: int) -> None:
        if octets > self.most:
            raise Rejected([names.BODY_TOO_LARGE.at(limit=self.most)])


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    # A longer one is no length; what arrives is counted anyway.
    return int(length) if _LENGTH.fullmatch(length) else 0
