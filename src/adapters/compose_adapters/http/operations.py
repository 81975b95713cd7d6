"""What a method does at a path, declared once: it is served and described by this."""

from collections.abc import Callable
from enum import Enum

import attrs
from starlette.responses import Response

from compose_adapters.http.bodies import Body
from compose_adapters.http.queries import Parameter, Query
from compose_adapters.http.request_context import RequestContext
from compose_core.model.request import Command

Handler = Callable[[RequestContext, Query, Body], Response]
"""Answers a call; works in a thread that may wait."""


class RequestBody(Enum):
    """What the body of a call holds."""

    NOTHING = "nothing"
    REQUEST = "request"
    LOGIN = "login"


class ResponseBody(Enum):
    """What the body of an answer holds; the value names its schema."""

    NOTHING = ""
    RECEIPT = "Receipt"
    ACTIVITIES = "Activities"
    PREVIEW = "Preview"
    OPTIONS = "Options"
    SECURE_MESSAGE = "SecureMessage"
    FILE = "File"
    HEALTH = "Health"
    DESCRIPTION = "Description"
    XML_SCHEMA = "XmlSchema"


@attrs.frozen
class Operation:
    """What a method does at a path.

    Args:
        name: of the operation, for those who generate clients.
        summary: what it does, in a sentence.
        handler: answers a call that came through the first three stages.
        parameters: of the query.
        needs_session: whether it is for those who are logged in.
        needs_site: whether its answer rests on the site.
        negotiates: whether its answer comes in a format and a language of the caller's.
        sends: what its body holds.
        command: what is asked to be done with a request in it.
        tells: what the body of its answer holds.
        status: of its answer.
        refusals: the further statuses that it may answer with.
    """

    name: str
    summary: str
    handler: Handler
    parameters: tuple[Parameter, ...] = ()
    needs_session: bool = attrs.field(default=True, kw_only=True)
    needs_site: bool = attrs.field(default=True, kw_only=True)
    negotiates: bool = attrs.field(default=True, kw_only=True)
    sends: RequestBody = attrs.field(default=RequestBody.NOTHING, kw_only=True)
    command: Command = attrs.field(default=Command.SEND, kw_only=True)
    tells: ResponseBody = attrs.field(default=ResponseBody.NOTHING, kw_only=True)
    status: int = attrs.field(default=200, kw_only=True)
    refusals: tuple[int, ...] = attrs.field(default=(), kw_only=True)

    @property
    def statuses(self) -> tuple[int, ...]:
        """Every status that its path may answer with but its own, in their order."""
        found = {400, 405, 500, 503, *self.refusals}
        found |= {401} if self.needs_session else set()
        found |= {406} if self.negotiates else set()
        found |= {415} if self.sends is not RequestBody.NOTHING else set()
        return tuple(sorted(found))
