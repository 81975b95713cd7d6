"""A fault of ours is answered too: nothing of the inside, and an id to quote (H7)."""

import logging
import traceback

import attrs
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from compose_adapters.http.error_responses import ErrorResponses
from compose_adapters.http.exceptions import let_go
from compose_adapters.http.request_context import RequestContext, context_of

LOG = logging.getLogger("compose_core.http")


@attrs.frozen
class ServerErrorMiddleware:
    """Stands behind whatever adds to answers, so that its answers are added to as well.

    Args:
        app: what may fail.
        refusals: how a fault is answered.
    """

    app: ASGIApp
    refusals: ErrorResponses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call, or whatever else a server asks."""
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            # No fault of ours, and nobody is left to be answered; the log line says so.
            return
        except Exception as error:
            if scope["type"] != "http":
                raise
            call = context_of(Request(scope, receive))
            _note_fault(call, error)
            if has_begun:
                # The server breaks the connection, so that no one takes half an answer for a whole.
                raise
            let_go(error)
            response = self.refusals.unexpected(call, error)
            await response(scope, receive, send)


def _note_fault(call: RequestContext, error: Exception) -> None:
    # What an exception says may hold contents or addresses; where it arose does not.
    frames = traceback.extract_tb(error.__traceback__)
    places = "".join(f"\n  {each.filename}:{each.lineno} {each.name}" for each in frames)
    LOG.error("%s id=%s%s", type(error).__name__, call.id, places)
    LOG.debug("id=%s", call.id, exc_info=error)
