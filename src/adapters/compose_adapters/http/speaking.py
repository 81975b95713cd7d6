"""The language of an answer to a call that is refused before it is known (F5)."""

from contextlib import suppress

import anyio
import anyio.to_thread

from compose_adapters.http.request_context import RequestContext
from compose_core.errors import Unavailable
from compose_core.ports import Settings

_PATIENCE_SECONDS = 1


async def settle(call: RequestContext, settings: Settings) -> None:
    """The call is answered in the language of the partition, unless it wishes another.

    Where the settings cannot be read now, or not soon, the answer does not wait for them.

    Args:
        call: to be refused.
        settings: the partition's.
    """
    if call.is_settled:
        return
    with anyio.move_on_after(_PATIENCE_SECONDS), suppress(Unavailable):
        partition = await anyio.to_thread.run_sync(settings.partition, abandon_on_cancel=True)
        call.settle(partition)
