"""Whose call it is that no handler takes: the session is shown in its answer all the same (H2)."""

from contextlib import suppress

import anyio.to_thread

from compose_adapters.http.call import SESSION_HEADER, Call, header
from compose_adapters.http.doorkeeper import Doorkeeper


async def recognise(call: Call, doorkeeper: Doorkeeper) -> None:
    """The call has its session, if it names a living one; whatever goes wrong changes nothing."""
    token = header(call.request, SESSION_HEADER)
    if token is None:
        return
    with suppress(Exception):
        call.user = await anyio.to_thread.run_sync(doorkeeper.user, token)
        call.token = token
