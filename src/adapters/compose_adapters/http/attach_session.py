"""Whose call it is that no handler takes: the session is shown in its answer all the same (H2)."""

import logging

import anyio.to_thread

from compose_adapters.http.exceptions import NoSession
from compose_adapters.http.request_context import SESSION_HEADER, RequestContext, header
from compose_adapters.http.session_service import SessionService

LOG = logging.getLogger("compose_core.http")


async def attach_session(call: RequestContext, doorkeeper: SessionService) -> None:
    """The call has its session, if it names a living one; whatever goes wrong is only logged."""
    token = header(call.request, SESSION_HEADER)
    if token is None:
        return
    try:
        call.user = await anyio.to_thread.run_sync(doorkeeper.user, token, call.source)
        call.token = token
    except NoSession:
        return
    except Exception as error:  # noqa: BLE001 - the answer is the same with it and without
        # What an exception says may hold contents or addresses.
        LOG.warning("the session could not be looked up: %s id=%s", type(error).__name__, call.id)
