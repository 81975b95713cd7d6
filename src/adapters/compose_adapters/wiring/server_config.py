"""The settings of a server, in whatever process it runs."""

import asyncio
from collections.abc import Callable
from typing import Any

import uvicorn

from compose_adapters.wiring.connection_limits import ConnectionLimits
from compose_adapters.wiring.connections import ConnectionGate, GuardedLoop


class ServerConfig(uvicorn.Config):
    """The settings of a server, with what its clients are granted.

    Args:
        app: makes the application.
        limits: of connections and of slow clients.
        options: as `uvicorn.Config` takes them.
    """

    def __init__(self, app: Any, *, limits: ConnectionLimits, **options: Any) -> None:
        super().__init__(app, **options)
        self.limits = limits
        # Empty as it is here, it can be sent to another process, which has one of its own then.
        self.gate: ConnectionGate | None = None

    def get_loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop]:
        """Make the loop of this process and its gate."""
        gate = self.gate = ConnectionGate(self.limits.connections)
        return lambda: GuardedLoop(gate)
