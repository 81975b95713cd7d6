"""An application with something in its background that starts and stops with it."""

from collections.abc import Callable

import attrs
from starlette.types import ASGIApp, Receive, Scope, Send


@attrs.frozen
class WithLifespan:
    """An application that a server starts and stops.

    Args:
        app: the application.
        start: called before the first call is taken.
        stop: called when no call is under way any more; may take its time.
    """

    app: ASGIApp
    start: Callable[[], None]
    stop: Callable[[], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call, or start and stop (ASGI's lifespan)."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self.app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.stop()
        await send({"type": "lifespan.shutdown.complete"})
